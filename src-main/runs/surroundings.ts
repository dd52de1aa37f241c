/** What the library tells a worker: its folders, and what files hashed to before. */
import type { KnownHash, Surroundings } from '../contract/work.ts';
import type { Library } from '../library/library.ts';

export function describeSurroundings(library: Library): Surroundings {
  return {
    library: {
      checkpoints: library.pathOf('checkpoints'),
      fishers: library.pathOf('fishers'),
      partial: library.pathOf('partial'),
      statistics: library.pathOf('statistics'),
    },
    known: library.db.prepare<[], KnownHash>('SELECT path, bytes, changedAt, hash FROM fileHash').all(),
  };
}
