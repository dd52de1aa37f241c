/** The history as one table, a row for each score, in CSV or JSON. */
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
function listHistory(library: Library): HistoryRow[] {
  const rows = library.db
    .prepare<[], Raw>(
      `SELECT run.itemId AS run, runItem.name,
         (SELECT json_group_array(DISTINCT tag ORDER BY tag) FROM tag WHERE itemId IN (run.itemId, merge.itemId)) AS tags,
         run.startedAt AS start, (run.endedAt - run.startedAt) / 1000.0 AS duration, merge.recipeHash, merge.method,
         score.model, score.task, score.metric, score.value
       FROM score JOIN run ON run.itemId = score.runId JOIN item AS runItem ON runItem.id = run.itemId
         LEFT JOIN merge ON merge.itemId = coalesce(score.mergeId, (SELECT min(itemId) FROM merge WHERE runId = score.runId))
         LEFT JOIN item AS mergeItem ON mergeItem.id = merge.itemId
       WHERE runItem.trashedAt IS NULL AND mergeItem.trashedAt IS NULL ORDER BY score.id`,
    )
    .all();
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

/** RFC 4180, save that lines end as on Unix: else the last column of every row would end in a carriage return there. */
function writeCell(cell: string | number | null): string {
  const text = String(cell ?? '');
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Tags of a cell of CSV are separated by semicolons. */
function writeCsv(rows: readonly HistoryRow[]): string {
  const lines = rows.map((row) =>
    COLUMNS.map((column) => (column === 'tags' ? row.tags.join(';') : row[column]))
      .map(writeCell)
      .join(','),
  );
  return [COLUMNS.join(','), ...lines, ''].join('\n');
}

const FORMATS: Readonly<Record<'csv' | 'json', (rows: readonly HistoryRow[]) => string>> = {
  csv: writeCsv,
  json: (rows) => `${JSON.stringify(rows, null, 2)}\n`,
};

export function exportHistory(library: Library, format: 'csv' | 'json'): string {
  return FORMATS[format](listHistory(library));
}
