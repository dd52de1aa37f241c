/** Pickles and the files around them spelled byte by byte, from Lib/pickletools.py and PKWARE's APPNOTE.TXT. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DType } from '../../../src-main/core/tensor/dtype.ts';
import type { Weights } from '../../../src-main/core/weights/weights.ts';
import { temporaryFolder } from '../../temporary.ts';

type Part = string | number | Uint8Array;

/** Strings are bytes in latin1, numbers single bytes. */
export function bytes(...parts: readonly Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string'
        ? Buffer.from(part, 'latin1')
        : typeof part === 'number'
          ? Uint8Array.of(part)
          : part,
    ),
  );
}

export function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

export function uint64(value: bigint): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(value);
  return buffer;
}

/** BINUNICODE. */
export function text(value: string): Buffer {
  return bytes('X', uint32(Buffer.byteLength(value)), Buffer.from(value));
}

/** INT, of any size. */
export function int(value: number | bigint): string {
  return `I${value}\n`;
}

/** GLOBAL. */
export function name(module: string, of: string): string {
  return `c${module}\n${of}\n`;
}

export const ORDERED_DICT = `${name('collections', 'OrderedDict')})R`;

export interface TensorSpelling {
  readonly storage?: string | Uint8Array;
  readonly key?: string;
  readonly elements?: number | bigint;
  readonly offset?: number | bigint | string;
  readonly shape?: readonly (number | bigint)[];
  readonly strides?: readonly (number | bigint)[];
}

/** A call of _rebuild_tensor_v2: three floats of the storage '0', unless something else is said. */
export function tensor(spelling: TensorSpelling = {}): Buffer {
  const { storage = name('torch', 'FloatStorage'), key = '0', elements = 3, offset = 0 } = spelling;
  const { shape = [3], strides = [1] } = spelling;
  const id = bytes('(', text('storage'), storage, text(key), text('cpu'), int(elements), 't', 'Q');
  const sizes = (all: readonly (number | bigint)[]): Buffer => bytes('(', ...all.map(int), 't');
  const at = typeof offset === 'string' ? offset : int(offset);
  const rest = bytes(at, sizes(shape), sizes(strides), 0x89, ORDERED_DICT);
  return bytes(name('torch._utils', '_rebuild_tensor_v2'), '(', id, rest, 't', 'R');
}

/** A pickle of a dict with one pair. */
export function dictOf(key: Part, value: Part): Buffer {
  return bytes(0x80, 2, '}', key, value, 's.');
}

export const GOOD = dictOf(text('a'), tensor());

export interface EntrySpelling {
  readonly name: string;
  readonly content: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  /** What the directory says, where that is not so. */
  readonly size?: number;
  readonly stored?: number;
  readonly header?: number;
  readonly extra?: Uint8Array;
}

export interface ZipSpelling {
  /** Added to what the record at the end says. */
  readonly entries?: number;
  readonly directoryBegin?: number;
  readonly directorySize?: number;
  readonly disk?: number;
  /** In front of the record at the end. */
  readonly before?: (directoryBegin: number, directorySize: number) => Uint8Array;
}

const uint16 = (value: number): Buffer => uint32(value).subarray(0, 2);

export function zip(entries: readonly EntrySpelling[], lies: ZipSpelling = {}): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name: title, content, method = 0, flags = 0, extra = Buffer.alloc(0), ...said } of entries) {
    const { size = content.length, stored = size, header = at } = said;
    const about = bytes(
      uint16(0),
      uint16(flags),
      uint16(method),
      uint32(0),
      uint32(0),
      uint32(stored),
      uint32(size),
    );
    const local = bytes('PK\x03\x04', about, uint16(title.length), uint16(0), title, content);
    const lengths = bytes(uint16(title.length), uint16(extra.length), uint16(0));
    parts.push(local);
    directory.push(
      bytes(
        'PK\x01\x02',
        uint16(0),
        about,
        lengths,
        uint16(0),
        uint16(0),
        uint32(0),
        uint32(header),
        title,
        extra,
      ),
    );
    at += local.length;
  }
  const listed = bytes(...directory);
  const { disk = 0, before } = lies;
  const count = uint16(entries.length + (lies.entries ?? 0));
  const [size, begin] = [listed.length + (lies.directorySize ?? 0), at + (lies.directoryBegin ?? 0)];
  const end = bytes(
    'PK\x05\x06',
    uint16(disk),
    uint16(disk),
    count,
    count,
    uint32(size),
    uint32(begin),
    uint16(0),
  );
  return bytes(...parts, listed, before?.(at, listed.length) ?? '', end);
}

