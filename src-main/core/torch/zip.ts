/** The directory of a zip file whose entries are stored as they are, after PKWARE's APPNOTE.TXT: judged whole, unpacked never. */
import { WeirError } from '../../contract/error.ts';
import { type OpenFile, readBytes, readBytesNow } from '../files/disk.ts';
import { cut } from './pickle-value.ts';

export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** Where its local header begins. */
  readonly header: number;
  /** Where what comes after it begins: the next entry's header, or the directory. */
  readonly limit: number;
}

interface Directory {
  readonly begin: number;
  readonly size: number;
  readonly entries: number;
}

const SIGNATURES = {
  local: 0x0403_4b50,
  entry: 0x0201_4b50,
  end: 0x0605_4b50,
  end64: 0x0606_4b50,
  locator64: 0x0706_4b50,
} as const;

const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
const END_BYTES = 22;
const END64_BYTES = 56;
const LOCATOR64_BYTES = 20;

/** What stands where the number is in a field of zip64. */
const FULL32 = 0xffff_ffff;
const FULL16 = 0xffff;

const ENCRYPTED = 1 | (1 << 6) | (1 << 13);
const ZIP64_FIELD = 1;

/** Torch writes an entry for each storage, a few hundred. */
const MOST_ENTRIES = 5_000;
const LARGEST_DIRECTORY = 16 * 2 ** 20;

/** Every entry by its name. Throws 'invalid-file' or, where entries are compressed or encrypted, 'unsupported'. */
export async function readZipDirectory(open: OpenFile): Promise<ReadonlyMap<string, ZipEntry>> {
  const directory = await findDirectory(open);
  const { begin, size, entries } = directory;
  if (begin + size > open.size) {
    throw invalid(
      open,
      `places its directory of ${size} bytes at byte ${begin}, beyond its ${open.size} bytes`,
    );
  }
  if (entries > MOST_ENTRIES || size > LARGEST_DIRECTORY) {
    throw invalid(
      open,
      `has a directory of ${entries} entries in ${size} bytes; at most ${MOST_ENTRIES} in ${LARGEST_DIRECTORY} are allowed`,
    );
  }
  const bytes = await readBytes(open, begin, size);
  const found: Omit<ZipEntry, 'limit'>[] = [];
  let at = 0;
  for (let count = 0; count < entries; count++) {
    const { entry, next } = parseEntry(open, bytes, at);
    found.push(entry);
    at = next;
  }
  return layOut(open, found, begin);
}

/** The entry's bytes in the file. */
export function locateEntry(
  open: OpenFile,
  { name, size, header, limit }: ZipEntry,
): { readonly begin: number; readonly end: number } {
  const bytes = readBytesNow(open, header, LOCAL_BYTES);
  if (bytes.readUInt32LE(0) !== SIGNATURES.local) {
    throw invalid(open, `places '${cut(name)}' at byte ${header}, where no entry begins`);
  }
  const begin = header + LOCAL_BYTES + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  if (begin + size > limit) {
    throw invalid(
      open,
      `has '${cut(name)}' from byte ${begin} to ${begin + size}, past byte ${limit} where the next entry begins`,
    );
  }
  return { begin, end: begin + size };
}

/** From the record at the file's end, which a comment may follow, and from zip64's, whose place a locator before it tells. */
async function findDirectory(open: OpenFile): Promise<Directory> {
  const tailBegin = Math.max(0, open.size - END_BYTES - FULL16 - LOCATOR64_BYTES);
  const tail = await readBytes(open, tailBegin, open.size - tailBegin);
  let at = tail.length - END_BYTES;
  while (
    at >= 0 &&
    !(tail.readUInt32LE(at) === SIGNATURES.end && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length)
  ) {
    at--;
  }
  if (at < 0) throw invalid(open, 'begins as a zip file, but has no directory at its end: it is cut short');
  const locator = at - LOCATOR64_BYTES;
  const [disk, directoryDisk, here, entries] = [4, 6, 8, 10].map((field) => tail.readUInt16LE(at + field));
  const [size, begin] = [12, 16].map((field) => tail.readUInt32LE(at + field));
  if (locator >= 0 && tail.readUInt32LE(locator) === SIGNATURES.locator64) {
    return await readDirectory64(open, tail.readBigUInt64LE(locator + 8));
  }
  if (disk !== 0 || directoryDisk !== 0 || here !== entries)
    throw invalid(open, 'is one of several parts of a zip file');
  return { begin: begin!, size: size!, entries: entries! };
}

