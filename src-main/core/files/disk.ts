/** Positional reads that end in a sentence when the file is not there, not a file, or shorter than it was. */
import { readSync } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { type ErrorCode, WeirError } from '../../contract/error.ts';

export interface OpenFile extends AsyncDisposable {
  /** Absolute, links resolved. */
  readonly path: string;
  /** Bytes, when it was opened. */
  readonly size: number;
  readonly handle: FileHandle;
}

/** One system call transfers less than 2 GiB. */
export const LARGEST_TRANSFER = 2 ** 30;

const REASONS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOENT: ['missing-file', 'there is no such file or folder'],
  ENOTDIR: ['missing-file', 'a part of its path is a file'],
  ENOSPC: ['no-space', 'the disk is full'],
  EDQUOT: ['no-space', 'the disk quota is used up'],
  EACCES: ['invalid-input', 'permission is denied'],
  EPERM: ['invalid-input', 'permission is denied'],
  EROFS: ['invalid-input', 'the disk is read-only'],
  EISDIR: ['invalid-input', 'it is a folder'],
};

/** The sentence for what the operating system said about a file; an error that is one already stays as it is. */
export function explain(error: unknown, path: string, verb: 'read' | 'written'): WeirError {
  if (error instanceof WeirError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  const [errorCode, reason] = REASONS[code] ?? ['invalid-file', message];
  return new WeirError(errorCode, `'${path}' cannot be ${verb}: ${reason}.`, { cause: error });
}

/** Opens a file that its caller disposes of. A folder, a pipe or a device is refused before it is opened. */
export async function openForReading(file: string): Promise<OpenFile> {
  try {
    const path = await realpath(file);
    const about = await stat(path);
    if (!about.isFile()) throw new WeirError('invalid-file', `'${file}' is not a file.`);
    const handle = await open(path);
    return { path, size: about.size, handle, [Symbol.asyncDispose]: () => handle.close() };
  } catch (error) {
    throw explain(error, file, 'read');
  }
}

/** The text of a file of at most `largest` bytes, read as UTF-8. */
export async function readTextFile(file: string, largest: number): Promise<string> {
  return (await readSmallFile(file, largest)).toString();
}

/** The bytes of a file of at most `largest`. */
export async function readSmallFile(file: string, largest: number): Promise<Buffer> {
  await using source = await openForReading(file);
  if (source.size > largest)
    throw new WeirError('invalid-file', `'${file}' has ${source.size} bytes; at most ${largest} are read.`);
  const bytes = Buffer.alloc(source.size);
  await readInto(source, 0, bytes);
  return bytes;
}

/** Fills `into` with the bytes from `begin` on. */
export async function readInto({ path, handle }: OpenFile, begin: number, into: Uint8Array): Promise<void> {
  let done = 0;
  while (done < into.length) {
    const length = Math.min(into.length - done, LARGEST_TRANSFER);
    const { bytesRead } = await handle.read(into, done, length, begin + done).catch((error: unknown) => {
      throw explain(error, path, 'read');
    });
    if (bytesRead === 0) throw endsTooSoon(path, begin + done, begin + into.length);
    done += bytesRead;
  }
}

/** So many bytes from `begin` on. */
export async function readBytes(open: OpenFile, begin: number, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size);
  await readInto(open, begin, bytes);
  return bytes;
}

/** The same at once: for a few bytes in thousands of places, where waiting for each would take longer than all reading. */
export function readBytesNow({ path, handle }: OpenFile, begin: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let done = 0;
  while (done < size) {
    const count = attempt(path, () => readSync(handle.fd, bytes, done, size - done, begin + done));
    if (count === 0) throw endsTooSoon(path, begin + done, begin + size);
    done += count;
  }
  return bytes;
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw explain(error, path, 'read');
  }
}

function endsTooSoon(path: string, end: number, expected: number): WeirError {
  return new WeirError('invalid-file', `'${path}' ends at byte ${end}; expected at least ${expected}.`);
}
