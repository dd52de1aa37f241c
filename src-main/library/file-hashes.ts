/** What files hashed to, so that one that has its size and time of change still is not read again. */
import type { Library } from './library.ts';

/** What node:fs says of a file, as far as it matters here. */
export interface FileStat {
  readonly size: number;
  readonly mtimeMs: number;
}

/** Its hash if it was kept with this very size and time of change. `path` should be the real, absolute one. */
export function recallHash(library: Library, path: string, { size, mtimeMs }: FileStat): string | undefined {
  return library.db
    .prepare<[string, number, number]>(
      'SELECT hash FROM fileHash WHERE path = ? AND bytes = ? AND changedAt = ?',
    )
    .pluck()
    .get(path, size, mtimeMs) as string | undefined;
}

/** `stat` should have been taken before the file was read: a change while it was read then counts as one. */
export function keepHash(library: Library, path: string, { size, mtimeMs }: FileStat, hash: string): void {
  library.write(() => {
    library.db
      .prepare(
        `INSERT INTO fileHash (path, bytes, changedAt, hash) VALUES (?, ?, ?, ?) ON CONFLICT (path)
           DO UPDATE SET bytes = excluded.bytes, changedAt = excluded.changedAt, hash = excluded.hash`,
      )
      .run(path, size, mtimeMs, hash);
  });
}
