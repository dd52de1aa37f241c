/** Tables as text for other programs: CSV, and LaTeX for the package booktabs. */

export const EXPORT_FORMATS = ['csv', 'json', 'latex'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type CsvCell = string | number | null;

/** RFC 4180, save that lines end as on Unix: else the last column of every row would end in a carriage return there. */
export function writeCsv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(writeCell).join(',')}\n`).join('');
}

function writeCell(cell: CsvCell): string {
  const text = String(cell ?? '');
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

export function escapeLatex(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, (sign) => SPECIAL[sign] ?? `\\${sign}`);
}

/** `alignment`: a letter for each column, as tabular has them. Cells are LaTeX already. */
export function writeBooktabs(
  alignment: string,
  heading: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `${cells.join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{${alignment}}`,
    '\\toprule',
    line(heading),
    '\\midrule',
    ...rows.map(line),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}
