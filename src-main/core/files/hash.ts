/** SHA-256 of files and texts: what a checkpoint, a dataset and a plan are known by. */
import { createHash } from 'node:crypto';
import type { Control } from '../../contract/progress.ts';
import { openForReading, readInto } from './disk.ts';

const CHUNK_BYTES = 4 * 2 ** 20;

/** Lower-case hexadecimal SHA-256 of a file's bytes. Throws 'missing-file' or 'invalid-file'. */
export async function hashFile(file: string, control: Control = {}): Promise<string> {
  await using open = await openForReading(file);
  const hash = createHash('sha256');
  const chunk = new Uint8Array(Math.min(open.size, CHUNK_BYTES));
  for (let done = 0; done < open.size;) {
    control.signal?.throwIfAborted();
    const bytes = chunk.subarray(0, open.size - done);
    await readInto(open, done, bytes);
    hash.update(bytes);
    done += bytes.length;
    control.report?.({ phase: `Hash of ${file}`, done, total: open.size, unit: 'bytes' });
  }
  return hash.digest('hex');
}

/** Lower-case hexadecimal SHA-256 of a text's UTF-8 bytes. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The hash of one file, or of the list of several files' hashes: what a checkpoint's weights are known by. */
export async function hashFiles(files: readonly string[], control: Control = {}): Promise<string> {
  const hashes: string[] = [];
  for (const file of files) hashes.push(await hashFile(file, control));
  return hashes.length === 1 ? hashes[0]! : hashText(hashes.join('\n'));
}
