/** Pages of what the library holds: searched, filtered and sorted on raw values, each sort served by an index. */
import { WeirError } from '../contract/error.ts';
import type { ItemKind, LibraryScore, ListQuery, Page } from '../contract/library.ts';
import type { Library } from './library.ts';
import { chooseTrash, intersect, readChoices, type Choice } from './list-choice.ts';
import { readOrder, type List, type Order } from './list-columns.ts';
import { readItems, toScore, type RecordOf, type Row } from './rows.ts';

const LIMIT = 100;
const MOST = 10_000;

/** So few are sorted faster than an index is walked for them. */
const FEW = 1000;

function readBound(value: number | undefined, otherwise: number, word: string, most: number): number {
  if (value === undefined) return otherwise;
  if (Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
  throw new WeirError(
    'invalid-input',
    `The ${word} of a list is ${value}; expected a whole number from 0 to ${most}.`,
  );
}

function count(library: Library, from: string): number {
  return library.db.prepare<[], number>(`SELECT count(*) FROM ${from}`).pluck().get() ?? 0;
}

/** Puts the ids of what all choices have in common, less those of `without`, into the table `chosen`. @returns how many */
function choose(library: Library, choices: readonly Choice[], without: Choice | undefined): number {
  const { db } = library;
  db.exec('CREATE TEMP TABLE IF NOT EXISTS chosen (id INTEGER PRIMARY KEY); DELETE FROM chosen');
  const common = intersect(choices);
  const less = without === undefined ? '' : `WHERE +id NOT IN (${without.sql})`;
  db.prepare(`INSERT OR IGNORE INTO chosen SELECT id FROM (${common?.sql}) ${less}`).run(
    ...(common?.values ?? []),
    ...(without?.values ?? []),
  );
  return count(library, 'chosen');
}

/** @param among a condition on the id */
function readPage(
  library: Library,
  { from, id, where, terms }: Order,
  among: string,
  page: { readonly limit: number; readonly offset: number; readonly total: number },
): number[] {
  const { total } = page;
  const length = Math.max(0, Math.min(page.limit, total - page.offset));
  // What lies behind the middle is nearer from the end.
  const backwards = page.offset > total / 2;
  const offset = backwards ? total - page.offset - length : page.offset;
  const order = terms.map(({ sql, descending }) => `${sql}${descending === backwards ? '' : ' DESC'}`);
  const ids = library.db
    .prepare<[number, number], number>(
      `SELECT ${id} FROM ${from} WHERE ${where} AND ${among} ORDER BY ${order.join(', ')} LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(length, length === 0 ? 0 : offset);
  return backwards ? ids.reverse() : ids;
}

/** The ids of a page. To be called within a transaction, so that page and total are of one moment. */
function findIds(library: Library, of: List, query: ListQuery): Page<number> {
  const limit = readBound(query.limit, LIMIT, 'limit', MOST);
  const offset = readBound(query.offset, 0, 'offset', Number.MAX_SAFE_INTEGER);
  const order = readOrder(of, query);
  const trash = chooseTrash(of);
  const choices = query.trashed ? [trash, ...readChoices(of, query)] : readChoices(of, query);
  if (choices.length === 0) {
    const trashed = count(library, `(${trash.sql.replace('UNION ALL', 'UNION')})`);
    const total = count(library, of) - trashed;
    const among = trashed === 0 ? 'TRUE' : `+${order.id} NOT IN (${trash.sql})`;
    return { rows: readPage(library, order, among, { limit, offset, total }), total };
  }
  const total = choose(library, choices, query.trashed ? undefined : trash);
  const few = { ...order, from: order.fewFrom };
  const rows =
    total <= FEW
      ? readPage(library, few, `${order.id} = chosen.id`, { limit, offset, total })
      : readPage(library, order, `+${order.id} IN (SELECT id FROM chosen)`, { limit, offset, total });
  return { rows, total };
}

/** A page of one kind's items; without a sort, the newest come first. @throws WeirError 'invalid-input': an unknown column */
export function listItems<K extends ItemKind>(
  library: Library,
  kind: K,
  query: ListQuery,
): Page<RecordOf[K]> {
  return library.db.transaction(() => {
    const { rows, total } = findIds(library, kind, query);
    return { rows: readItems(library, kind, rows), total };
  })();
}

/** A page of scores; `search` and tags are those of their run or merge. Scores of what is in the trash are in the trash. */
export function listScores(library: Library, query: ListQuery): Page<LibraryScore> {
  return library.db.transaction(() => {
    const { rows, total } = findIds(library, 'score', query);
    const scores = library.db
      .prepare<[string], Row>(
        `SELECT score.*, (SELECT name FROM item WHERE id = score.runId) AS runName FROM json_each(?) AS wanted
         CROSS JOIN score ON score.id = wanted.value ORDER BY wanted.key`,
      )
      .all(JSON.stringify(rows));
    return { rows: scores.map(toScore), total };
  })();
}
