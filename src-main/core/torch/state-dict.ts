/** From the value that a checkpoint's pickle spells to the tensors of its state dict, each judged against its storage. */
import { WeirError } from '../../contract/error.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { BYTES } from '../tensor/dtype.ts';
import { countElements } from '../tensor/shape.ts';
import { cut, describe, type Dict, isKind, type Tensor, type Tuple, type Value } from './pickle-value.ts';

/** What training programs call the state dict among the other things that they save, most telling first. */
const HOLDERS = ['state_dict', 'model_state_dict', 'model'];

/** As many axes as a tensor of torch has at most. */
const MOST_AXES = 64;

/** Byte offset of each storage's first element, by its key. */
export type StorageBegins = ReadonlyMap<string, number>;

/** Every tensor by its name. Throws 'invalid-file', or 'unsupported' for what is well formed but cannot be read in place. */
export function listTensors(
  value: Value,
  begins: StorageBegins,
  file: string,
): ReadonlyMap<string, TensorEntry> {
  const tensors = new Map<string, TensorEntry>();
  const { items } = findStateDict(value, file);
  for (let at = 0; at < items.length; at += 2) {
    const [name, tensor] = [items[at]!, items[at + 1]];
    // What models keep beside their tensors: versions, flags, the state of a quantizer.
    if (!isKind(tensor, 'tensor')) continue;
    if (typeof name !== 'string') {
      throw invalid(`'${file}' has a tensor under ${describe(name)}; expected a name.`);
    }
    if (tensors.has(name)) throw invalid(`'${file}' names '${cut(name)}' twice.`);
    tensors.set(name, placeTensor(name, tensor, begins, file));
  }
  return tensors;
}

/** The dict that is called so, else the dict itself where it holds tensors, else the only one below it that does. */
function findStateDict(value: Value, file: string): Dict {
  if (!isKind(value, 'dict')) throw invalid(`'${file}' holds ${describe(value)}; expected a state dict.`);
  const below = new Map<string, Dict>();
  const judged = new Set<Dict>();
  for (let at = 0; at < value.items.length; at += 2) {
    const [name, dict] = [value.items[at], value.items[at + 1]];
    if (!isKind(dict, 'dict') || judged.has(dict)) continue;
    judged.add(dict);
    if (holdsTensors(dict)) below.set(typeof name === 'string' ? name : describe(name), dict);
  }
  const called = HOLDERS.find((name) => below.has(name));
  if (called !== undefined) return below.get(called)!;
  if (holdsTensors(value)) return value;
  if (below.size === 1) return [...below.values()][0]!;
  const names = [...below.keys()].slice(0, 5).map((name) => `'${cut(name)}'`);
  throw invalid(
    below.size === 0
      ? `'${file}' holds a dict without tensors; expected a state dict.`
      : `'${file}' holds tensors in ${names.join(', ')}; expected them in one dict, or in '${HOLDERS[0]}'.`,
  );
}

function holdsTensors({ items }: Dict): boolean {
  return items.some((item) => isKind(item, 'tensor'));
}

function placeTensor(
  name: string,
  { storage, offset, shape: rawShape, strides: rawStrides }: Tensor,
  begins: StorageBegins,
  file: string,
): TensorEntry {
  const title = `Tensor '${cut(name)}' in '${file}'`;
  const shape = readSizes(rawShape, 'shape', title);
  const strides = readSizes(rawStrides, 'strides', title);
  const { dtype, elements, key } = storage;
  if (strides.length !== shape.length) {
    throw invalid(`${title} has the shape ${say(shape)} and ${strides.length} strides; expected as many.`);
  }
  const bytes = countElements(shape) * BYTES[dtype];
  if (!Number.isSafeInteger(bytes)) {
    throw invalid(`${title} is ${dtype} ${say(shape)}: more bytes than can be counted.`);
  }
  if (bytes > 0 && !isContiguous(shape, strides)) {
    throw new WeirError(
      'unsupported',
      `${title} has the shape ${say(shape)} and the strides ${say(strides)}; expected ${say(denseStrides(shape))}, rows one after the other.`,
      { hint: 'Save it again from PyTorch with .contiguous() called on each tensor, best as safetensors.' },
    );
  }
  const last = typeof offset === 'number' && Number.isInteger(offset) ? offset + countElements(shape) : NaN;
  if (!((offset as number) >= 0 && last <= elements)) {
    throw invalid(
      `${title} takes ${say(shape)} from element ${describe(offset)} of the storage '${cut(key)}', which has ${elements}.`,
    );
  }
  const begin = begins.get(key)! + (offset as number) * BYTES[dtype];
  return { name, dtype, shape, file, begin, end: begin + bytes };
}

function readSizes({ items }: Tuple, what: string, title: string): readonly number[] {
  if (items.length > MOST_AXES) {
    throw invalid(
      `${title} has ${items.length} ${what === 'shape' ? 'axes' : what}; at most ${MOST_AXES} are allowed.`,
    );
  }
  for (const size of items) {
    if (!Number.isSafeInteger(size) || (size as number) < 0) {
      throw invalid(`${title} has ${describe(size)} in its ${what}; expected whole numbers from 0.`);
    }
  }
  return items as readonly number[];
}

/** Of a tensor whose rows lie one after the other. */
function denseStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => countElements(shape.slice(axis + 1)));
}

/** An axis of one element is never walked along, whatever its stride. */
function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length; axis-- > 0;) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** Sizes for a sentence. */
function say(sizes: readonly number[]): string {
  return `[${sizes.join(',')}]`;
}

function invalid(message: string): WeirError {
  return new WeirError('invalid-file', message);
}