export const locator64 = (place: bigint): Uint8Array =>
  bytes('PK\x06\x07', uint32(0), uint64(place), uint32(1));
export const record64 = (entries: bigint, size: bigint, begin: bigint): Uint8Array =>
  bytes(
    'PK\x06\x06',
    uint64(44n),
    uint32(0),
    uint32(0),
    uint32(0),
    uint64(entries),
    uint64(entries),
    uint64(size),
    uint64(begin),
  );
export const FLOATS = new Uint8Array(Float32Array.of(1, 2, 3).buffer);

/** The zip form around a pickle; three floats are its storage '0'. */
export function zipForm(
  pickle: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = { 0: FLOATS },
): Buffer {
  return zip([
    { name: 'archive/data.pkl', content: pickle },
    ...Object.entries(storages).map(([key, content]) => ({ name: `archive/data/${key}`, content })),
  ]);
}

const MAGIC = bytes(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.');

export interface LegacySpelling {
  readonly magic?: Uint8Array;
  readonly version?: number;
  readonly littleEndian?: boolean;
  readonly keys?: readonly string[];
  readonly count?: bigint;
  readonly content?: Uint8Array;
}

/** The legacy form around a pickle; three floats are its storage '0'. */
export function legacyForm(pickle: Uint8Array, spelling: LegacySpelling = {}): Buffer {
  const { magic = MAGIC, version = 1001, littleEndian = true, keys = ['0'] } = spelling;
  const { count = 3n, content = FLOATS } = spelling;
  const order = dictOf(text('little_endian'), littleEndian ? 0x88 : 0x89);
  const list = bytes(0x80, 2, '](', ...keys.map(text), 'e.');
  return bytes(magic, 0x80, 2, int(version), '.', order, pickle, list, uint64(count), content);
}

const CLASSES: Partial<Record<DType, string>> = {
  F64: 'DoubleStorage',
  F32: 'FloatStorage',
  F16: 'HalfStorage',
  BF16: 'BFloat16Storage',
};

/** The same tensors as a state dict in either form, each in a storage of its own. */
export async function pickleWeights(weights: Weights, form: 'zip' | 'legacy'): Promise<Buffer> {
  const tensors: Buffer[] = [];
  const storages: Record<string, Uint8Array> = {};
  for (const [at, entry] of [...weights.tensors.values()].entries()) {
    const { name: title, dtype, shape, begin, end } = entry;
    const storage = name('torch', CLASSES[dtype]!);
    const elements = shape.reduce((product, size) => product * size, 1);
    const strides = shape.map((_, axis) =>
      shape.slice(axis + 1).reduce((product, size) => product * size, 1),
    );
    tensors.push(bytes(text(title), tensor({ storage, key: String(at), elements, shape, strides }), 's'));
    storages[at] = await weights.readBytes(entry, 0, end - begin);
  }
  const pickle = bytes(0x80, 2, ORDERED_DICT, ...tensors, '.');
  if (form === 'zip') return zipForm(pickle, storages);
  const counts = [...weights.tensors.values()].map(({ shape }) => BigInt(shape.reduce((a, b) => a * b, 1)));
  const parts = Object.values(storages).map((content, at) =>
    bytes(at === 0 ? '' : uint64(counts[at]!), content),
  );
  return legacyForm(pickle, { keys: Object.keys(storages), count: counts[0]!, content: bytes(...parts) });
}

/** Writes a pytorch_model.bin in a folder of its own. */
export async function writeModel(content: Uint8Array): Promise<string> {
  const file = join(await temporaryFolder(), 'pytorch_model.bin');
  await writeFile(file, content);
  return file;
}
