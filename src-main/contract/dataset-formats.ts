/** The formats of datasets, by the endings of their files (a table). */
export const DATASET_FORMATS = ['tsv', 'csv', 'jsonl', 'parquet', 'conll', 'squad', 'text'] as const;

export type DatasetFormat = (typeof DATASET_FORMATS)[number];

/** SQuAD's files end in .json too, and are told by what they hold. */
export const FORMAT_OF_ENDING: Readonly<Record<string, DatasetFormat>> = {
  '.tsv': 'tsv',
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'jsonl',
  '.parquet': 'parquet',
  '.conll': 'conll',
  '.bio': 'conll',
  '.iob': 'conll',
  '.iob2': 'conll',
  '.txt': 'text',
};

export const DATASET_ENDINGS = Object.keys(FORMAT_OF_ENDING);
