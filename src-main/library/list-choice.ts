/** Which items or scores a query is about: searches and filters, each as a SELECT of ids. */
import type { ListQuery } from '../contract/library.ts';
import { findColumn, tableOf, type List } from './list-columns.ts';

type Value = string | number | null;

/** A SELECT of one column `id`, and the values that it names. */
export interface Choice {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** Items, of any kind, whose names, tags or notes have words that begin with every word of `text`. Undefined: it has no words. */
function search(of: List, text: string): Choice | undefined {
  const words = text.replaceAll('\0', ' ').split(/\s+/u).filter(Boolean);
  if (words.length === 0) return undefined;
  // The index holds letters and digits; signs alone, such as an emoji, are looked for in the text itself.
  const indexed = words.filter((word) => /[\p{L}\p{N}\p{Co}]/u.test(word));
  const signs = words.filter((word) => !indexed.includes(word));
  // Within quotation marks, no character has a meaning to FTS5 but the mark itself.
  const match = indexed.map((word) => `"${word.replaceAll('"', '""')}"*`).join(' ');
  const kinds = of === 'score' ? "'run', 'merge'" : `'${of}'`;
  const conditions = [
    ...(match === '' ? [`kind IN (${kinds})`] : []),
    ...signs.map(() => "instr(item.name || ' ' || item.tagText || ' ' || item.notes, ?) > 0"),
  ].join(' AND ');
  if (match === '') return { sql: `SELECT id FROM item WHERE ${conditions}`, values: signs };
  const more = signs.length === 0 ? '' : ` CROSS JOIN item ON item.id = itemText.rowid AND ${conditions}`;
  return {
    sql: `SELECT itemText.rowid AS id FROM itemText${more} WHERE itemText MATCH ?`,
    values: [...signs, match],
  };
}

function chooseTagged(tag: string): Choice {
  return { sql: 'SELECT itemId AS id FROM tag WHERE tag = ?', values: [tag] };
}

/** What all choices have in common, the first asked and its ids looked up in the others; undefined where there are none. */
export function intersect(choices: readonly Choice[]): Choice | undefined {
  const [first, ...others] = choices;
  if (first === undefined || others.length === 0) return first;
  const conditions = others.map(({ sql }) => `+id IN (${sql})`).join(' AND ');
  return {
    sql: `SELECT id FROM (${first.sql}) WHERE ${conditions}`,
    values: choices.flatMap(({ values }) => values),
  };
}

/** Items of any kind as what is listed: those of its kind, or the scores of these runs and merges. */
function turnInto(of: List, { sql, values }: Choice): Choice {
  if (of !== 'score') {
    return {
      sql: `SELECT item.id FROM (${sql}) AS found CROSS JOIN item ON item.id = found.id WHERE item.kind = '${of}'`,
      values,
    };
  }
  const by = (column: string): string =>
    `SELECT score.id FROM (${sql}) AS found CROSS JOIN score ON score.${column} = found.id`;
  return { sql: `${by('runId')} UNION ALL ${by('mergeId')}`, values: [...values, ...values] };
}

/** What has these values, in the one table that has their columns. */
function filter(of: List, table: string, filters: readonly (readonly [sql: string, value: Value])[]): Choice {
  const conditions = filters.map(([sql]) => `${sql} IS ?`).join(' AND ');
  const values = filters.map(([, value]) => value);
  const sources: Readonly<Record<string, string>> = {
    item:
      of === 'score'
        ? "SELECT score.id FROM item CROSS JOIN score ON score.runId = item.id WHERE item.kind = 'run' AND"
        : `SELECT id FROM item WHERE kind = '${of}' AND`,
    score: 'SELECT id FROM score WHERE',
  };
  return { sql: `${sources[table] ?? `SELECT itemId AS id FROM ${table} WHERE`} ${conditions}`, values };
}

/** Each of what a query asks for; nothing where it asks for all. @throws 'invalid-input': an unknown column */
export function readChoices(of: List, query: ListQuery): Choice[] {
  const found = search(of, query.search ?? '');
  const items: Choice[] = found === undefined ? [] : [found];
  const filters = new Map<string, [string, Value][]>();
  for (const [column, value] of Object.entries(query.where ?? {})) {
    if (column === 'tags' || column === 'tag') items.push(chooseTagged(String(value)));
    else {
      const sql = findColumn(of, column);
      const bound = typeof value === 'boolean' ? Number(value) : value;
      filters.set(tableOf(sql), [...(filters.get(tableOf(sql)) ?? []), [sql, bound]]);
    }
  }
  const common = intersect(items);
  const filtered = [...filters].map(([table, conditions]) => filter(of, table, conditions));
  return common === undefined ? filtered : [turnInto(of, common), ...filtered];
}

/** What is in the trash. Scores are, where their run or merge is. */
export function chooseTrash(of: List): Choice {
  const kinds = of === 'score' ? "'run', 'merge'" : `'${of}'`;
  const items = {
    sql: `SELECT id FROM item WHERE kind IN (${kinds}) AND trashedAt IS NOT NULL`,
    values: [],
  };
  return of === 'score' ? turnInto(of, items) : items;
}
