/** What the page Fisher says. */
import { formatCount, formatNumberOf, formatShare } from '../parts/format.ts';

export const FISHER = {
  maps: 'Heat maps',
  first: 'Fisher',
  second: 'Compare with',
  nobody: 'Nothing',
  find: 'Find Fishers',
  loading: 'Reading the values…',
  compute: 'Compute…',
  png: 'Save as PNG',
  csv: 'Save as CSV',
  save: 'Save',
  swap: 'Exchange the two',

  scale: 'Scale',
  log: 'Log',
  linear: 'Linear',
  scaleHint: 'Log: each decade has the same room. Linear: the few great values stand out.',
  range: 'Range',
  own: 'Own',
  shared: 'Shared',
  rangeHint: 'Own: each map goes from its least value to its greatest. Shared: one scale for both.',
  order: 'Order',
  byNumber: 'By number',
  byValue: 'By value',
  orderHint: 'By value: the greatest of each layer first; columns then no longer line up between maps.',
  normalize: 'Divide each by its own mean',
  normalizeHint:
    'Of shares: a task whose loss has a larger scale no longer wins everywhere. The setting ‘normalize: mean’ of a merge does the same.',

  heads: 'Attention heads',
  neurons: 'FFN neurons',
  size: (layers: number, columns: number, what: string) =>
    `${formatNumberOf(layers, 'layer')} × ${formatCount(columns)} ${what}`,
  mapLabel: (what: string, of: string) =>
    `${what}: Fisher of ${of}. Arrow keys move from cell to cell, Page Up and Down by ten, Home and End to the ends of the layer.`,
  shareLabel: (what: string, of: string) =>
    `${what}: share of ${of}. Arrow keys move from cell to cell, Page Up and Down by ten, Home and End to the ends of the layer.`,
  layer: 'Layer',
  mean: 'Mean',
  sharing: (units: number) =>
    `${formatCount(units)} neurons share a pixel here; the greatest of them is shown. Widen the window to see more.`,
  sharingShare: (units: number) =>
    `${formatCount(units)} neurons share a pixel here; the one farthest from one half is shown. Widen the window to see more.`,
  legend: 'Fisher information',
  allZero: 'Every value is 0: no mask node changes the loss on these rows.',
  nothing: 'Cells in the colour of the page are 0, or nobody’s.',

  shareText:
    'The share of the first in each mask node, F₁ / (F₁ + F₂): how much of it a merge of the two would take from the first.',
  shareLegend: (of: string) => `Share of ${of}`,
  wins: (first: string, second: string, heads: number, neurons: number) =>
    `${first} outweighs ${second} in ${formatShare(heads)} of the heads and ${formatShare(neurons)} of the neurons.`,
  otherShape: (first: string, second: string) =>
    `${first} and ${second} have no shares: models are compared node by node, and theirs are not of one shape.`,

  place: (layer: number, what: 'head' | 'neuron', unit: number) => `Layer ${layer}, ${what} ${unit}`,
  pointed: 'Point at a cell, or move with the arrow keys, to read its value.',

  about: (checkpoint: string, dataset: string) =>
    dataset === '' ? checkpoint : `${checkpoint} on ${dataset}`,
  count: (count: number, gradient: 'example' | 'batch') =>
    `mean over ${formatNumberOf(count, gradient === 'batch' ? 'batch' : 'example', gradient === 'batch' ? 'batches' : 'examples')}`,
  labels: { dataset: 'labels of the dataset', expected: 'expected labels', sampled: 'sampled labels' },

  seedOf: (seed: number) => `seed ${seed}`,

  emptyTitle: 'No Fisher yet',
  empty: [
    'A Fisher says how much each attention head and each neuron matters for a task: the mean squared gradient of the loss by a mask on it.',
    'In the picture a row is a layer, the first at the bottom; a cell is one head or one neuron; bright cells matter. Two pictures side by side show which checkpoint would win each of them in a merge.',
  ],
  example: 'An example, made up: 4 layers of 12 heads',
  emptyStep: 'Choose a checkpoint and texts of its task. A few hundred rows are enough to see it.',
  noCheckpoints: 'The library has no checkpoint yet.',
  toCheckpoints: 'Import checkpoints',
  missingOf: (checkpoint: string) => `‘${checkpoint}’ has no Fisher yet.`,

  paneTitle: 'Compute a Fisher',
  checkpoint: 'Checkpoint',
  checkpointHint: 'Its task head is used for the loss and left as it is.',
  dataset: 'Dataset',
  datasetHint: 'Labelled texts of the checkpoint’s task.',
  choose: 'Choose…',
  settings: 'Settings',
  start: 'Compute',
  gradient: 'Gradient',
  gradientHint:
    'Example: mean of each row’s squared gradient, as the paper writes. Batch: squared gradient of each batch’s mean, as its code does.',
  labelsOf: 'Labels',
  labelsHint:
    'Dataset: as they stand. Expected: weighed by what the model says, the true Fisher. Sampled: one drawn from that.',
  choices: {
    example: 'Example',
    batch: 'Batch',
    dataset: 'Dataset',
    expected: 'Expected',
    sampled: 'Sampled',
  },
  samples: 'Rows',
  samplesHint: 'Drawn from the dataset; more make the values steadier and take longer.',
  seed: 'Seed',
  seedHint: 'Which rows are drawn.',
  batch: 'Batch',
  batchHint: 'Rows of a batch; changes the values with gradient Batch only.',
  maxLength: 'Longest text',
  maxLengthHint: 'Tokens; longer texts are cut.',
  open: 'Open the run',
  cancel: 'Cancel',
} as const;
