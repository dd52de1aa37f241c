/** A table of scores as text, CSV and LaTeX: to be pasted where it is wanted. */
import { formatScore } from '../../parts/format.ts';
import type { Grid, GridCell } from './score-grid.ts';

/** What rows are called. */
export type NameRow = (row: Grid['rows'][number]) => string;

function listHeads({ columns }: Grid): string[] {
  return [...columns.map(({ task, metric }) => `${task} (${metric})`), 'mean'];
}

export function writeText(grid: Grid, nameRow: NameRow): string {
  const write = ({ value, isBest }: GridCell): string => `${formatScore(value)}${isBest ? '*' : ' '}`;
  const rows = [
    ['', ...listHeads(grid).map((head) => `${head} `)],
    ...grid.rows.map((row) => [nameRow(row), ...row.cells.map(write)]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Every digit: for programs. */
export function writeCsv(grid: Grid, nameRow: NameRow): string {
  const quote = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const rows = [
    ['model', ...listHeads(grid)],
    ...grid.rows.map((row) => [
      nameRow(row),
      ...row.cells.map(({ value }) => (value === undefined ? '' : String(value))),
    ]),
  ];
  return rows.map((row) => `${row.map(quote).join(',')}\r\n`).join('');
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function escapeLatex(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, (sign) => LATEX[sign] ?? `\\${sign}`);
}

/** For the package booktabs. */
export function writeLatex(grid: Grid, nameRow: NameRow): string {
  const write = ({ value, isBest }: GridCell): string => {
    if (value === undefined) return '--';
    return isBest ? `\\textbf{${formatScore(value)}}` : formatScore(value);
  };
  const line = (cells: readonly string[]): string => `${cells.join(' & ')} \\\\`;
  return [
    `\\begin{tabular}{l${'r'.repeat(grid.columns.length + 1)}}`,
    '\\toprule',
    line(['', ...listHeads(grid).map(escapeLatex)]),
    '\\midrule',
    ...grid.rows.map((row) => line([escapeLatex(nameRow(row)), ...row.cells.map(write)])),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}
