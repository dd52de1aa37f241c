/** What the page Checkpoints says. */
import { formatBytes, formatCount, formatNumberOf } from '../parts/format.ts';

export const CHECKPOINTS = {
  find: 'Find checkpoints',
  group: 'Checkpoints',
  table: 'Checkpoints',
  columns: {
    name: 'Name',
    problem: 'Problem',
    labels: 'Labels',
    family: 'Family',
    shape: 'Layers',
    heads: 'Heads',
    hidden: 'Width',
    parameters: 'Parameters',
    bytes: 'Size',
    dtype: 'Type',
    vocabulary: 'Vocabulary',
    score: 'Score',
    tags: 'Tags',
    storage: 'Storage',
    createdAt: 'Imported',
    notes: 'Notes',
    hash: 'Hash',
    folder: 'Folder',
    favourite: 'Favourite',
  },
  linked: 'linked',
  copied: 'copied',
  headless: 'no task head',
  emptyTitle: 'Your checkpoints come here',
  emptyText:
    'Import folders of fine-tuned models, or open the sample library: four small experts and their data, to try everything in a minute.',
  nothingFound: 'Nothing is found by these words.',
  trashEmpty: 'The trash is empty.',
  usage: (count: number, bytes: number, free: number) =>
    `${formatNumberOf(count, 'checkpoint')} · ${formatBytes(bytes)} · ${formatBytes(free)} free`,
  usageTitle: (own: number, folder: string) => `${formatBytes(own)} of these lie in the library, ${folder}`,
  inTrash: (count: number) => `${formatCount(count)} in the trash`,
  columnsButton: 'Columns',
  trash: 'Trash',
  leaveTrash: 'Leave the trash',
  onlyFavourites: 'Only favourites',
  selected: (count: number, bytes: number) => `${formatCount(count)} selected · ${formatBytes(bytes)}`,
  uncheck: 'Uncheck all',
  merge: 'Merge',
  mergeHint: 'Check two or more to merge them.',
  compareFisher: 'Compare Fisher',
  addTags: 'Tag…',
  addTagsTitle: (count: number) => `Tag ${formatNumberOf(count, 'checkpoint')}`,
  toTrash: 'Move to trash',
  trashLinkedHint: 'Only the link: the files stay where they are, also when the trash is emptied.',
  trashCopiedHint: 'Its copy in the library is deleted when the trash is emptied.',
  trashed: (count: number, name: string) =>
    count === 1 ? `‘${name}’ is in the trash.` : `${formatNumberOf(count, 'checkpoint')} are in the trash.`,
  rename: 'Rename',
  scoreOf: (metric: string, task: string, rows: number) =>
    `${metric} on ${task}, ${formatNumberOf(rows, 'row')}`,
  restore: 'Restore',
  restored: (count: number) => `Restored ${formatNumberOf(count, 'checkpoint')}.`,
  emptyTrash: 'Empty the trash',
  emptyTrashText:
    'Everything in the trash is removed for good: checkpoints, datasets, Fishers, merges and runs. Copies in the library are deleted from the disk. What was linked stays where it lies.',
  emptied: (count: number) => `Removed ${formatNumberOf(count, 'item')} for good.`,
  refusedTitle: 'What could not be done',
  refused: (done: number, refused: number) =>
    `Done to ${formatCount(done)}; not to ${formatCount(refused)}, for these reasons:`,
} as const;

/** Family, as config.json has it → as its authors write it. */
const FAMILIES: Readonly<Record<string, string>> = {
  albert: 'ALBERT',
  bert: 'BERT',
  distilbert: 'DistilBERT',
  electra: 'ELECTRA',
  roberta: 'RoBERTa',
  'xlm-roberta': 'XLM-R',
};

export function nameFamily(family: string): string {
  return FAMILIES[family] ?? family;
}

export const CHECKPOINT_DETAIL = {
  kind: 'Checkpoint',
  name: 'Name',
  notes: 'Notes',
  notesHint: 'Notes',
  star: 'Mark as a favourite',
  unstar: 'No favourite any more',
  reveal: 'Show in the file manager',
  copyPath: 'Copy the path',
  copyHash: 'Copy the hash',
  missing: (name: string, folder: string) => `‘${name}’ is not at ${folder} any more.`,
  changed: (name: string) =>
    `The files of ‘${name}’ are not those that were imported. Import the folder again to have both.`,
  pointTo: 'Point to it…',
  pointToTitle: (name: string) => `Where does ‘${name}’ lie now?`,
  relocated: (name: string) => `‘${name}’ is found again: its hash is the same.`,
  config: 'Config',
  family: 'Family',
  size: 'Encoder',
  shape: (layers: number, heads: number, hidden: number, neurons: number) =>
    `${layers} layers × ${heads} heads, width ${formatCount(hidden)}, FFN ${formatCount(neurons)}`,
  maskNodes: 'Mask nodes',
  maskNodeCount: (heads: number, neurons: number) =>
    `${formatNumberOf(heads, 'head')}, ${formatNumberOf(neurons, 'neuron')}`,
  weights: 'Weights',
  vocabulary: 'Vocabulary',
  tokens: (count: number) => formatNumberOf(count, 'token'),
  storage: 'Storage',
  storageOf: {
    linked: 'Linked: never deleted by Weir',
    copied: 'Copied into the library',
  },
  folder: 'Folder',
  hash: 'Hash',
  imported: 'Imported',
  base: 'Base',
  noBase: 'None known',
  rebase: 'The checkpoint that it was fine-tuned from; task arithmetic and the scale need it',
  declared: (name: string) => `Says of itself: ${name}`,
  labels: 'Labels',
  tensors: 'Tensors',
  tensorCount: (count: number) => `Tensors (${formatCount(count)})`,
  neverMerged: 'not merged',
  scores: 'Scores',
  noScores: 'Not scored yet.',
  rowsOf: (rows: number) => formatNumberOf(rows, 'row'),
  fishers: 'Fishers',
  noFishers: 'None yet; the first merge computes it.',
  lineage: 'Lineage',
  noLineage: 'Nothing was made of it yet.',
  moreLineage: (count: number) => `and ${formatCount(count)} more`,
  trashedNode: 'in the trash',
  trashNote: 'This checkpoint is in the trash.',
} as const;
