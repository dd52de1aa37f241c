/** The trash: what is put there, taken back, or removed for good with the files that the library itself made, and no others. */
import { randomUUID } from 'node:crypto';
import { lstatSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { WeirError } from '../contract/error.ts';
import type { ItemKind, NamedItem } from '../contract/library.ts';
import type { EmptiedTrash } from '../contract/reports.ts';
import { KIND_WORDS, requireNamed, sayItem } from './items.ts';
import type { Library } from './library.ts';

/** @throws 'invalid-input': a run that is queued or running */
export function trashItem(library: Library, id: number): void {
  library.write(() => {
    const item = requireNamed(library, id);
    const state = library.db.prepare<[number]>('SELECT state FROM run WHERE itemId = ?').pluck().get(id);
    if (state === 'queued' || state === 'running') {
      throw new WeirError('invalid-input', `The ${sayItem(item)} is ${state}, so it cannot be trashed.`, {
        hint: 'Cancel it first.',
      });
    }
    library.db
      .prepare('UPDATE item SET trashedAt = ? WHERE id = ? AND trashedAt IS NULL')
      .run(Date.now(), id);
  });
}

export function restoreItem(library: Library, id: number): void {
  library.write(() => {
    requireNamed(library, id);
    library.db.prepare('UPDATE item SET trashedAt = NULL WHERE id = ?').run(id);
  });
}

const NODE = 'SELECT DISTINCT item.id, item.kind, item.name, item.trashedAt FROM item';

/** Kind → what else depends on it, by the id of the item. */
const DEPENDENTS: Readonly<Record<ItemKind, readonly string[]>> = {
  checkpoint: [
    `${NODE} JOIN checkpoint ON itemId = id WHERE baseId = ?`,
    `${NODE} JOIN fisher ON itemId = id WHERE checkpointHash = (SELECT hash FROM checkpoint WHERE itemId = ?)`,
    `${NODE} JOIN mergeParent ON mergeId = id WHERE checkpointHash = (SELECT hash FROM checkpoint WHERE itemId = ?)`,
  ],
  dataset: [
    `${NODE} JOIN fisher ON itemId = id WHERE datasetHash = (SELECT hash FROM dataset WHERE itemId = ?)`,
    `${NODE} JOIN mergeParent ON mergeId = id WHERE datasetHash = (SELECT hash FROM dataset WHERE itemId = ?)`,
  ],
  fisher: [],
  merge: [],
  run: [
    `${NODE} JOIN merge ON itemId = id WHERE runId = ?`,
    `${NODE} JOIN score ON mergeId = item.id WHERE score.runId = ?`,
  ],
};

/** The column that says where an item's files lie. */
const PLACES: Partial<Readonly<Record<ItemKind, { readonly column: string; readonly folder: string }>>> = {
  checkpoint: { column: 'folder', folder: 'checkpoints' },
  fisher: { column: 'file', folder: 'fishers' },
  merge: { column: 'folder', folder: 'merges' },
};

/** Items of which anything lies at or under `path`. */
function listLodgers(library: Library, path: string): NamedItem[] {
  const under = `${path}${sep}`;
  return [
    ['checkpoint', 'folder'],
    ['dataset', 'file'],
    ['fisher', 'file'],
    ['merge', 'folder'],
  ].flatMap(([table, column]) =>
    library.db
      .prepare<unknown[], NamedItem>(
        `${NODE} JOIN ${table} ON itemId = id WHERE ${column} = ? OR substr(${column}, 1, ?) = ?`,
      )
      .all(path, under.length, under),
  );
}

/** What is lost or cannot be repeated without this item, in the trash or not; also what lies within the library's own files of it. */
export function findDependents(library: Library, item: NamedItem): NamedItem[] {
  const named = DEPENDENTS[item.kind].flatMap((sql) =>
    library.db.prepare<[number], NamedItem>(sql).all(item.id),
  );
  const place = findPlace(library, item);
  const found = place === undefined ? named : [...named, ...listLodgers(library, place)];
  return [...new Map(found.map((one) => [one.id, one])).values()].filter(({ id }) => id !== item.id);
}

/** Where the item's files lie if the library made them: within its folder of the kind, and for a checkpoint copied. */
function findPlace(library: Library, { id, kind }: NamedItem): string | undefined {
  const place = PLACES[kind];
  if (place === undefined) return undefined;
  const copied = kind === 'checkpoint' ? "AND storage = 'copied'" : '';
  const path = library.db
    .prepare<[number]>(`SELECT ${place.column} FROM ${kind} WHERE itemId = ? ${copied}`)
    .pluck()
    .get(id) as string | undefined;
  if (path === undefined || !isAbsolute(path)) return undefined;
  const way = relative(join(library.folder, place.folder), resolve(path));
  const isOutside = way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  return isOutside ? undefined : resolve(path);
}

/** @throws 'invalid-input' where a symbolic link stands on the way from the library's folder to the path, or at its end */
function refuseLinks(library: Library, path: string): void {
  const way = relative(library.folder, path);
  const expected = join(realpathSync(library.folder), way);
  if (lstatSync(path).isSymbolicLink() || realpathSync(path) !== expected) {
    throw new WeirError(
      'invalid-input',
      `'${path}' is, or lies behind, a symbolic link, and Weir removes only files of its own.`,
    );
  }
}

/** Takes the files away to `partial`, where nothing counts. @returns where they are now, or undefined where there were none */
function takeAway(library: Library, place: string | undefined): string | undefined {
  if (place === undefined || lstatSync(place, { throwIfNoEntry: false }) === undefined) return undefined;
  refuseLinks(library, place);
  const away = library.pathOf('partial', `trash-${randomUUID()}`);
  renameSync(place, away);
  return away;
}

/** Removes one item; files and row go together, or neither does. @returns a sentence where it is kept */
function removeItem(library: Library, item: NamedItem, isKept: (id: number) => boolean): string | undefined {
  let place: string | undefined;
  let away: string | undefined;
  try {
    library.write(() => {
      const { trashedAt } = requireNamed(library, item.id);
      if (trashedAt === null) throw new WeirError('invalid-input', 'It was restored meanwhile.');
      const [first, ...more] = findDependents(library, item).filter(
        (one) => one.trashedAt === null || isKept(one.id),
      );
      if (first !== undefined) {
        const depend = more.length === 0 ? 'depends' : `and ${more.length} more depend`;
        throw new WeirError('invalid-input', `The ${sayItem(first)} ${depend} on it.`);
      }
      place = findPlace(library, item);
      away = takeAway(library, place);
      library.db.prepare('DELETE FROM item WHERE id = ?').run(item.id);
    });
  } catch (error) {
    if (place !== undefined && away !== undefined) renameSync(away, place);
    return error instanceof Error ? error.message : String(error);
  }
  try {
    if (away !== undefined) rmSync(away, { recursive: true, force: true });
  } catch {
    // The row is gone, and what lies in `partial` counts for nothing.
  }
  return undefined;
}

/** Later ones may depend on earlier ones only by a reference that removal sets right by itself. */
const ORDER: readonly ItemKind[] = ['merge', 'fisher', 'checkpoint', 'dataset', 'run'];

/**
 * Removes what lies in the trash, one item after the other: what cannot be removed stays there, with the reason. Where
 * something in the trash has to stay, so does what it depends on.
 */
export function emptyTrash(library: Library): EmptiedTrash {
  const items = library.db
    .prepare<[], NamedItem>(
      'SELECT id, kind, name, trashedAt FROM item WHERE trashedAt IS NOT NULL ORDER BY id',
    )
    .all()
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const trashed = new Map(items.map((item) => [item.id, item]));
  const blocked = new Set<number>();
  const dependents = new Map(items.map((item) => [item.id, findDependents(library, item)]));
  for (let before = -1; before !== blocked.size;) {
    before = blocked.size;
    for (const item of items) {
      const isHeld = (dependents.get(item.id) ?? []).some(({ id }) => !trashed.has(id) || blocked.has(id));
      if (isHeld) blocked.add(item.id);
    }
  }
  const removed: NamedItem[] = [];
  const kept: (NamedItem & { readonly why: string })[] = [];
  for (const item of items) {
    const why = removeItem(library, item, (id) => blocked.has(id));
    if (why === undefined) removed.push(item);
    else {
      blocked.add(item.id);
      kept.push({ ...item, why: `${KIND_WORDS[item.kind]} '${item.name}' stays: ${why}` });
    }
  }
  return { removed, kept };
}
