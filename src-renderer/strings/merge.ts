/** What the page Merge says. */
import { formatBytes, formatCount, formatSeconds } from '../parts/format.ts';

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
  fisherOn: 'Fisher on',
  fisherOf: (task: string) => `Dataset for the Fisher of ${task}`,
  scoredOn: 'Scored on',
  scoreOf: (task: string) => `Dataset for the scores of ${task}`,
  noDataset: 'Choose a dataset',
  noScores: 'Not scored',
  fisherFile: 'A Fisher file',
  fisherKnown: 'Fisher known',
  fisherKnownHint: 'The library has this Fisher already; it is not computed again.',
  removeModel: (task: string) => `Remove ${task}`,
  needsDataset: (task: string) => `No dataset is found for ‘${task}’; its Fisher needs one.`,
  labelUnknown: (dataset: string, label: string, known: readonly string[]) =>
    `‘${dataset}’ has the label ‘${label}’, which the checkpoint does not know; it knows ${known.join(', ')}.`,
  sameRows: (dataset: string) => `Scored on ‘${dataset}’, which the Fisher is taken on too.`,

  by: 'by',
  method: 'Method',
  called: 'called',
  name: 'Name of the merge',

  estimate: (seconds: number | null, memory: number, disk: number) =>
    seconds === null
      ? `Will take ${formatBytes(memory)} of memory and ${formatBytes(disk)} of disk. The time is not known before the first run.`
      : `Will take ${formatSeconds(seconds)}, ${formatBytes(memory)} of memory and ${formatBytes(disk)} of disk.`,
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

/** A method's name, and what it does in one line. */
export const METHOD_WORDS = {
  'fisher-mask': {
    title: 'Fisher mask',
    hint: 'Heads and neurons weigh by what they matter to each task: their mask’s Fisher information.',
  },
  average: {
    title: 'Average',
    hint: 'Every weight is the mean of the checkpoints’, by λ alone. Needs no data to merge.',
  },
} as const;

/** A setting's name, and what it changes in the result. */
export const SETTING_WORDS = {
  scheme: {
    title: 'Scheme',
    hint: 'aligned: values and outputs too go by their own head and neuron. paper: by their layer’s mean, as the authors’ code.',
  },
  normalize: {
    title: 'Normalize',
    hint: 'mean: each Fisher is divided by its own mean, so that no task’s larger loss swallows the others. none: as measured.',
  },
  scale: {
    title: 'Scale',
    hint: 'How far the result goes from the base: 1 is the merge itself, 1.5 half as far again. Other than 1 needs a base.',
  },
  gradient: {
    title: 'Gradient',
    hint: 'example: squares of every example’s gradient, as the paper’s equation. batch: of a batch’s mean, as the authors’ code.',
  },
  labels: {
    title: 'Labels',
    hint: 'dataset: the file’s own. expected: over what the model itself expects, which needs none. sampled: one drawn from that.',
  },
  samples: {
    title: 'Samples',
    hint: 'Rows that each Fisher is taken on, at most. More are steadier and take longer.',
  },
  seed: { title: 'Seed', hint: 'Which rows are drawn. The same seed draws the same ones.' },
  batch: {
    title: 'Batch',
    hint: 'Rows that go through at once. With gradient batch, also what a gradient is the mean of.',
  },
  maxLength: {
    title: 'Longest text',
    hint: 'In tokens; what is longer is cut. Shorter is faster, and blind to the rest.',
  },
} as const;
