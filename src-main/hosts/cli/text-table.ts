/** Tables of text: columns aligned, two spaces between them. */
import { stripVTControlCharacters } from 'node:util';

/** Rows as lines. `alignment` has a letter for each column: l or r. */
export function formatTable(rows: readonly (readonly string[])[], alignment: string): string[] {
  const widths = Array.from(alignment, (_, column) =>
    Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(widths[column]! - widthOf(cell));
        return alignment[column] === 'r' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Colours take no room. */
function widthOf(cell: string): number {
  return Array.from(stripVTControlCharacters(cell)).length;
}
