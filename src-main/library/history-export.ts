/** The history as one table, a row for each score, in CSV, JSON or LaTeX. */
import { escapeLatex, type ExportFormat, writeBooktabs, writeCsv } from '../contract/export-formats.ts';
import type { Library } from './library.ts';

interface HistoryRow {
  readonly run: number;
  readonly name: string;
  /** Of the run and of its merge. */
  readonly tags: readonly string[];
  /** ISO 8601, in UTC. */
  readonly start: string | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly recipeHash: string | null;
  readonly method: string | null;
  readonly model: string;
  readonly task: string;
  readonly metric: string;
  readonly value: number;
}

type Raw = Omit<HistoryRow, 'tags' | 'start'> & { readonly tags: string; readonly start: number | null };

/** In the order in which scores were recorded, so that a later export begins as an earlier one did. Without the trash. */
function listHistory(library: Library, runs: readonly number[] | undefined): HistoryRow[] {
  const chosen = runs === undefined ? null : JSON.stringify(runs);
  const rows = library.db
    .prepare<{ chosen: string | null }, Raw>(
      `SELECT run.itemId AS run, runItem.name,
         (SELECT json_group_array(DISTINCT tag ORDER BY tag) FROM tag WHERE itemId IN (run.itemId, merge.itemId)) AS tags,
         run.startedAt AS start, (run.endedAt - run.startedAt) / 1000.0 AS duration, merge.recipeHash, merge.method,
         score.model, score.task, score.metric, score.value
       FROM score JOIN run ON run.itemId = score.runId JOIN item AS runItem ON runItem.id = run.itemId
         LEFT JOIN merge ON merge.itemId = coalesce(score.mergeId, (SELECT min(itemId) FROM merge WHERE runId = score.runId))
         LEFT JOIN item AS mergeItem ON mergeItem.id = merge.itemId
       WHERE runItem.trashedAt IS NULL AND mergeItem.trashedAt IS NULL
         AND (@chosen IS NULL OR run.itemId IN (SELECT value FROM json_each(@chosen))) ORDER BY score.id`,
    )
    .all({ chosen });
  return rows.map(({ run, name, tags, start, ...rest }) => ({
    run,
    name,
    tags: JSON.parse(tags) as string[],
    start: start === null ? null : new Date(start).toISOString(),
    ...rest,
  }));
}

const COLUMNS = [
  ...['run', 'name', 'tags', 'start', 'duration', 'recipeHash', 'method', 'model', 'task', 'metric', 'value'],
] as const satisfies readonly (keyof HistoryRow)[];

/** Tags of a cell of CSV are separated by semicolons. */
function writeRows(rows: readonly HistoryRow[]): string {
  const cells = rows.map((row) =>
    COLUMNS.map((column) => (column === 'tags' ? row.tags.join(';') : row[column])),
  );
  return writeCsv([COLUMNS, ...cells]);
}

/** What a paper's table needs, three decimals. */
function writeLatex(rows: readonly HistoryRow[]): string {
  const cells = rows.map(({ run, name, model, task, metric, value }) => [
    ...[String(run), name, model, task, metric].map(escapeLatex),
    value.toFixed(3),
  ]);
  return writeBooktabs('rllllr', ['run', 'name', 'model', 'task', 'metric', 'score'], cells);
}

const FORMATS: Readonly<Record<ExportFormat, (rows: readonly HistoryRow[]) => string>> = {
  csv: writeRows,
  json: (rows) => `${JSON.stringify(rows, null, 2)}\n`,
  latex: writeLatex,
};

/** @param runs ids of those whose scores are exported; all where absent */
export function exportHistory(library: Library, format: ExportFormat, runs?: readonly number[]): string {
  return FORMATS[format](listHistory(library, runs));
}
