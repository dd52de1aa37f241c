/** Which format a dataset's file has: by its ending, or as the user says. */
import { extname } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import { QUOTED, UNQUOTED } from './delimited.ts';
import { JSON_LINES } from './json-lines.ts';
import { PARQUET } from './parquet.ts';
import type { Source, TableFormat } from './table.ts';

/** Delimiter and quoting are what a format has unless the user says otherwise; without them it is not delimited text. */
const FORMATS = {
  tsv: { delimiter: '\t', quote: false },
  csv: { delimiter: ',', quote: true },
  jsonl: { reader: JSON_LINES },
  parquet: { reader: PARQUET },
} as const satisfies Record<string, { delimiter: string; quote: boolean } | { reader: TableFormat }>;

export type FormatName = keyof typeof FORMATS;

const ENDINGS: Readonly<Record<string, FormatName>> = {
  '.tsv': 'tsv',
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'jsonl',
  '.parquet': 'parquet',
};

export interface Layout {
  readonly file: string;
  readonly format?: FormatName | undefined;
  /** One character, or "\t" spelled with a backslash as command lines have it. */
  readonly delimiter?: string | undefined;
  readonly quote?: boolean | undefined;
  readonly header?: boolean | undefined;
}

/** Throws a WeirError: 'unsupported' for an ending without a format, 'invalid-input' for a delimiter that cannot be one. */
export function chooseFormat(layout: Layout): { readonly reader: TableFormat; readonly source: Source } {
  const { file, quote, header = true } = layout;
  const delimiter = layout.delimiter === '\\t' ? '\t' : layout.delimiter;
  const format = FORMATS[layout.format ?? formatOf(file, delimiter)];
  if ('reader' in format) {
    if (delimiter === undefined) return { reader: format.reader, source: { file, header, delimiter: '' } };
    throw new WeirError('invalid-input', `Dataset '${file}' is no delimited text; it takes no delimiter.`);
  }
  if (delimiter !== undefined && !/^[^"\r\n]$/u.test(delimiter)) {
    throw new WeirError(
      'invalid-input',
      `The delimiter of dataset '${file}' is ${JSON.stringify(delimiter)}; expected one character, no quote and no line end.`,
    );
  }
  const reader = (quote ?? format.quote) ? QUOTED : UNQUOTED;
  return { reader, source: { file, header, delimiter: delimiter ?? format.delimiter } };
}

function formatOf(file: string, delimiter: string | undefined): FormatName {
  const ending = extname(file).toLowerCase();
  const format = Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : undefined;
  if (format) return format;
  if (delimiter !== undefined) return delimiter === '\t' ? 'tsv' : 'csv';
  throw new WeirError(
    'unsupported',
    `The ending of dataset '${file}' says no format; known are ${Object.keys(ENDINGS).join(', ')}.`,
    { hint: 'Say its format or its delimiter.' },
  );
}
