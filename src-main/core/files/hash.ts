/** SHA-256 of files and texts: what a checkpoint, a dataset and a plan are known by. */
import { createHash } from 'node:crypto';
import type { Control } from '../../contract/progress.ts';
import { openForReading, readInto } from './disk.ts';

/** Enough that a read costs little beside its bytes; hashing it holds others up for some 3 ms. */
const CHUNK_BYTES = 4 * 2 ** 20;

/** Lower-case hexadecimal SHA-256 of a file's bytes. Throws 'missing-file' or 'invalid-file'. */
export async function hashFile(file: string, control: Control = {}): Promise<string> {
  await using open = await openForReading(file);
  const { size } = open;
  const hash = createHash('sha256');
  const length = Math.min(size, CHUNK_BYTES);
  let [hashed, filled] = [new Uint8Array(length), new Uint8Array(length)];
  const read = async (from: number): Promise<Uint8Array> => {
    const bytes = filled.subarray(0, size - from);
    await readInto(open, from, bytes);
    return bytes;
  };
  let reading = read(0);
  for (let done = 0; done < size;) {
    const bytes = await reading;
    done += bytes.length;
    control.signal?.throwIfAborted();
    control.report?.({ phase: `Hash of ${file}`, done, total: size, unit: 'bytes' });
    [hashed, filled] = [filled, hashed];
    // The disk fills one buffer while the processor hashes the other.
    if (done < size) reading = read(done);
    hash.update(bytes);
  }
  return hash.digest('hex');
}

/** Lower-case hexadecimal SHA-256 of a text's UTF-8 bytes. */
export function hashText(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The hash of one file, or of the list of several files' hashes: what a checkpoint's weights are known by. */
export async function hashFiles(files: readonly string[], control: Control = {}): Promise<string> {
  const hashes: string[] = [];
  for (const file of files) hashes.push(await hashFile(file, control));
  return hashes.length === 1 ? hashes[0]! : hashText(hashes.join('\n'));
}
