/** What follows an instruction of a pickle in its bytes, by the descriptors of Python's pickletools (a table). */
import { cut } from './pickle-value.ts';

export interface Cursor {
  readonly bytes: Buffer;
  at: number;
  /** Its path. */
  readonly file: string;
  /** The error that names the file and says this of it. */
  readonly complain: (what: string) => Error;
}

export type Argument = number | bigint | string | undefined;
export type ReadArgument = (cursor: Cursor) => Argument;

/** Torch's magic number is the longest integer there is, with 10 bytes. */
const LONGEST_INTEGER = 16;

function take({ bytes, at, complain }: Cursor, size: number): number {
  if (size > bytes.length - at) {
    throw complain(
      `is cut short: its pickle has ${bytes.length - at} bytes left where ${size} are announced`,
    );
  }
  return at;
}

function fixed(size: number, read: (bytes: Buffer, at: number) => number): ReadArgument {
  return (cursor) => {
    const at = take(cursor, size);
    cursor.at += size;
    return read(cursor.bytes, at);
  };
}

const uint8 = fixed(1, (bytes, at) => bytes[at]!);
const uint16 = fixed(2, (bytes, at) => bytes.readUInt16LE(at));
const int32 = fixed(4, (bytes, at) => bytes.readInt32LE(at));
const uint32 = fixed(4, (bytes, at) => bytes.readUInt32LE(at));
/** Lengths: past 2⁵³ no longer exact, and refused all the same. */
const uint64 = fixed(8, (bytes, at) => Number(bytes.readBigUInt64LE(at)));

function text(length: ReadArgument): ReadArgument {
  return (cursor) => {
    const size = length(cursor) as number;
    const begin = take(cursor, size);
    cursor.at += size;
    return cursor.bytes.toString('utf8', begin, cursor.at);
  };
}

/** Little-endian, in two's complement. */
function long(length: ReadArgument): ReadArgument {
  return (cursor) => {
    const size = length(cursor) as number;
    if (size < 0 || size > LONGEST_INTEGER) {
      throw cursor.complain(`has an integer of ${size} bytes; at most ${LONGEST_INTEGER} are allowed`);
    }
    const begin = take(cursor, size);
    cursor.at += size;
    let value = 0n;
    for (let at = cursor.at; at-- > begin;) value = (value << 8n) | BigInt(cursor.bytes[at]!);
    return narrow(BigInt.asIntN(8 * size, value));
  };
}

function line(cursor: Cursor): string {
  const end = cursor.bytes.indexOf(0x0a, cursor.at);
  if (end < 0) throw cursor.complain('is cut short: its pickle has a line without an end');
  const read = cursor.bytes.toString('utf8', cursor.at, end);
  cursor.at = end + 1;
  return read;
}

/** In decimal digits, maybe with Python 2's L. */
function integerLine(cursor: Cursor): number | bigint {
  const read = line(cursor);
  const digits = /^([+-]?\d{1,40})L?$/.exec(read)?.[1];
  if (digits === undefined) throw cursor.complain(`has '${cut(read)}' where an integer is expected`);
  return narrow(BigInt(digits));
}

function floatLine(cursor: Cursor): number {
  const read = line(cursor);
  const value = Number(read.trim().replace(/^([+-]?)inf$/, '$1Infinity'));
  if (read.length > 40 || read.trim() === '' || (Number.isNaN(value) && read !== 'nan')) {
    throw cursor.complain(`has '${cut(read)}' where a number is expected`);
  }
  return value;
}

/** Between quotes; a backslash would be an escape, which no name of a tensor needs. */
function quotedLine(cursor: Cursor): string {
  const read = line(cursor);
  const inner = /^(['"])([^\\]*)\1$/.exec(read)?.[2];
  if (inner === undefined)
    throw cursor.complain(`has ${cut(read)} where a string between quotes is expected`);
  return inner;
}

/** Python's raw-unicode-escape. */
function escapedLine(cursor: Cursor): string {
  return line(cursor).replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

/** Module and name, as one. */
function dottedLines(cursor: Cursor): string {
  return `${line(cursor)}.${line(cursor)}`;
}

function narrow(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

export const ARGUMENTS = {
  none: () => undefined,
  uint8,
  uint16,
  int32,
  uint32,
  uint64,
  float64: fixed(8, (bytes, at) => bytes.readDoubleBE(at)),
  long1: long(uint8),
  long4: long(int32),
  text1: text(uint8),
  text4: text(uint32),
  text8: text(uint64),
  integerLine,
  floatLine,
  quotedLine,
  escapedLine,
  line,
  dottedLines,
} as const satisfies Readonly<Record<string, ReadArgument>>;
