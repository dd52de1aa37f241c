/** A sweep's matrix for other programs and papers: CSV and JSON a row a method and set, LaTeX as a table. */
import { escapeLatex, type ExportFormat, writeBooktabs, writeCsv } from './export-formats.ts';
import type { SweepRecord } from './sweep.ts';
import { buildMatrix, type MatrixChoice, type MatrixEntry, type SweepMatrix } from './sweep-matrix.ts';

interface ExportRow {
  readonly method: string;
  /** 'sst2+agnews'; 'all sets' for the mean over them. */
  readonly set: string;
  readonly value: number | null;
  readonly difference: number | null;
  readonly spread: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly best: boolean;
  readonly merges: number;
  readonly evidenceSeconds: number;
  readonly mergeSeconds: number | null;
}

const ALL = 'all sets';

export function exportSweep(record: SweepRecord, choice: MatrixChoice, format: ExportFormat): string {
  return FORMATS[format](buildMatrix(record, choice));
}

const FORMATS: Readonly<Record<ExportFormat, (matrix: SweepMatrix) => string>> = {
  csv: (matrix) => {
    const rows = listRows(matrix);
    const keys = Object.keys(rows[0] ?? {}) as (keyof ExportRow)[];
    return writeCsv([keys, ...rows.map((row) => keys.map((key) => toCell(row[key])))]);
  },
  json: (matrix) => `${JSON.stringify(listRows(matrix), null, 2)}\n`,
  latex: writeLatex,
};

function toCell(value: string | number | boolean | null): string | number | null {
  return typeof value === 'boolean' ? String(value) : value;
}

function listRows({ sets, rows }: SweepMatrix): ExportRow[] {
  return rows.flatMap((row) =>
    [...row.entries, row.overall].map((entry, at): ExportRow => ({
      method: row.name,
      set: sets[at] ?? ALL,
      value: entry.value ?? null,
      difference: entry.difference ?? null,
      spread: entry.spread ?? null,
      low: entry.interval?.[0] ?? null,
      high: entry.interval?.[1] ?? null,
      best: entry.isBest,
      merges: entry.cells.length,
      evidenceSeconds: row.evidenceSeconds,
      mergeSeconds: row.mergeSeconds ?? null,
    })),
  );
}

/** Methods in rows, the best of each column in bold; over all sets with the difference to the plain average. */
function writeLatex({ sets, rows }: SweepMatrix): string {
  const heading = ['method', ...sets, ALL, '$\\Delta$'];
  return writeBooktabs(
    `l${'r'.repeat(sets.length + 2)}`,
    heading.map((cell, at) => (at === heading.length - 1 ? cell : escapeLatex(cell))),
    rows.map((row) => [
      escapeLatex(row.name),
      ...[...row.entries, row.overall].map(sayEntry),
      row.overall.difference === undefined
        ? ''
        : `$${row.overall.difference < 0 ? '-' : '+'}${Math.abs(row.overall.difference).toFixed(3)}$`,
    ]),
  );
}

function sayEntry({ value, spread, isBest }: MatrixEntry): string {
  if (value === undefined) return '';
  const text = isBest ? `\\textbf{${value.toFixed(3)}}` : value.toFixed(3);
  return spread === undefined ? text : `${text} {\\scriptsize $\\pm$ ${spread.toFixed(3)}}`;
}
