/** What `weir search` prints: what was found, and what it is worth on rows that no trial saw. */
import type { SearchRecord } from '../../../contract/sweep.ts';
import { formatCount, formatScore, formatSeconds } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';

/** Trials that are printed, the best first. */
const SHOWN = 5;

export function printSearch(record: SearchRecord, paint: Paint): string[] {
  const { method, algorithm, objective, trials, best, report, recipe, warnings, seconds, device } = record;
  const tasks = Object.keys(report.after);
  const main = (scores: SearchRecord['report']['after'], task: string): number | undefined =>
    Object.values(scores[task] ?? {})[0];
  const rowOf = (title: string, scores: SearchRecord['report']['after']): string[] => [
    title,
    ...tasks.map((task) => formatScore(main(scores, task))),
  ];
  const order = [...trials.keys()].sort((a, b) => trials[b]!.objective - trials[a]!.objective);
  return [
    `${formatCount(trials.length)} trials of ${method} by ${algorithm}, for the ${OBJECTIVES[objective]}`,
    best === 0 ? 'None was better than the recipe as it was.' : `The best was trial ${best + 1}.`,
    '',
    ...formatTable(
      [
        ['on rows that no trial saw', ...tasks].map((cell) => paint('dim', cell)),
        ['', ...tasks.map((task) => formatCount(report.rows[task]?.reporting ?? 0))].map((cell) =>
          paint('dim', cell),
        ),
        rowOf('own expert', report.experts),
        rowOf('as it was', report.before),
        rowOf('as it was found', report.after),
      ],
      `l${'r'.repeat(tasks.length)}`,
    ),
    '',
    ...formatTable(
      [
        ['trial', 'objective', 'weights', 'settings'].map((cell) => paint('dim', cell)),
        ...order.slice(0, SHOWN).map((at) => {
          const { objective: value, weights, settings } = trials[at]!;
          return [String(at + 1), formatScore(value), sayNumbers(weights), sayNumbers(settings)];
        }),
      ],
      'rrll',
    ),
    '',
    ...recipe.trimEnd().split('\n'),
    '',
    paint('dim', `${formatSeconds(seconds)} on ${device}`),
    ...warnings.map((warning) => `${paint('bold', 'Mind:')} ${warning}`),
  ];
}

const OBJECTIVES: Readonly<Record<SearchRecord['objective'], string>> = {
  relative: "mean part of the experts' scores",
  mean: 'mean score',
  worst: 'worst score',
};

function sayNumbers(numbers: Readonly<Record<string, number>>): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
