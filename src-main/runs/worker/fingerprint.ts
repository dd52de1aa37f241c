/** What files hash to now: a checkpoint's weights or a dataset's file. */
import { stat } from 'node:fs/promises';
import { WeirError } from '../../contract/error.ts';
import type { Worker } from '../../contract/work.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { createHasher, type Hasher } from './known-hashes.ts';

async function print(path: string, hasher: Hasher): Promise<string> {
  const about = await stat(path);
  if (!about.isDirectory()) return await hasher.hashFile(path);
  await using checkpoint = await openCheckpoint(path);
  return await hasher.hashFiles(checkpoint.weights.files);
}

/** Null where nothing lies, or nothing that is a checkpoint. */
export const runFingerprint: Worker<'fingerprint'> = async ({ paths }, control, { known }) => {
  const hasher = createHasher(known, control);
  const prints: { readonly path: string; readonly hash: string | null }[] = [];
  for (const path of paths) {
    control.signal?.throwIfAborted();
    const hash = await print(path, hasher).catch((error: unknown) => {
      const isAbsent = error instanceof WeirError || (error as NodeJS.ErrnoException).code !== undefined;
      control.signal?.throwIfAborted();
      if (isAbsent) return null;
      throw error;
    });
    prints.push({ path, hash });
  }
  return { prints, hashes: hasher.fresh };
};
