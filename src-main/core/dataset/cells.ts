/** What stands in a cell: texts, numbers and lists, as JSON, Parquet and tables of text spell them. */
import type { WeirError } from '../../contract/error.ts';
import { show } from '../files/json.ts';

/** The error of a row: what was found in it and what was expected. */
export type Refuse = (found: string, expected: string) => WeirError;

/** A text, or a number as one. `title` is what the error calls it. */
export function textOf(cell: unknown, refuse: Refuse, title: string): string {
  if (typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'bigint') return String(cell);
  if (cell === undefined || cell === null) throw refuse(`nothing for ${title}`, 'a text');
  throw refuse(`${title} ${show(cell)}`, 'a text');
}

/** A list, also where it stands in a cell as JSON; undefined where it is none. */
export function listOf(cell: unknown): readonly unknown[] | undefined {
  const value = parseCell(cell);
  if (Array.isArray(value)) return value as unknown[];
  // Parquet's lists of numbers.
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : undefined;
}

/** The list or object that a text spells as JSON; every other cell as it is. */
export function parseCell(cell: unknown): unknown {
  if (typeof cell !== 'string' || !/^\s*[[{]/.test(cell)) return cell;
  try {
    return JSON.parse(cell);
  } catch {
    // A text may begin with a bracket.
    return cell;
  }
}
