/** What the page Sweep says. */
import { formatCount, formatNumberOf, formatSeconds } from '../parts/format.ts';

export const SWEEP = {
  emptyTitle: 'Many merges beside each other',
  emptyText:
    'A sweep merges every pair of your checkpoints by every method that you name, scores each, and tells which is best and how sure that is.',
  create: 'New sweep',
  createHint: 'From the checkpoints on the page Merge',
  which: 'Sweep',
  start: 'Start the sweep',
  cancel: 'Back to the results',
  text: 'The sweep as text',
  textHint:
    'sets: pairs, triples, all, leave-one-out, or lists of tasks. A method is a name, or { method, name, settings }. seeds and samples take the place of what the settings say; rows: all, choosing or reporting.',
  noModels: 'Choose at least two checkpoints on the page Merge; they stand here then.',
  toMerge: 'Go to Merge',
  paper: "Measure the paper's claim",
  paperHint: 'A sweep of all pairs by plain average, mask Fisher and full Fisher, 256 rows each',

  measure: 'Measure',
  measures: { relative: "part of the expert's score", score: 'score' },
  samples: 'Samples',
  anySamples: 'all',
  filter: 'Sets with',
  anyTask: 'any task',
  export: 'Export',
  formats: { csv: 'CSV', json: 'JSON', latex: 'LaTeX' },

  method: 'Method',
  overall: 'all sets',
  overallHint: 'The mean over all sets',
  sortHint: 'Sort by this column',
  evidence: 'evidence',
  evidenceHint: 'What was computed of the checkpoints, Fishers mostly: each counted once',
  merge: 'a merge',
  caption: (merges: number, rows: string, seconds: number, device: string) =>
    `${formatNumberOf(merges, 'merge')} on ${rows}, ${formatSeconds(seconds)} on ${device}. Beneath each figure: its difference to the plain average.`,
  parts: { all: 'all rows', choosing: 'the rows for choosing', reporting: 'the rows for reporting' },
  spread: (deviation: number) => `± ${deviation.toFixed(3)} over seeds`,
  interval: (low: number, high: number) =>
    `95 % between ${low.toFixed(3)} and ${high.toFixed(3)}, rows drawn again`,
  open: (method: string, set: string) => `${method} on ${set}`,

  share: (share: number) => `${Math.round(100 * share)} % of the expert’s`,
  expert: 'expert',
  average: 'average',
  versus:
    'McNemar’s test against the plain average on the same rows: how likely so large a difference is by chance',
  variant: (seed: number | null, samples: number | null) =>
    [seed === null ? '' : `seed ${seed}`, samples === null ? '' : `${formatCount(samples)} samples`]
      .filter((part) => part !== '')
      .join(', '),
  recipe: 'Its recipe',
  openRecipe: 'Open in Merge',

  claim: "The paper's claim",
  claimed: 'the paper',
  largest: 'largest',
  mean: 'mean',
  overAverage: 'Gain over the average, points',
  overFull: 'Gain over the full Fisher, points',
  longer: 'The full Fisher takes longer',
  leftOut: 'Leaving one out',
  leftOutHint: 'What the other tasks keep of their experts with and without each, and what it keeps itself',
  withIt: 'others with it',
  without: 'without it',
  costs: 'it costs them',
  gives: 'it keeps',
} as const;
