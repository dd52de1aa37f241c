/** Which format a dataset's file has: by its ending, or as the user says. */
import { extname } from 'node:path';
import { DATASET_ENDINGS, FORMAT_OF_ENDING, type DatasetFormat } from '../../contract/dataset-formats.ts';
import { WeirError } from '../../contract/error.ts';
import type { Problem } from '../task/task-head.ts';
import { CONLL } from './conll.ts';
import { QUOTED, UNQUOTED } from './delimited.ts';
import { JSON_TEXT } from './json-text.ts';
import { PARQUET } from './parquet.ts';
import { PLAIN_TEXT } from './plain-text.ts';
import { SQUAD } from './squad.ts';
import type { Source, TableFormat } from './table.ts';

/** Delimiter and quoting are what a format has unless the user says otherwise; without them it is not delimited text. */
const FORMATS = {
  tsv: { delimiter: '\t', quote: false },
  csv: { delimiter: ',', quote: true },
  jsonl: { reader: JSON_TEXT },
  parquet: { reader: PARQUET },
  conll: { reader: CONLL },
  squad: { reader: SQUAD },
  text: { reader: PLAIN_TEXT },
} as const satisfies Record<DatasetFormat, { delimiter: string; quote: boolean } | { reader: TableFormat }>;

export interface Layout {
  readonly file: string;
  readonly format?: DatasetFormat | undefined;
  /** One character, or "\t" spelled with a backslash as command lines have it. */
  readonly delimiter?: string | undefined;
  readonly quote?: boolean | undefined;
  readonly header?: boolean | undefined;
  /** What is asked of the rows; absent: what the file seems to be for, which is a label of each text where nothing tells otherwise. */
  readonly problem?: Problem | undefined;
}

export interface ChosenFormat {
  readonly name: DatasetFormat;
  readonly reader: TableFormat;
  readonly source: Source;
}

/** Throws a WeirError: 'unsupported' for an ending without a format, 'invalid-input' for a delimiter that cannot be one. */
export function chooseFormat(layout: Layout): ChosenFormat {
  const { file, quote, header = true } = layout;
  const delimiter = layout.delimiter === '\\t' ? '\t' : layout.delimiter;
  const name = layout.format ?? formatOf(layout, delimiter);
  const format = FORMATS[name];
  if ('reader' in format) {
    if (delimiter === undefined)
      return { name, reader: format.reader, source: { file, header, delimiter: '' } };
    throw new WeirError('invalid-input', `Dataset '${file}' is no delimited text; it takes no delimiter.`);
  }
  if (delimiter !== undefined && !/^[^"\r\n]$/u.test(delimiter)) {
    throw new WeirError(
      'invalid-input',
      `The delimiter of dataset '${file}' is ${JSON.stringify(delimiter)}; expected one character, no quote and no line end.`,
    );
  }
  const reader = (quote ?? format.quote) ? QUOTED : UNQUOTED;
  return { name, reader, source: { file, header, delimiter: delimiter ?? format.delimiter } };
}

function formatOf({ file, problem }: Layout, delimiter: string | undefined): DatasetFormat {
  const ending = extname(file).toLowerCase();
  const format = Object.hasOwn(FORMAT_OF_ENDING, ending) ? FORMAT_OF_ENDING[ending] : undefined;
  // Plain text has no delimiter, and no labels of its words.
  if (format === 'text' && problem === 'token-labels' && delimiter === undefined) return 'conll';
  if (format && !(format === 'text' && delimiter !== undefined)) return format;
  if (delimiter !== undefined) return delimiter === '\t' ? 'tsv' : 'csv';
  throw new WeirError(
    'unsupported',
    `The ending of dataset '${file}' says no format; known are ${DATASET_ENDINGS.join(', ')}.`,
    { hint: 'Say its format or its delimiter.' },
  );
}
