/** What the library takes on the disk, and what is left there. */
import { statfsSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import type { ItemKind } from '../contract/library.ts';
import type { LibraryUsage } from '../contract/reports.ts';
import { DATABASE } from './folder.ts';
import type { Library } from './library.ts';

/** Kind → its bytes, and how its rows tell that they lie in the library's folder; runs take nothing of their own. */
const SIZES: Readonly<Record<ItemKind, { readonly bytes: string; readonly own: string }>> = {
  checkpoint: { bytes: 'bytes', own: "storage = 'copied'" },
  dataset: { bytes: 'bytes', own: '0' },
  fisher: { bytes: 'bytes', own: 'substr(file, 1, length(@folder)) = @folder' },
  merge: { bytes: 'bytes', own: 'substr(folder, 1, length(@folder)) = @folder' },
  run: { bytes: '0', own: '0' },
};

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Of everything, what is in the trash too: it takes room until the trash is emptied. */
export function measureUsage(library: Library): LibraryUsage {
  const { bsize, bavail } = statfsSync(library.folder);
  const kinds = (Object.keys(SIZES) as ItemKind[]).map((kind) => {
    const { bytes, own } = SIZES[kind];
    const row = library.db
      .prepare(
        `SELECT count(*) AS count, coalesce(sum(${bytes}), 0) AS bytes,
           coalesce(sum(CASE WHEN ${own} THEN ${bytes} ELSE 0 END), 0) AS own FROM ${kind}`,
      )
      .get(own.includes('@') ? { folder: `${library.folder}${sep}` } : {}) as {
      readonly count: number;
      readonly bytes: number;
      readonly own: number;
    };
    return { kind, ...row };
  });
  const database = ['', '-wal', '-shm'].map((end) => sizeOf(library.pathOf(`${DATABASE}${end}`)));
  return {
    folder: library.folder,
    free: bsize * bavail,
    database: database.reduce((sum, bytes) => sum + bytes, 0),
    kinds,
  };
}
