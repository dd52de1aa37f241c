/** Hashes of files, of which those that are known are not computed again while size and time of change are the same. */
import { realpath, stat } from 'node:fs/promises';
import type { Control } from '../../contract/progress.ts';
import type { KnownHash } from '../../contract/work.ts';
import { explain } from '../../core/files/disk.ts';
import { hashFile, hashText } from '../../core/files/hash.ts';

export interface Hasher {
  /** Lower-case hexadecimal SHA-256 of a file. Throws 'missing-file' or 'invalid-file'. */
  hashFile(path: string): Promise<string>;
  /** Of one file, or of the list of several files' hashes: what a checkpoint's weights are known by. */
  hashFiles(paths: readonly string[]): Promise<string>;
  /** What was hashed by it and did not change meanwhile. */
  readonly fresh: readonly KnownHash[];
}

export function createHasher(known: readonly KnownHash[] = [], control: Control = {}): Hasher {
  const all = new Map(known.map((one) => [one.path, one]));
  const fresh: KnownHash[] = [];
  const find = async (file: string): Promise<string> => {
    const { path, bytes, changedAt } = await lookAt(file);
    const before = all.get(path);
    if (before?.bytes === bytes && before.changedAt === changedAt) return before.hash;
    const hash = await hashFile(path, control);
    const after = await lookAt(path);
    if (after.bytes === bytes && after.changedAt === changedAt) {
      all.set(path, { ...after, hash });
      fresh.push({ ...after, hash });
    }
    return hash;
  };
  return {
    fresh,
    hashFile: find,
    hashFiles: async (paths) => {
      const hashes: string[] = [];
      for (const path of paths) hashes.push(await find(path));
      return hashes.length === 1 ? hashes[0]! : hashText(hashes.join('\n'));
    },
  };
}

async function lookAt(file: string): Promise<Omit<KnownHash, 'hash'>> {
  try {
    const path = await realpath(file);
    const { size, mtimeMs } = await stat(path);
    return { path, bytes: size, changedAt: mtimeMs };
  } catch (error) {
    throw explain(error, file, 'read');
  }
}