async function readDirectory64(open: OpenFile, place: bigint): Promise<Directory> {
  if (place > BigInt(Math.max(0, open.size - END64_BYTES))) {
    throw invalid(open, `places its zip64 record at byte ${place}, beyond its ${open.size} bytes`);
  }
  const record = await readBytes(open, Number(place), END64_BYTES);
  if (record.readUInt32LE(0) !== SIGNATURES.end64) {
    throw invalid(open, `places its zip64 record at byte ${place}, where none begins`);
  }
  const [disk, directoryDisk] = [record.readUInt32LE(16), record.readUInt32LE(20)];
  const [here, entries, size, begin] = [24, 32, 40, 48].map((field) => Number(record.readBigUInt64LE(field)));
  if (disk !== 0 || directoryDisk !== 0 || here !== entries)
    throw invalid(open, 'is one of several parts of a zip file');
  return { begin: begin!, size: size!, entries: entries! };
}

function parseEntry(
  open: OpenFile,
  bytes: Buffer,
  at: number,
): { readonly entry: Omit<ZipEntry, 'limit'>; readonly next: number } {
  const nameAt = at + ENTRY_BYTES;
  const isEntry = nameAt <= bytes.length && bytes.readUInt32LE(at) === SIGNATURES.entry;
  const [nameBytes, extraBytes, commentBytes] = isEntry
    ? [28, 30, 32].map((field) => bytes.readUInt16LE(at + field))
    : [0, 0, 0];
  const extraAt = nameAt + nameBytes!;
  const next = extraAt + extraBytes! + commentBytes!;
  if (!isEntry || next > bytes.length) {
    throw invalid(open, `has a directory whose byte ${at} begins no entry`);
  }
  const name = bytes.toString('utf8', nameAt, extraAt);
  const title = `has the entry '${cut(name)}'`;
  const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
  if ((flags & ENCRYPTED) !== 0) throw unsupported(open, `${title}, which is encrypted`);
  if (method !== 0)
    throw unsupported(open, `${title}, which is compressed (method ${method}); torch.save stores it`);

  const wide = findWide(bytes.subarray(extraAt, extraAt + extraBytes!));
  // In this order, each only where its own field is full.
  const read = (field: number): number => {
    const value = bytes.readUInt32LE(at + field);
    if (value !== FULL32) return value;
    const full = wide.shift();
    if (full === undefined) throw invalid(open, `${title}, whose zip64 field is missing`);
    return full;
  };
  const [size, stored, header] = [read(24), read(20), read(42)];
  if (size !== stored) throw invalid(open, `${title} of ${stored} bytes that claims to hold ${size}`);
  return { entry: { name, size, header }, next };
}

/** The 64-bit numbers of the field that zip64 adds. */
function findWide(extra: Buffer): number[] {
  let at = 0;
  while (at + 4 <= extra.length) {
    const [id, size] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)];
    const field = extra.subarray(at + 4, at + 4 + size);
    if (id === ZIP64_FIELD) {
      return Array.from({ length: Math.floor(field.length / 8) }, (_, index) =>
        Number(field.readBigUInt64LE(8 * index)),
      );
    }
    at += 4 + size;
  }
  return [];
}

/** Entries lie one after the other before the directory: none overlaps another, none has another's name. */
function layOut(
  open: OpenFile,
  found: readonly Omit<ZipEntry, 'limit'>[],
  directoryBegin: number,
): ReadonlyMap<string, ZipEntry> {
  const entries = new Map<string, ZipEntry>();
  let limit = directoryBegin;
  for (const entry of found.toSorted((a, b) => b.header - a.header)) {
    const { name, header, size } = entry;
    const least = header + LOCAL_BYTES + size;
    if (least > limit) {
      throw invalid(
        open,
        `has the entry '${cut(name)}' of ${size} bytes at byte ${header}, past byte ${limit} where the next begins`,
      );
    }
    if (entries.has(name)) throw invalid(open, `has two entries '${cut(name)}'`);
    entries.set(name, { ...entry, limit });
    limit = header;
  }
  return entries;
}

function invalid({ path }: OpenFile, what: string): WeirError {
  return new WeirError('invalid-file', `'${path}' ${what}.`);
}

function unsupported({ path }: OpenFile, what: string): WeirError {
  return new WeirError('unsupported', `'${path}' ${what}.`);
}
