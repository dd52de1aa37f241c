/** What a file of texts holds: its columns, its first rows, and how they are read. */
import type { Worker } from '../../contract/work.ts';
import { WeirError } from '../../contract/error.ts';
import { resolveColumns } from '../../core/dataset/columns.ts';
import { chooseFormat } from '../../core/dataset/formats.ts';
import { guessReading } from '../../core/dataset/guess.ts';
import { findKind } from '../../core/dataset/kinds.ts';
import type { Column, Source, TableFormat } from '../../core/dataset/table.ts';

/** Lines that are looked at, and of them shown. */
const LOOKED_AT = 50;
const SHOWN = 20;
const LONGEST_CELL = 300;

/** JSON knows no 64-bit integers, which Parquet gives. */
function spell(cell: unknown): string {
  if (typeof cell === 'bigint') return String(cell);
  return JSON.stringify(cell, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
}

function show(cell: unknown): string {
  const text = typeof cell === 'string' ? cell : cell === undefined || cell === null ? '' : spell(cell);
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
}

async function readFirst(
  reader: TableFormat,
  source: Source,
  columns: readonly Column[],
): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { cells } of reader.readCells(source, columns)) {
    if (rows.push(cells.map(show)) === LOOKED_AT) break;
  }
  return rows;
}

export const runLook: Worker<'look'> = async ({ dataset }) => {
  const { text, label, header } = dataset;
  const isPlain = header === undefined && chooseFormat(dataset).source.delimiter !== '';
  // As if there were none: a header then is the first row.
  const raw = chooseFormat(isPlain ? { ...dataset, header: false } : dataset);
  const rawColumns = await raw.reader.readColumns(raw.source);
  const rows = await readFirst(raw.reader, raw.source, rawColumns);
  if (rows.length === 0) throw new WeirError('invalid-dataset', `Dataset '${dataset.file}' is empty.`);
  const guess = guessReading(rows, isPlain ? undefined : (header ?? true));
  const { name, reader, source } = chooseFormat({ ...dataset, header: header ?? guess.header });
  const columns = await reader.readColumns(source);
  const shown = isPlain && guess.header ? rows.slice(1) : rows;
  const kind = findKind(dataset, name, columns);
  // What does not show in the cells may show in the columns' names; of other tasks it shows there best.
  const { text: texts, label: labels } = kind === 'sequence' ? guess : { text: [], label: undefined };
  const named = (chosen: readonly Column[]): number[] => chosen.map(({ index }) => index);
  try {
    const chosen = {
      ...dataset,
      text: text ?? (texts.length > 0 ? texts : undefined),
      label: label ?? labels,
    };
    const found = resolveColumns(columns, chosen, kind);
    return {
      columns: columns.map(({ name, index }) => ({ name: name ?? null, index })),
      rows: shown.slice(0, SHOWN),
      text: named(found.text),
      label: found.label?.index ?? null,
      fault: null,
    };
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return {
      columns: columns.map(({ name, index }) => ({ name: name ?? null, index })),
      rows: shown.slice(0, SHOWN),
      text: guess.text,
      label: guess.label ?? null,
      fault: error.message,
    };
  }
};
