/** What lists can be sorted and filtered by: tables of columns as people name them, with their SQL. */
import { WeirError } from '../contract/error.ts';
import type { ItemKind, ListQuery } from '../contract/library.ts';
import { PLAIN } from './rows.ts';

/** What is listed: items of a kind, or scores. */
export type List = ItemKind | 'score';

/** Column as people name it → the SQL of its value, which begins with the table that has it; an index holds each. */
type Columns = Readonly<Record<string, string>>;

function name(columns: readonly string[], table: string): Columns {
  return Object.fromEntries(columns.map((column) => [column, `${table}.${column}`]));
}

function nameItem(kind: ItemKind, more: Columns = {}): Columns {
  // Nobody asks for the order of recipes' texts.
  const plain = PLAIN[kind].filter((column) => column !== 'recipe');
  const item = name(['id', 'name', 'notes', 'favourite', 'createdAt', 'trashedAt'], 'item');
  return { ...item, tags: 'item.tagText', ...name(plain, kind), ...more };
}

const COLUMNS: Readonly<Record<List, Columns>> = {
  checkpoint: nameItem('checkpoint'),
  dataset: nameItem('dataset'),
  fisher: nameItem('fisher', { settings: 'fisher.settings' }),
  merge: nameItem('merge'),
  run: nameItem('run', { duration: 'run.endedAt - run.startedAt' }),
  score: {
    ...name(['id', 'runId', 'mergeId', 'model', 'kind', 'task', 'checkpointHash', 'datasetHash'], 'score'),
    ...name(['metric', 'value', 'rows', 'scoredAt'], 'score'),
    runName: 'item.name',
  },
};

export function listColumns(of: List): string[] {
  return Object.keys(COLUMNS[of]);
}

/** @throws 'invalid-input': there is no such column */
export function findColumn(of: List, column: string): string {
  const columns = COLUMNS[of];
  const sql = Object.hasOwn(columns, column) ? columns[column] : undefined;
  if (sql !== undefined) return sql;
  throw new WeirError('invalid-input', `A ${of} has no column '${column}'.`, {
    hint: `Its columns are ${Object.keys(columns).join(', ')}.`,
  });
}

export function tableOf(sql: string): string {
  return sql.slice(0, sql.indexOf('.'));
}

/** What a list is read from, and in which order. */
export interface Order {
  readonly from: string;
  /** The same tables after `chosen`, which holds ids: each row found by its own. */
  readonly fewFrom: string;
  /** The SQL of the listed thing's id. */
  readonly id: string;
  /** Beside what else there is to ask. */
  readonly where: string;
  readonly terms: readonly { readonly sql: string; readonly descending: boolean }[];
}

type Source = Omit<Order, 'terms'>;

function follow(from: string, id: string): Omit<Source, 'where'> {
  return { from, fewFrom: `chosen CROSS JOIN ${from}`, id };
}

/** Both an item and its kind's row: for sorts by columns of both, which no index serves. */
function joinBoth(kind: ItemKind): Source {
  const from = `item CROSS JOIN ${kind} ON ${kind}.itemId = item.id`;
  return { ...follow(from, 'item.id'), where: `item.kind = '${kind}'` };
}

function findSource(of: List, tables: ReadonlySet<string>): Source {
  if (of === 'score') {
    // Run after run by name, each with its scores: an index gives either.
    if (!tables.has('item')) return { ...follow('score', 'score.id'), where: 'TRUE' };
    return {
      from: 'item CROSS JOIN score ON score.runId = item.id',
      fewFrom: 'chosen CROSS JOIN score ON score.id = chosen.id CROSS JOIN item ON item.id = score.runId',
      ...{ id: 'score.id', where: "item.kind = 'run'" },
    };
  }
  if (tables.size > 1) return joinBoth(of);
  if (tables.has('item')) return { ...follow('item', 'item.id'), where: `item.kind = '${of}'` };
  return { ...follow(of, `${of}.itemId`), where: 'TRUE' };
}

/** What was asked for, then the id, which goes the way of what stands before it so that an index can serve. */
export function readOrder(of: List, query: ListQuery): Order {
  const unasked = [{ column: of === 'score' ? 'id' : 'createdAt', descending: true }];
  const asked = query.sort?.length ? query.sort : unasked;
  const terms = asked.map(({ column, descending }) => ({
    sql: findColumn(of, column),
    descending: descending ?? false,
  }));
  const source = findSource(of, new Set(terms.map(({ sql }) => tableOf(sql))));
  const descending = terms.at(-1)?.descending ?? false;
  const ids = source.from.startsWith('item') ? [...new Set(['item.id', source.id])] : [source.id];
  return { ...source, terms: [...terms, ...ids.map((sql) => ({ sql, descending }))] };
}
