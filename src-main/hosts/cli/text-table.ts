/** Tables of text: columns aligned, two spaces between them. */
import { disarm } from './paint.ts';
import { cutMiddle, measureWidth } from './text-width.ts';

const GAP = 2;

/** Columns of text that give way keep this many signs. */
const LEAST = 12;

/** The widest of the columns that give way are narrowed until all fit, as far as they may be. */
function narrow(widths: readonly number[], alignment: string, columns: number): number[] {
  const narrowed = [...widths];
  const yielding = widths.flatMap((width, at) => (alignment[at] === 'L' && width > LEAST ? [at] : []));
  let excess = widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1)) - columns;
  while (excess > 0) {
    const widest = yielding.reduce((a, b) => (narrowed[b]! > narrowed[a]! ? b : a), yielding[0] ?? 0);
    if (yielding.length === 0 || narrowed[widest]! <= LEAST) break;
    narrowed[widest]!--;
    excess--;
  }
  return narrowed;
}

/**
 * Rows as lines. `alignment` has a letter for each column: l or r, or L for what is on the left and is cut in the middle
 * where a line would be wider than `columns`.
 */
export function formatTable(
  rows: readonly (readonly string[])[],
  alignment: string,
  columns = Infinity,
): string[] {
  // Every cell stays in its line, whatever it holds.
  const cells = rows.map((row) => row.map((cell) => disarm(cell).replaceAll('\n', ' ')));
  const widths = Array.from(alignment, (_, column) =>
    cells.reduce((widest, row) => Math.max(widest, measureWidth(row[column] ?? '')), 0),
  );
  const narrowed = narrow(widths, alignment, columns);
  return cells.map((row) =>
    row
      .map((cell, column) => {
        const shown = alignment[column] === 'L' ? cutMiddle(cell, narrowed[column]!) : cell;
        const space = ' '.repeat(Math.max(0, narrowed[column]! - measureWidth(shown)));
        return alignment[column] === 'r' ? space + shown : shown + space;
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** A column of a table of records. */
export interface Column<T> {
  readonly title: string;
  readonly align: 'l' | 'r' | 'L';
  readonly cell: (row: T) => string;
}

/** A table with headings; columns in which no row has anything are left out. */
export function formatRecords<T>(
  records: readonly T[],
  columns: readonly Column<T>[],
  dim: (title: string) => string,
  width = Infinity,
): string[] {
  const filled = columns
    .map((column) => ({ ...column, cells: records.map((record) => column.cell(record)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const rows = records.map((_, at) => filled.map(({ cells }) => cells[at] ?? ''));
  const titles = filled.map(({ title }) => (title === '' ? '' : dim(title)));
  return formatTable([titles, ...rows], filled.map(({ align }) => align).join(''), width);
}
