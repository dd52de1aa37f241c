/** A dataset's rows: one text or a pair, and the label as the file has it. */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import { type Choices, resolveColumns } from './columns.ts';
import { chooseFormat, type Layout } from './formats.ts';
import type { Column, TableRow } from './table.ts';

/**
 * A file and the columns to read. The ending says the format: .tsv (unquoted unless `quote`), .csv (RFC 4180 unless `quote` is false),
 * .jsonl or .parquet; `format` and `delimiter` override it. The first line is a header unless `header` is false.
 */
export interface DatasetSpec extends Layout, Choices {}

export interface Row {
  /** From 0, not counting the header. */
  readonly index: number;
  readonly text: string;
  readonly pair: string | undefined;
  /** As the file has it; a boolean as 'true' or 'false', a list as JSON. Undefined only where labels were not asked for. */
  readonly label: string | number | undefined;
}

/**
 * Reads the rows in file order, in memory that does not grow with them.
 * Throws a WeirError: 'missing-file', 'unsupported' for an unknown ending, 'invalid-dataset' for a column that is not there, a row with too
 * few columns (naming its line), a file without rows, text that is not UTF-8.
 */
export async function* readRows(spec: DatasetSpec, control: Control = {}): AsyncGenerator<Row> {
  const { reader, source } = chooseFormat(spec);
  const columns = await reader.readColumns(source);
  if (columns.length === 0) throw new WeirError('invalid-dataset', `Dataset '${spec.file}' is empty.`);
  const { text, label } = resolveColumns(columns, spec);
  const wanted = label ? [...text, label] : text;
  let index = 0;
  for await (const row of reader.readCells(source, wanted)) {
    control.signal?.throwIfAborted();
    const cells = wanted.map((column, at) => readCell(row, at, column, spec.file));
    yield {
      index: index++,
      text: String(cells[0]),
      pair: text.length === 2 ? String(cells[1]) : undefined,
      label: label && cells[text.length],
    };
  }
  if (index === 0) throw new WeirError('invalid-dataset', `Dataset '${spec.file}' has a header but no rows.`);
}

function readCell(row: TableRow, at: number, column: Column, file: string): string | number {
  const cell = row.cells[at];
  if (typeof cell === 'string' || typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return Number(cell);
  if (typeof cell === 'boolean') return String(cell);
  if (Array.isArray(cell)) {
    return JSON.stringify(cell, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
  }
  const title = column.name === undefined ? `column ${column.index}` : `column '${column.name}'`;
  const found = cell === undefined || cell === null ? 'nothing' : 'neither text nor number';
  throw new WeirError(
    'invalid-dataset',
    `Dataset '${file}' has ${found} in ${title} on ${row.place}, a row of ${row.width} columns.`,
  );
}
