/** Pages of what the library holds: searched, filtered and sorted by a table of columns, on raw values. */
import { WeirError } from '../contract/error.ts';
import type { ItemKind, LibraryScore, ListQuery, Page } from '../contract/library.ts';
import type { Library } from './library.ts';
import { PLAIN, readItems, toScore, type RecordOf, type Row } from './rows.ts';

type Value = string | number | null;

/** Part of a WHERE, and the values that it names. */
interface Condition {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** Column as people name it → the SQL of its value. */
type Columns = Readonly<Record<string, string>>;

const LIMIT = 100;
const MOST = 10_000;

function name(columns: readonly string[], table: string): Columns {
  return Object.fromEntries(columns.map((column) => [column, `${table}.${column}`]));
}

const ITEM = name(['id', 'name', 'notes', 'favourite', 'createdAt', 'trashedAt'], 'item');
const TAGS = "(SELECT group_concat(tag, ' ' ORDER BY tag) FROM tag WHERE itemId = item.id)";

function nameItem(kind: ItemKind, more: Columns = {}): Columns {
  return { ...ITEM, tags: TAGS, ...name(PLAIN[kind], kind), ...more };
}

const COLUMNS: Readonly<Record<ItemKind, Columns>> = {
  checkpoint: nameItem('checkpoint'),
  dataset: nameItem('dataset'),
  fisher: nameItem('fisher', { settings: 'fisher.settings' }),
  merge: nameItem('merge'),
  run: nameItem('run', { duration: '(run.endedAt - run.startedAt)' }),
};

const RUN_NAME = '(SELECT name FROM item WHERE id = score.runId)';
const SCORE: Columns = {
  ...name(
    ['id', 'runId', 'mergeId', 'model', 'kind', 'task', 'checkpointHash', 'datasetHash', 'metric', 'value'],
    'score',
  ),
  ...name(['rows', 'scoredAt'], 'score'),
  runName: RUN_NAME,
};

function findColumn(columns: Columns, of: string, column: string): string {
  const sql = Object.hasOwn(columns, column) ? columns[column] : undefined;
  if (sql !== undefined) return sql;
  throw new WeirError('invalid-input', `A ${of} has no column '${column}'.`, {
    hint: `Its columns are ${Object.keys(columns).join(', ')}.`,
  });
}

/** Which items' names, tags or notes have words that begin with every word of `search`. Undefined: it has no words. */
function searchItems(search: string, id: string): Condition | undefined {
  const words = search.replaceAll('\0', ' ').split(/\s+/u).filter(Boolean);
  if (words.length === 0) return undefined;
  // The index holds letters and digits; signs alone, such as an emoji, are looked for in the text itself.
  const indexed = words.filter((word) => /[\p{L}\p{N}\p{Co}]/u.test(word));
  const signs = words.filter((word) => !indexed.includes(word));
  // Within quotation marks, no character has a meaning to FTS5 but the mark itself.
  const match = indexed.map((word) => `"${word.replaceAll('"', '""')}"*`).join(' ');
  const conditions = [
    ...(match === '' ? [] : [{ sql: 'itemText MATCH ?', values: [match] }]),
    ...signs.map((sign) => ({ sql: "instr(name || ' ' || tags || ' ' || notes, ?) > 0", values: [sign] })),
  ];
  return {
    sql: `${id} IN (SELECT rowid FROM itemText WHERE ${conditions.map(({ sql }) => sql).join(' AND ')})`,
    values: conditions.flatMap(({ values }) => values),
  };
}

function filter(query: ListQuery, columns: Columns, of: string, tagged: string): Condition[] {
  return Object.entries(query.where ?? {}).map(([column, value]) => {
    if (column === 'tags' || column === 'tag') {
      return { sql: `${tagged} IN (SELECT itemId FROM tag WHERE tag = ?)`, values: [String(value)] };
    }
    const bound = typeof value === 'boolean' ? Number(value) : value;
    return { sql: `${findColumn(columns, of, column)} IS ?`, values: [bound] };
  });
}

/** ORDER BY: what was asked for, then the id, which goes the way of what stands before it so that an index can serve. */
function sort(query: ListQuery, columns: Columns, of: string, unasked: string): string {
  const asked = query.sort?.length ? query.sort : [{ column: unasked, descending: true }];
  const parts = [...asked, { column: 'id', descending: asked.at(-1)?.descending }];
  return parts
    .map(({ column, descending }) => findColumn(columns, of, column) + (descending ? ' DESC' : ''))
    .join(', ');
}

function readBound(value: number | undefined, otherwise: number, word: string, most: number): number {
  if (value === undefined) return otherwise;
  if (Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
  throw new WeirError(
    'invalid-input',
    `The ${word} of a list is ${value}; expected a whole number from 0 to ${most}.`,
  );
}

function findIds(
  library: Library,
  query: ListQuery,
  from: { readonly table: string; readonly counted: string; readonly id: string; readonly order: string },
  conditions: readonly Condition[],
): Page<number> {
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const values = conditions.flatMap((one) => one.values);
  const limit = readBound(query.limit, LIMIT, 'limit', MOST);
  const offset = readBound(query.offset, 0, 'offset', Number.MAX_SAFE_INTEGER);
  const { db } = library;
  const rows = db
    .prepare<Value[], number>(
      `SELECT ${from.id} FROM ${from.table} ${where} ORDER BY ${from.order} LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(...values, limit, offset);
  const total = db.prepare<Value[], number>(`SELECT count(*) FROM ${from.counted} ${where}`).pluck();
  return { rows, total: total.get(...values) ?? 0 };
}

/** A page of one kind's items; without a sort, the newest come first. @throws WeirError 'invalid-input': an unknown column */
export function listItems<K extends ItemKind>(
  library: Library,
  kind: K,
  query: ListQuery,
): Page<RecordOf[K]> {
  const columns = COLUMNS[kind];
  const search = searchItems(query.search ?? '', 'item.id');
  const conditions: Condition[] = [
    { sql: 'item.kind = ?', values: [kind] },
    { sql: `item.trashedAt IS ${query.trashed ? 'NOT NULL' : 'NULL'}`, values: [] },
    ...filter(query, columns, kind, 'item.id'),
    ...(search === undefined ? [] : [search]),
  ];
  const order = sort(query, columns, kind, 'createdAt');
  const both = `item JOIN ${kind} ON ${kind}.itemId = item.id`;
  const joins = (sql: string): string => (sql.includes(`${kind}.`) ? both : 'item');
  const counted = joins(conditions.map(({ sql }) => sql).join(' '));
  const table = counted === 'item' ? joins(order) : both;
  return library.db.transaction(() => {
    const { rows, total } = findIds(library, query, { table, counted, id: 'item.id', order }, conditions);
    return { rows: readItems(library, kind, rows), total };
  })();
}

/** Scores whose run or merge is in the trash. */
const TRASHED = 'SELECT id FROM item WHERE trashedAt IS NOT NULL';

function whereTrashed(library: Library, trashed: boolean): Condition[] {
  const some = library.db.prepare(`${TRASHED} AND kind IN ('run', 'merge') LIMIT 1`).get() !== undefined;
  // An empty trash is the rule, and asking 200,000 rows about it takes time.
  if (!some && !trashed) return [];
  const inTrash = `(score.runId IN (${TRASHED}) OR coalesce(score.mergeId IN (${TRASHED}), 0))`;
  return [{ sql: trashed ? inTrash : `NOT ${inTrash}`, values: [] }];
}

/** A page of scores; `search` and tags are those of their run or merge. Scores of what is in the trash are in the trash. */
export function listScores(library: Library, query: ListQuery): Page<LibraryScore> {
  const { db } = library;
  const search = searchItems(query.search ?? '', '');
  const found = search === undefined ? [] : [search.sql.replace(/^ IN /, '')];
  return db.transaction(() => {
    const conditions: Condition[] = [
      ...whereTrashed(library, query.trashed ?? false),
      ...filter(query, SCORE, 'score', 'score.runId'),
      ...found.map((ids) => ({
        sql: `(score.runId IN ${ids} OR score.mergeId IN ${ids})`,
        values: [...(search?.values ?? []), ...(search?.values ?? [])],
      })),
    ];
    const order = sort(query, SCORE, 'score', 'id');
    const from = { table: 'score', counted: 'score', id: 'score.id', order };
    const { rows, total } = findIds(library, query, from, conditions);
    const scores = db
      .prepare<[string], Row>(
        `SELECT score.*, ${RUN_NAME} AS runName FROM json_each(?) AS wanted
         JOIN score ON score.id = wanted.value ORDER BY wanted.key`,
      )
      .all(JSON.stringify(rows));
    return { rows: scores.map(toScore), total };
  })();
}
