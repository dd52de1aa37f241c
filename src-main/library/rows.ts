/** How rows of the database become records of the contract, and whether what they name still lies there unchanged. */
import { statSync } from 'node:fs';
import type {
  ItemKind,
  ItemRecord,
  LibraryCheckpoint,
  LibraryDataset,
  LibraryFisher,
  LibraryMerge,
  LibraryScore,
  MergeParent,
  Presence,
  RunRecord,
} from '../contract/library.ts';
import type { Library } from './library.ts';

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A file as it was when it was hashed: size, and time of change in milliseconds. */
export interface SeenFile {
  readonly path: string;
  readonly bytes: number;
  readonly changedAt: number;
}

export interface RecordOf {
  readonly checkpoint: LibraryCheckpoint;
  readonly dataset: LibraryDataset;
  readonly fisher: LibraryFisher;
  readonly merge: LibraryMerge;
  readonly run: RunRecord;
}

/** By size and time of change only: one look per file. A file that may not be looked at counts as missing. */
export function presenceOf(files: readonly SeenFile[]): Presence {
  let presence: Presence = 'present';
  for (const { path, bytes, changedAt } of files) {
    const found = lookAt(path);
    if (found === undefined) return 'missing';
    // Half a millisecond: what is left of a file system's time after it was kept as a floating-point number.
    if (found.size !== bytes || Math.abs(found.mtimeMs - changedAt) >= 0.5) presence = 'changed';
  }
  return presence;
}

function lookAt(path: string): { readonly size: number; readonly mtimeMs: number } | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function parse(text: string | number | null | undefined): unknown {
  return JSON.parse(String(text ?? 'null')) as unknown;
}

/** The columns of `item` and its tags, as every kind has them. */
function toItem(row: Row): Omit<ItemRecord, 'kind'> {
  return {
    id: Number(row.id),
    name: String(row.name),
    tags: (parse(row.tags) as string[] | null) ?? [],
    notes: String(row.notes),
    favourite: row.favourite === 1,
    createdAt: Number(row.createdAt),
    trashedAt: row.trashedAt as number | null,
  };
}

/** The columns of a row that need no reading, under their own names. */
function pick(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}

/** What needs reading; the rest of a kind's columns are taken as they are. */
const READ: Readonly<Record<ItemKind, (row: Row, library: Library) => object>> = {
  checkpoint: (row) => ({
    labels: parse(row.labels),
    presence: presenceOf(parse(row.files) as SeenFile[]),
  }),
  dataset: (row) => ({
    columns: parse(row.columns),
    reading: parse(row.reading),
    preview: parse(row.preview),
    presence: presenceOf([
      { path: String(row.file), bytes: Number(row.bytes), changedAt: Number(row.changedAt) },
    ]),
  }),
  fisher: (row) => ({ settings: parse(row.settings) }),
  merge: (row, library) => ({
    parents: readParents(library, Number(row.id)),
    presence: lookAt(String(row.folder)) === undefined ? 'missing' : 'present',
  }),
  run: (row) => ({
    input: parse(row.input),
    progress: parse(row.progress),
    error: parse(row.error),
    result: parse(row.result),
  }),
};

/** The columns of each kind's table that records take as they are. */
export const PLAIN: Readonly<Record<ItemKind, readonly string[]>> = {
  checkpoint: [
    ...['hash', 'folder', 'storage', 'family', 'layers', 'heads', 'hidden', 'neurons', 'vocabulary'],
    ...['dtype', 'parameters', 'bytes', 'problem', 'declaredBase', 'baseId'],
  ],
  dataset: ['hash', 'file', 'bytes', 'rows', 'metric'],
  fisher: ['checkpointHash', 'datasetHash', 'file', 'bytes', 'count', 'device', 'seconds'],
  merge: [
    ...['runId', 'method', 'recipe', 'recipeFolder', 'recipeHash', 'planHash', 'folder', 'bytes'],
    ...['device', 'version', 'seconds'],
  ],
  run: ['command', 'state', 'position', 'attempts', 'startedAt', 'endedAt'],
};

function readParents(library: Library, id: number): MergeParent[] {
  return library.db
    .prepare<[number], MergeParent>(
      'SELECT task, weight, folder, checkpointHash, datasetHash FROM mergeParent WHERE mergeId = ? ORDER BY position',
    )
    .all(id);
}

/** A row of `item` joined with its kind's table and with `tags`, a JSON list, as a record. */
export function toRecord<K extends ItemKind>(library: Library, kind: K, row: Row): RecordOf[K] {
  const record = { kind, ...toItem(row), ...pick(row, PLAIN[kind]), ...READ[kind](row, library) };
  return record as unknown as RecordOf[K];
}

/** Items by id in the order asked for; ids of nothing, or of another kind, are left out. */
export function readItems<K extends ItemKind>(
  library: Library,
  kind: K,
  ids: readonly number[],
): RecordOf[K][] {
  const rows = library.db
    .prepare<[string, string], Row>(
      `SELECT ${kind}.*, item.*,
         (SELECT json_group_array(tag ORDER BY tag) FROM tag WHERE itemId = item.id) AS tags
       FROM json_each(?) AS wanted CROSS JOIN item ON item.id = wanted.value
         CROSS JOIN ${kind} ON ${kind}.itemId = item.id
       WHERE item.kind = ? ORDER BY wanted.key`,
    )
    .all(JSON.stringify(ids), kind);
  return rows.map((row) => toRecord(library, kind, row));
}

/** A row of `score` with its run's name. */
export function toScore(row: Row): LibraryScore {
  return pick(row, [
    ...['id', 'runId', 'runName', 'mergeId', 'model', 'kind', 'task', 'checkpointHash', 'datasetHash'],
    ...['metric', 'value', 'rows', 'scoredAt'],
  ]) as unknown as LibraryScore;
}
