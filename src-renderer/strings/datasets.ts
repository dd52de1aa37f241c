/** What the page Datasets says. */
import { formatBytes, formatCount, formatNumberOf } from '../parts/format.ts';

export const DATASETS = {
  find: 'Find datasets',
  group: 'Datasets',
  table: 'Datasets',
  columns: {
    name: 'Name',
    rows: 'Rows',
    columns: 'Columns',
    text: 'Text',
    label: 'Label',
    metric: 'Metric',
    bytes: 'Size',
    tags: 'Tags',
    createdAt: 'Imported',
    notes: 'Notes',
    file: 'File',
    hash: 'Hash',
    favourite: 'Favourite',
  },
  emptyTitle: 'Your datasets come here',
  emptyText:
    'Import files of labelled texts: what Fishers are taken on, and what merges are judged by. The sample library brings some.',
  nothingFound: 'Nothing is found by these words.',
  trashEmpty: 'No dataset is in the trash.',
  usage: (count: number, bytes: number) => `${formatNumberOf(count, 'dataset')} · ${formatBytes(bytes)}`,
  selected: (count: number, rows: number) =>
    `${formatCount(count)} selected · ${formatNumberOf(rows, 'row')}`,
  trashed: (count: number, name: string) =>
    count === 1 ? `‘${name}’ is in the trash.` : `${formatNumberOf(count, 'dataset')} are in the trash.`,
  restored: (count: number) => `Restored ${formatNumberOf(count, 'dataset')}.`,
  trashHint: 'The file stays where it lies, also when the trash is emptied.',
  tagTitle: (count: number) => `Tag ${formatNumberOf(count, 'dataset')}`,
  byItself: 'default',
} as const;

export const DATASET_DETAIL = {
  kind: 'Dataset',
  file: 'File',
  rows: 'Rows',
  size: 'Size',
  hash: 'Hash',
  imported: 'Imported',
  reading: 'How it is read',
  preview: 'First rows',
  roleOf: (column: string) => `What column ‘${column}’ is`,
  column: (index: number) => `column ${index}`,
  roles: { text: 'text', pair: 'second text', label: 'label', unused: 'not used' },
  header: 'The first row names the columns',
  metric: 'Metric',
  metricHint: 'What models are compared by on this dataset.',
  metricDefault: 'Default of the problem',
  save: 'Keep this reading',
  saved: (name: string) => `‘${name}’ is read so from now on.`,
  revert: 'Revert',
  labels: 'Labels beside a checkpoint’s',
  labelsHint: 'Shows whether the numbers or names in the file mean what the checkpoint’s labels say.',
  checkpoint: 'Checkpoint',
  chooseCheckpoint: 'Choose a checkpoint…',
  inFile: 'In the file',
  rowsOf: 'Rows',
  means: 'Means',
  meaningOf: (label: string) => `What ‘${label}’ means`,
  noMeaning: 'nothing',
  asItStands: (label: string) => `${label}, as it stands`,
  regression: 'The checkpoint gives a number; labels are read as numbers.',
  scores: 'Scores on it',
} as const;

/** Metric → as people call it. */
export const METRIC_TITLES: Readonly<Record<string, string>> = {
  accuracy: 'Accuracy',
  f1: 'F1',
  'f1-macro': 'F1 (macro)',
  'f1-micro': 'F1 (micro)',
  matthews: 'Matthews correlation',
  pearson: 'Pearson correlation',
  spearman: 'Spearman correlation',
  mse: 'Mean squared error',
};
