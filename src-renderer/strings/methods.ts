/** What the window says of methods and their settings (a table), wherever they are chosen or told. */
import { formatCount } from '../parts/format.ts';

/** What methods have in common. */
export const METHOD_GROUPS = {
  averages: 'Averages',
  fisher: 'Fisher',
  taskVectors: 'Task vectors: what was learned beyond the base',
  sphere: 'On a sphere',
  others: 'Others',
} as const;

/** A method's name, and what it does in one line. */
export const METHOD_WORDS = {
  average: {
    title: 'Average',
    hint: 'Every weight is the mean of the checkpoints’, by λ alone. Needs no data to merge.',
  },
  'fisher-mask': {
    title: 'Fisher mask',
    hint: 'Heads and neurons weigh by what they matter to each task: their mask’s Fisher information.',
  },
  'full-fisher': {
    title: 'Full Fisher',
    hint: 'Every single weight counts by its own Fisher information. Takes long.',
  },
  'task-arithmetic': {
    title: 'Task arithmetic',
    hint: 'Adds up what each checkpoint learned beyond the base.',
  },
  ties: {
    title: 'TIES',
    hint: 'Keeps the largest changes; where signs disagree, the weightier one wins.',
  },
  'dare-linear': {
    title: 'DARE',
    hint: 'Drops changes by chance, makes up for them, and adds the rest.',
  },
  'dare-ties': {
    title: 'DARE with TIES',
    hint: 'Drops changes by chance; among the rest the weightier sign wins.',
  },
  'della-linear': {
    title: 'DELLA, added',
    hint: 'As DARE, but larger changes are likelier to stay.',
  },
  della: {
    title: 'DELLA',
    hint: 'As DARE with TIES, but larger changes are likelier to stay.',
  },
  breadcrumbs: {
    title: 'Breadcrumbs',
    hint: 'Adds changes without the few largest and the many smallest.',
  },
  'breadcrumbs-ties': {
    title: 'Breadcrumbs with TIES',
    hint: 'The same, and where signs disagree, the weightier one wins.',
  },
  sce: {
    title: 'SCE',
    hint: 'Takes changes where the checkpoints differ most; who changed more weighs more.',
  },
  slerp: {
    title: 'SLERP',
    hint: 'Goes from one checkpoint to the other along an arc. Merges two.',
  },
  'multi-slerp': {
    title: 'Multi-SLERP',
    hint: 'The same for several checkpoints, around their mean direction.',
  },
  karcher: {
    title: 'Karcher mean',
    hint: 'The point with the shortest arcs to all checkpoints.',
  },
  'model-stock': {
    title: 'Model stock',
    hint: 'An average that goes back towards the base the less the checkpoints agree.',
  },
  regmean: {
    title: 'RegMean',
    hint: 'Each layer stays close to every checkpoint’s own outputs. Needs texts, no labels.',
  },
} as const;

export function nameMethod(method: string): string {
  return Object.hasOwn(METHOD_WORDS, method)
    ? METHOD_WORDS[method as keyof typeof METHOD_WORDS].title
    : method;
}

/** What is taken of a checkpoint on its dataset, as rows and sentences call it. */
export const EVIDENCE_WORDS = {
  'mask-fisher': { on: 'Fisher on', of: 'the Fisher', known: 'Fisher known' },
  'full-fisher': { on: 'Full Fisher on', of: 'the full Fisher', known: 'full Fisher known' },
  gram: { on: 'Inputs from', of: 'the inputs of its layers', known: 'inputs known' },
} as const;

export const SETTING_YES = { yes: 'yes', no: 'no' } as const;

interface Bounds {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
  readonly isWhole?: boolean;
}

/** 'A number above 0, 1 at most, is expected.' */
export function sayRange({ least, above, most, below, isWhole = false }: Bounds): string {
  const from = least === undefined ? (above === undefined ? [] : [`above ${above}`]) : [`from ${least}`];
  const to =
    most === undefined ? (below === undefined ? [] : [`below ${below}`]) : [`to ${formatCount(most)}`];
  return [`A ${isWhole ? 'whole ' : ''}number`, ...from, ...to, 'is expected.'].join(' ');
}

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
  normalizeFull: {
    title: 'Normalize',
    hint: 'mean, norm: each Fisher is divided by its own mean, or its length, so that no task swallows the others. none: as measured.',
  },
  scale: {
    title: 'Scale',
    hint: 'How far the result goes from the base: 1 is the merge itself, 1.5 half as far again. Other than 1 needs a base.',
  },
  addedScale: {
    title: 'Scale',
    hint: 'How much of what was learned is added to the base: 0 is the base itself.',
  },
  average: {
    title: 'Divide by the weights',
    hint: 'yes: the mean of the changes is added. no: their sum, which grows with every checkpoint.',
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
  inputSamples: {
    title: 'Samples',
    hint: 'Rows whose inputs are looked at, at most. More are steadier and take longer.',
  },
  seed: { title: 'Seed', hint: 'Which rows are drawn. The same seed draws the same ones.' },
  drawnSeed: { title: 'Seed', hint: 'Which changes are dropped. The same seed drops the same ones.' },
  batch: {
    title: 'Batch',
    hint: 'Rows that go through at once. With gradient batch, also what a gradient is the mean of.',
  },
  maxLength: {
    title: 'Longest text',
    hint: 'In tokens; what is longer is cut. Shorter is faster, and blind to the rest.',
  },
  sparsify: {
    title: 'Thin out',
    hint: 'ties, dare: changes from the base are thinned out before they are weighed, which needs a base. none: weights as they are.',
  },
  density: {
    title: 'Density',
    hint: 'The part of each checkpoint’s changes that stays. Less lets the checkpoints collide less, and forgets more.',
  },
  thinnedDensity: {
    title: 'Density',
    hint: 'The part of each checkpoint’s changes that stays. Unless said, 0.2 with ties and 0.5 with dare.',
  },
  selectedDensity: {
    title: 'Density',
    hint: 'The part of positions that stays: those where the checkpoints differ most.',
  },
  rescale: {
    title: 'Rescale',
    hint: 'How what stays makes up for what went. expected: divided by its chance to stay. norm: to the same sum of sizes. none: not.',
  },
  epsilon: {
    title: 'Epsilon',
    hint: 'Chances to stay go from density − epsilon for the smallest changes to density + epsilon for the largest.',
  },
  gamma: { title: 'Gamma', hint: 'The part of the changes that goes because it is the largest.' },
  floor: {
    title: 'Floor',
    hint: 'No Fisher counts for less, so that a weight that no task needs becomes an average.',
  },
  offDiagonal: {
    title: 'Off the diagonal',
    hint: 'How much of the correlation of different inputs counts. Less is steadier; 0 takes each input by itself.',
  },
  origin: {
    title: 'Origin',
    hint: 'zero: arcs between the weights themselves. base: between what was learned beyond the base, which needs one.',
  },
  iterations: { title: 'Steps', hint: 'At most; it ends sooner where it stands still.' },
  tolerance: { title: 'Tolerance', hint: 'A shorter step than this is standing still.' },
} as const;
