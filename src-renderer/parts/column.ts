/** What a list can show of its things: a column each. */
import type { Snippet } from 'svelte';

export interface Column<T> {
  /** Also what the host sorts by. */
  readonly key: string;
  readonly title: string;
  /** Pixels, where letters are of the customary size. */
  readonly width: number;
  /** False: the host cannot sort by it. */
  readonly sortable?: boolean;
  /** Numbers stand at the end. */
  readonly align?: 'end';
  /** Largest or newest first at the first click. */
  readonly descending?: boolean;
  /** Shown unless the person chose otherwise. */
  readonly shown?: boolean;
  /** Cannot be hidden: by it a row is known. */
  readonly fixed?: boolean;
  readonly text?: (row: T) => string;
  /** Whole, where `text` is short: the exact time, the path. */
  readonly full?: (row: T) => string | undefined;
  /** In the place of `text`. */
  readonly cell?: Snippet<[row: T]>;
}

export interface SortTerm {
  readonly column: string;
  readonly descending: boolean;
}

/** What the person made of a list: columns in their order, widths, sort. */
export interface TableView {
  readonly columns: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  readonly sort: readonly SortTerm[];
}

const NARROWEST = 48;
const WIDEST = 1200;

export function clampWidth(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

export function defaultView<T>(columns: readonly Column<T>[], sort: readonly SortTerm[]): TableView {
  const shown = columns.filter(({ fixed, shown = true }) => fixed === true || shown);
  return { columns: shown.map(({ key }) => key), widths: {}, sort };
}

function isSortTerm(value: unknown): value is SortTerm {
  return typeof value === 'object' && value !== null && 'column' in value;
}

/** A kept view, less what this Weir does not know, with what must be shown. */
export function readView<T>(kept: unknown, columns: readonly Column<T>[], fallback: TableView): TableView {
  if (typeof kept !== 'object' || kept === null) return fallback;
  const view = kept as Partial<Record<keyof TableView, unknown>>;
  if (!Array.isArray(view.columns) || !Array.isArray(view.sort)) return fallback;
  const known = new Map(columns.map((column) => [column.key, column]));
  const chosen = view.columns.filter((key): key is string => known.has(key as string));
  const missing = columns.filter(({ key, fixed }) => fixed && !chosen.includes(key)).map(({ key }) => key);
  const widths = Object.entries((view.widths ?? {}) as Record<string, unknown>).filter(
    (entry): entry is [string, number] => known.has(entry[0]) && typeof entry[1] === 'number',
  );
  return {
    columns: [...missing, ...chosen],
    widths: Object.fromEntries(widths),
    sort: view.sort
      .filter(isSortTerm)
      .filter(({ column }) => known.get(column)?.sortable ?? known.has(column)),
  };
}

/** A click on a header: that column alone, up, then down; with Shift, after the others. */
export function nextSort<T>(
  sort: readonly SortTerm[],
  { key, descending: first = false }: Column<T>,
  alone: boolean,
): readonly SortTerm[] {
  const term = sort.find(({ column }) => column === key);
  const others = alone ? [] : sort.filter(({ column }) => column !== key);
  const isOnly = sort.length === 1 || !alone;
  if (term === undefined || (alone && !isOnly)) return [...others, { column: key, descending: first }];
  if (term.descending === first) {
    const turned = { column: key, descending: !first };
    return alone ? [turned] : sort.map((one) => (one === term ? turned : one));
  }
  return alone ? [{ column: key, descending: first }] : others;
}
