/** Whether the library is whole: its database, what it names, and what lies in its folders. */
import { lstatSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { ItemKind, NamedItem, Presence } from '../contract/library.ts';
import type { LibraryCheck } from '../contract/reports.ts';
import { findFaults, type Library } from './library.ts';
import { readItems } from './rows.ts';

/** Milliseconds: what is younger in `partial` may belong to a run that goes on. */
const DAY = 86_400_000;

/** Items that lie somewhere, and where. */
function listPlaces(library: Library): (NamedItem & { path: string; presence: Presence })[] {
  const idsOf = (kind: ItemKind): number[] =>
    library.db
      .prepare<[string]>('SELECT id FROM item WHERE kind = ? ORDER BY id')
      .pluck()
      .all(kind) as number[];
  const name = ({ id, kind, name, trashedAt }: NamedItem): NamedItem => ({ id, kind, name, trashedAt });
  return [
    ...readItems(library, 'checkpoint', idsOf('checkpoint')).map((item) => ({
      ...name(item),
      path: item.folder,
      presence: item.presence,
    })),
    ...readItems(library, 'dataset', idsOf('dataset')).map((item) => ({
      ...name(item),
      path: item.file,
      presence: item.presence,
    })),
    ...readItems(library, 'merge', idsOf('merge')).map((item) => ({
      ...name(item),
      path: item.folder,
      presence: item.presence,
    })),
    ...readItems(library, 'fisher', idsOf('fisher')).map((item) => ({
      ...name(item),
      path: item.file,
      presence: lstatSync(item.file, { throwIfNoEntry: false }) ? ('present' as const) : ('missing' as const),
    })),
  ];
}

function measure(path: string): number {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + measure(join(path, name)), 0);
}

/** Entries of the library's own folders that no item lies at, in or around. */
function listOrphans(library: Library, places: readonly string[]): LibraryCheck['orphans'] {
  const owned = (['checkpoints', 'fishers', 'merges'] as const).flatMap((folder) =>
    readdirSync(library.pathOf(folder))
      .map((name) => library.pathOf(folder, name))
      .filter((path) => !places.some((place) => place === path || place.startsWith(`${path}${sep}`))),
  );
  const left = readdirSync(library.pathOf('partial'))
    .map((name) => library.pathOf('partial', name))
    .filter((path) => Date.now() - lstatSync(path).mtimeMs > DAY);
  return [...owned, ...left].map((path) => ({ path, bytes: measure(path) }));
}

export function checkLibrary(library: Library): LibraryCheck {
  const places = listPlaces(library);
  return {
    faults: findFaults(library.db, { thorough: true }),
    absent: places.flatMap(({ presence, ...place }) =>
      presence === 'present' ? [] : [{ ...place, presence }],
    ),
    orphans: listOrphans(
      library,
      places.map(({ path }) => path),
    ),
  };
}
