/** The header of a safetensors file, judged whole before a byte of data is read. */
import { WeirError } from '../../contract/error.ts';
import { BYTES, type DType } from '../tensor/dtype.ts';
import { countElements } from '../tensor/shape.ts';
import { openForReading, type OpenFile, readInto } from '../files/disk.ts';
import { isObject, LARGEST_JSON, parseObject, show } from '../files/json.ts';

export interface TensorSpec {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

export interface TensorEntry extends TensorSpec {
  /** Absolute path. */
  readonly file: string;
  /** Absolute byte offsets in the file. */
  readonly begin: number;
  readonly end: number;
}

export type Metadata = Readonly<Record<string, string>>;

export interface Header {
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Metadata;
  /** Byte offset of the first tensor. */
  readonly dataBegin: number;
}

/** A 64-bit little-endian length stands before the JSON. */
export const PREFIX_BYTES = 8;
export const METADATA_KEY = '__metadata__';

/** Header of a file; the entries name its real path. Throws 'missing-file', 'invalid-file' or 'unsupported' (dtype). */
export async function readHeader(file: string): Promise<Header> {
  await using open = await openForReading(file);
  return await readOpenHeader(open);
}

export async function readOpenHeader(open: OpenFile): Promise<Header> {
  const { path, size } = open;
  if (size < PREFIX_BYTES) {
    throw invalid(
      `'${path}' has ${size} bytes; a safetensors file begins with ${PREFIX_BYTES} that hold a length.`,
    );
  }
  const prefix = new Uint8Array(PREFIX_BYTES);
  await readInto(open, 0, prefix);
  const length = new DataView(prefix.buffer).getBigUint64(0, true);
  if (length > LARGEST_JSON) {
    const pointer = Buffer.from(prefix).toString('latin1') === 'version ';
    throw new WeirError(
      'invalid-file',
      `'${path}' announces a header of ${length} bytes; at most ${LARGEST_JSON} are allowed.`,
      pointer ? { hint: 'It looks like a Git LFS pointer: fetch the file itself with `git lfs pull`.' } : {},
    );
  }
  const bytes = Number(length);
  if (bytes > size - PREFIX_BYTES) {
    throw invalid(`'${path}' announces a header of ${bytes} bytes, but only ${size - PREFIX_BYTES} follow.`);
  }
  const json = new Uint8Array(bytes);
  await readInto(open, PREFIX_BYTES, json);
  return parseHeader(json, size, path);
}

/** `bytes`: the JSON after the length, padding included. `fileSize`: of the whole file, which the tensors must fill. */
export function parseHeader(bytes: Uint8Array, fileSize: number, file: string): Header {
  const title = `The header of '${file}'`;
  if (bytes[0] !== 0x7b) throw invalid(`${title} does not begin with '{'.`);
  const fields = Object.entries(parseObject(bytes, title));
  const dataBegin = PREFIX_BYTES + bytes.length;
  const tensors = new Map<string, TensorEntry>();
  let metadata: Metadata = {};
  for (const [name, field] of fields) {
    if (name === METADATA_KEY) metadata = parseMetadata(field, title);
    else tensors.set(name, parseEntry(name, field, dataBegin, file));
  }
  checkLayout([...tensors.values()], dataBegin, fileSize, file);
  return { tensors, metadata, dataBegin };
}

function parseMetadata(field: unknown, title: string): Metadata {
  if (!isObject(field)) throw invalid(`${title} has ${show(field)} as ${METADATA_KEY}; expected an object.`);
  for (const [key, value] of Object.entries(field)) {
    if (typeof value !== 'string') {
      throw invalid(`${title} has ${show(value)} as ${METADATA_KEY}.${key}; expected a string.`);
    }
  }
  return field as Metadata;
}

function parseEntry(name: string, field: unknown, dataBegin: number, file: string): TensorEntry {
  const title = `Tensor '${name}' in '${file}'`;
  if (!isObject(field)) throw invalid(`${title} is described by ${show(field)}; expected an object.`);
  const { dtype, shape, data_offsets: offsets } = field;
  if (typeof dtype !== 'string') throw invalid(`${title} has the dtype ${show(dtype)}; expected a string.`);
  if (!isDType(dtype)) {
    const known = Object.keys(BYTES).join(', ');
    throw new WeirError('unsupported', `${title} has the dtype ${show(dtype)}; known are ${known}.`);
  }
  if (!isSizes(shape)) throw invalid(`${title} has the shape ${show(shape)}; expected sizes of 0 or more.`);
  const bytes = countElements(shape) * BYTES[dtype];
  if (!Number.isSafeInteger(bytes)) {
    throw invalid(`${title} is ${dtype} ${show(shape)}: more bytes than can be counted.`);
  }
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0]! > offsets[1]!) {
    throw invalid(`${title} has the data_offsets ${show(offsets)}; expected [begin,end].`);
  }
  const [begin, end] = offsets as [number, number];
  if (end - begin !== bytes) {
    throw invalid(`${title} is ${dtype} ${show(shape)} and has ${end - begin} bytes; expected ${bytes}.`);
  }
  return { name, dtype, shape, file, begin: dataBegin + begin, end: dataBegin + end };
}

/** Tensors lie one after the other from the header's end to the file's. */
function checkLayout(
  tensors: readonly TensorEntry[],
  dataBegin: number,
  fileSize: number,
  file: string,
): void {
  let end = dataBegin;
  let previous = '';
  for (const tensor of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    const { name, begin } = tensor;
    if (begin < end) throw invalid(`Tensor '${name}' in '${file}' overlaps tensor '${previous}'.`);
    if (begin > end)
      throw invalid(`'${file}' has ${begin - end} bytes before tensor '${name}' that are no tensor's.`);
    end = tensor.end;
    previous = name;
  }
  if (end > fileSize) throw invalid(`'${file}' is truncated: it has ${fileSize} bytes; expected ${end}.`);
  if (end < fileSize)
    throw invalid(`'${file}' is longer than its tensors: it has ${fileSize} bytes; expected ${end}.`);
}

function isDType(dtype: string): dtype is DType {
  return Object.hasOwn(BYTES, dtype);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function invalid(message: string): WeirError {
  return new WeirError('invalid-file', message);
}
