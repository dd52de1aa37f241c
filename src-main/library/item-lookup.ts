/** Items as people name them: by name, id, or the beginning of a hash. */
import { WeirError } from '../contract/error.ts';
import type { ItemKind, NamedItem } from '../contract/library.ts';
import { getItem, KIND_WORDS, sayItem } from './items.ts';
import type { Library } from './library.ts';
import { findNearestNames } from './nearest-names.ts';
import type { RecordOf } from './rows.ts';

/** Kinds that a hash names, and its column. A merge is named by its plan's. */
const HASHES: Partial<Readonly<Record<ItemKind, string>>> = {
  checkpoint: 'hash',
  dataset: 'hash',
  merge: 'planHash',
};

const MOST_NAMED = 5;

function listMatches(library: Library, kind: ItemKind, wanted: string): NamedItem[] {
  const ask = (where: string, ...values: (string | number)[]): NamedItem[] =>
    library.db
      .prepare<unknown[], NamedItem>(
        `SELECT id, item.kind, name, trashedAt FROM item WHERE item.kind = ? AND ${where} ORDER BY trashedAt IS NOT NULL, id`,
      )
      .all(kind, ...values);
  const byName = ask('name = ?', wanted);
  if (byName.length > 0) return byName;
  // Without its #, too: shells take the rest of a line after a # for a comment.
  const number = /^#?(\d{1,15})$/.exec(wanted)?.[1];
  const byId = number === undefined ? [] : ask('id = ?', Number(number));
  if (byId.length > 0) return byId;
  const column = HASHES[kind];
  if (column === undefined || !/^[0-9a-f]{4,64}$/i.test(wanted)) return [];
  const prefix = wanted.toLowerCase();
  return ask(
    `id IN (SELECT itemId FROM ${kind} WHERE ${column} >= ? AND ${column} < ?)`,
    prefix,
    `${prefix}g`,
  );
}

function explainAbsence(library: Library, kind: ItemKind | undefined, wanted: string): WeirError {
  const names = library.db
    .prepare<[ItemKind | null]>(
      'SELECT DISTINCT name FROM item WHERE kind = coalesce(?, kind) AND trashedAt IS NULL',
    )
    .pluck()
    .all(kind ?? null) as string[];
  const nearest = findNearestNames(wanted, names).map((name) => `'${name}'`);
  const meant = nearest.length === 0 ? '' : `; did you mean ${nearest.join(' or ')}?`;
  const what = kind === undefined ? 'item' : KIND_WORDS[kind];
  return new WeirError('unknown-name', `The library has no ${what} '${wanted}'${meant || '.'}`);
}

/**
 * The one item that `wanted` names: its name, its id (#12 or 12), or at least four digits its hash begins with.
 * What is in the trash is found only when `trashed` says so.
 * @throws 'unknown-name'; 'invalid-input': more than one has this name, or it is in the trash
 */
export function findItem<K extends ItemKind>(
  library: Library,
  kind: K,
  wanted: string,
  { trashed = false }: { readonly trashed?: boolean } = {},
): RecordOf[K] {
  const matches = listMatches(library, kind, wanted.trim());
  const [first, ...others] = trashed ? matches : matches.filter((item) => item.trashedAt === null);
  if (first === undefined) {
    const [lost] = matches;
    if (lost === undefined) throw explainAbsence(library, kind, wanted.trim());
    throw new WeirError(
      'invalid-input',
      `The ${KIND_WORDS[kind]} '${lost.name}' (#${lost.id}) is in the trash.`,
      {
        hint: 'Restore it first.',
      },
    );
  }
  if (others.length > 0) {
    const named = [first, ...others].slice(0, MOST_NAMED).map(({ id, name }) => `#${id} '${name}'`);
    const more = others.length + 1 - named.length;
    throw new WeirError(
      'invalid-input',
      `'${wanted}' is ambiguous: it means ${others.length + 1} ${KIND_WORDS[kind]}s of the library, ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
      { hint: 'Name one by its id.' },
    );
  }
  return getItem(library, kind, first.id);
}

function listAllMatches(library: Library, wanted: string): NamedItem[] {
  const kinds = Object.keys(KIND_WORDS) as ItemKind[];
  const byKind = kinds.flatMap((kind) => listMatches(library, kind, wanted));
  return byKind.filter((item) => item.name === wanted).length > 0
    ? byKind.filter((item) => item.name === wanted)
    : byKind;
}

/**
 * The one item of any kind that `wanted` names: as `findItem` has it, or `merge:NAME` where several kinds share a name.
 * @throws 'unknown-name'; 'invalid-input': more than one, or in the trash
 */
export function findAny(
  library: Library,
  wanted: string,
  { trashed = false }: { readonly trashed?: boolean } = {},
): NamedItem {
  const [, kind, name] = /^([a-z]+):(.*)$/su.exec(wanted) ?? [];
  if (kind !== undefined && name !== undefined && Object.hasOwn(KIND_WORDS, kind)) {
    return findItem(library, kind as ItemKind, name, { trashed });
  }
  const all = listAllMatches(library, wanted.trim());
  const [first, ...others] = trashed ? all : all.filter((item) => item.trashedAt === null);
  if (first !== undefined && others.length === 0) return first;
  if (first === undefined) {
    const [lost] = all;
    if (lost === undefined) throw explainAbsence(library, undefined, wanted.trim());
    throw new WeirError(
      'invalid-input',
      `The ${KIND_WORDS[lost.kind]} '${lost.name}' (#${lost.id}) is in the trash.`,
      {
        hint: 'Restore it first.',
      },
    );
  }
  const named = [first, ...others].slice(0, MOST_NAMED).map(sayItem).join(', ');
  throw new WeirError(
    'invalid-input',
    `'${wanted}' is ambiguous: it means ${others.length + 1} items of the library, ${named}.`,
    {
      hint: `Name one by its id, or with its kind: '${first.kind}:${wanted}'.`,
    },
  );
}
