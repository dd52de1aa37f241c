/** A dataset's rows: one text or a pair, and the label as the file has it, or what else its task asks about. */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { HeadKind } from '../task/task-head.ts';
import { type ChosenColumns, type Choices, resolveColumns } from './columns.ts';
import { chooseFormat, type Layout } from './formats.ts';
import { findKind } from './kinds.ts';
import { ROW_READERS, type RowContent } from './row-readers.ts';
import type { Column, TableRow } from './table.ts';

/**
 * A file and the columns to read. The ending says the format: .tsv (unquoted unless `quote`), .csv (RFC 4180 unless `quote` is false),
 * .jsonl, .json (SQuAD's, or as .jsonl), .parquet, .conll, .bio or .iob, .txt (a text a line; CoNLL where words are to be labelled);
 * `format` and `delimiter` override it. The first line of delimited text is a header unless `header` is false.
 */
export interface DatasetSpec extends Layout, Choices {}

export interface Row extends RowContent {
  /** From 0, not counting the header. */
  readonly index: number;
}

/**
 * Reads the rows in file order, in memory that does not grow with them (SQuAD's JSON excepted, whose size is bounded).
 * Throws a WeirError: 'missing-file', 'unsupported' for an unknown ending, 'invalid-dataset' for a column that is not there, a row with too
 * few columns (naming its line), or with cells that its task cannot mean, a file without rows, text that is not UTF-8.
 */
export async function* readRows(spec: DatasetSpec, control: Control = {}): AsyncGenerator<Row> {
  const { name, reader, source } = chooseFormat(spec);
  const columns = await reader.readColumns(source);
  if (columns.length === 0) throw new WeirError('invalid-dataset', `Dataset '${spec.file}' is empty.`);
  const kind = findKind(spec, name, columns);
  const chosen = resolveColumns(columns, spec, kind);
  const wanted = [...chosen.text, ...(chosen.label ? [chosen.label] : []), ...chosen.choices];
  const read =
    kind === 'sequence' ? createSequenceReader(chosen, spec.file) : createTaskReader(chosen, spec.file, kind);
  let index = 0;
  for await (const row of reader.readCells(source, wanted)) {
    control.signal?.throwIfAborted();
    yield { index: index++, ...read(row) };
  }
  if (index === 0) throw new WeirError('invalid-dataset', `Dataset '${spec.file}' has a header but no rows.`);
}

type TableRowReader = (row: TableRow) => RowContent;

function createSequenceReader({ text, label }: ChosenColumns, file: string): TableRowReader {
  const wanted = [...text, ...(label ? [label] : [])];
  return (row) => {
    const cells = wanted.map((column, at) => readCell(row, at, column, file));
    return {
      text: String(cells[0]),
      pair: text.length === 2 ? String(cells[1]) : undefined,
      label: label && cells[text.length],
    };
  };
}

/** A head that chooses is computed for as many choices as the first row has. */
function createTaskReader(
  { text, label }: ChosenColumns,
  file: string,
  kind: Exclude<HeadKind, 'sequence'>,
): TableRowReader {
  let count: number | undefined;
  return ({ cells, place }) => {
    const refuse = (found: string, expected: string): WeirError =>
      new WeirError('invalid-dataset', `Dataset '${file}' has ${found} on ${place}; expected ${expected}.`);
    const row = ROW_READERS[kind]({
      text: cells.slice(0, text.length),
      label: label && cells[text.length],
      choices: cells.slice(text.length + (label ? 1 : 0)),
      hasLabel: label !== undefined,
      refuse,
    });
    count ??= row.choices?.length;
    if (row.choices?.length !== count)
      throw refuse(`${row.choices!.length} choices`, `${count!}, as on the first row`);
    return row;
  };
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
