/** What the page Merge says. */
import { formatBytes, formatCount, formatNumberOf, formatSeconds } from '../parts/format.ts';
import { EVIDENCE_WORDS } from './methods.ts';

type Evidence = keyof typeof EVIDENCE_WORDS;

const unlike = (what: (count: string) => string) => (name: string, found: unknown, expected: unknown) =>
  `‘${name}’ has ${what(formatCount(Number(found)))}; ${formatCount(Number(expected))} expected.`;

/** Why a checkpoint cannot be merged with the others. */
export const FITTING = {
  noHead: (name: string) => `‘${name}’ has no task head: it can be a base, not one of the merged.`,
  missing: (name: string) => `‘${name}’ does not lie where it did.`,
  family: (name: string, found: unknown, expected: unknown) =>
    `‘${name}’ is of the family ${String(found)}; ${String(expected)} expected.`,
  layers: unlike((count) => `${count} layers`),
  heads: unlike((count) => `${count} heads in a layer`),
  hidden: unlike((count) => `a hidden size of ${count}`),
  neurons: unlike((count) => `${count} neurons in a layer`),
  vocabulary: unlike((count) => `another vocabulary (${count} tokens)`),
} as const;

export const MERGE = {
  checkpoints: 'Merge these checkpoints',
  add: 'Add checkpoints',
  done: 'Close the list',
  find: 'Find a checkpoint',
  choose: 'Checkpoints to merge',
  nothingFound: 'No checkpoint of this name.',
  more: (count: number) => `${formatCount(count)} more; find them by their name.`,
  leftOut: (sentence: string) => `Left out: ${sentence}`,
  search: 'Search for better weights',
  searchHint:
    '50 merges with other weights and settings, tried on half of the rows to score on; the others tell what the best is worth',
  searchOf: (name: string) => `Search ${name}`,
  start: 'Start anew',

  emptyTitle: 'Several experts, one encoder',
  empty:
    'Choose two or more checkpoints that were fine-tuned from one base. Their encoders become one that serves every task; each task keeps its own head. The checkpoints themselves stay as they are.',
  emptyLibrary: 'The library has no checkpoints yet.',
  importSample: 'Import the sample',
  importing: 'Importing the sample…',
  toCheckpoints: 'Go to Checkpoints',
  oneMore: 'Choose one more checkpoint to merge.',

  shape: (family: string, layers: number, hidden: number) =>
    `${family.toUpperCase()} · ${layers} × ${hidden}`,
  elsewhere: 'not in the library',
  weight: 'Weight λ',
  weightOf: (task: string) => `Weight of ${task}`,
  weightNumberOf: (task: string) => `Weight of ${task} as a number`,
  takenOf: (evidence: Evidence, task: string) => `Dataset for ${EVIDENCE_WORDS[evidence].of} of ${task}`,
  scoredOn: 'Scored on',
  scoreOf: (task: string) => `Dataset for the scores of ${task}`,
  noDataset: 'Choose a dataset',
  noScores: 'Not scored',
  fisherFile: 'A Fisher file',
  knownHint: 'The library has this already; it is not computed again.',
  removeModel: (task: string) => `Remove ${task}`,
  needsDataset: (evidence: Evidence, task: string) =>
    `No dataset is found for ‘${task}’; ${EVIDENCE_WORDS[evidence].of} ${evidence === 'gram' ? 'need' : 'needs'} one.`,
  labelUnknown: (dataset: string, label: string, known: readonly string[]) =>
    `‘${dataset}’ has the label ‘${label}’, which the checkpoint does not know; it knows ${known.join(', ')}.`,
  sameRows: (evidence: Evidence, dataset: string) =>
    `Scored on ‘${dataset}’, which ${EVIDENCE_WORDS[evidence].of} ${evidence === 'gram' ? 'are' : 'is'} taken on too.`,

  by: 'by',
  method: 'Method',
  called: 'called',
  beyond: 'beyond the base',
  lacksBase: (method: string, always: boolean) =>
    always
      ? `${method} merges what was learned beyond a base, and none is chosen.`
      : `${method} with these settings needs the base that the checkpoints were fine-tuned from, and none is chosen.`,
  takeBase: (name: string) => `Take ‘${name}’`,
  tooMany: (method: string, most: number, count: number) =>
    `${method} merges ${formatNumberOf(most, 'checkpoint')}, and ${formatCount(count)} are chosen.`,
  takeMethod: (method: string) => `Take ${method}`,
  name: 'Name of the merge',

  estimate: (seconds: number | null, memory: number, disk: number) =>
    seconds === null
      ? `Will take ${formatBytes(memory)} of memory and ${formatBytes(disk)} of disk. The time is not known before the first run.`
      : `Will take ${formatSeconds(seconds)}, ${formatBytes(memory)} of memory and ${formatBytes(disk)} of disk.`,
  /** Of what takes longer than anything that was measured here. */
  estimateUntimed: (memory: number, disk: number) =>
    `Will take ${formatBytes(memory)} of memory and ${formatBytes(disk)} of disk.`,
  longer: {
    'full-fisher': (seconds: number | null) =>
      seconds === null
        ? 'The full Fisher takes the gradient of every weight for every example: many times as long as the mask’s.'
        : `With the mask’s Fisher it would take ${formatSeconds(seconds)}; the full Fisher takes many times as long.`,
    gram: () => 'How long RegMean takes depends on the width of the layers, whose equations it solves.',
  },
  free: (memory: number, disk: number) =>
    `${formatBytes(memory)} of memory and ${formatBytes(disk)} of disk are free`,
  known: (tasks: readonly string[]) =>
    tasks.length === 1
      ? `The Fisher of ${tasks.join()} is known.`
      : `The Fishers of ${tasks.join(', ')} are known.`,
  checking: 'Checking the recipe…',
  merge: 'Merge',

  settings: 'Settings',
  base: 'Base',
  baseHint: 'The checkpoint that the others were fine-tuned from: what the scale is about.',
  noBase: 'None',
  dtype: 'Type of the output',
  dtypeHint: 'Halves take half the disk and round every weight.',
  onnx: 'ONNX',
  onnxHint: 'A file for ONNX Runtime beside each checkpoint, checked against it.',
  withoutOnnx: 'without',
  withOnnx: 'with',

  recipe: 'Recipe',
  recipeHint: 'All of the above as text. What you change here changes it there.',
  recipeText: 'Recipe as YAML',
  copyRecipe: 'Copy the recipe',
  loadRecipe: 'Open a recipe…',
  faulty: 'The text has a fault; what stands above is as it was before.',
  tooLong: (name: string) => `‘${name}’ is no recipe: it has more than a megabyte.`,
  loaded: (name: string) => `The recipe of ‘${name}’.`,
  relative: (paths: readonly string[]) =>
    `Paths of this recipe begin in a folder that a browser does not tell: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ' and more' : ''}.`,
  relativeFirst: 'What it takes is told when the recipe’s folder is known.',
  chooseFolder: 'Choose the recipe’s folder',
  plan: 'Plan',
  planHint: 'Which tensors are weighed by what, before anything is computed.',
} as const;
