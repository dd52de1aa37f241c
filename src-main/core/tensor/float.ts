/** Conversions between float32 and the float types that checkpoints are stored in. */
import { WeirError } from '../../contract/error.ts';
import { BYTES, type DType } from './dtype.ts';

export type FloatDType = Extract<DType, 'F64' | 'F32' | 'F16' | 'BF16'>;

// Safetensors is little-endian; so is every machine that ONNX Runtime runs on.
if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) {
  throw new WeirError(
    'unsupported',
    'This machine is big-endian; Weir reads little-endian numbers as they lie.',
  );
}

/** Every float16, by its bits: twice as fast as asking Float16Array for each. */
const HALVES = new Float32Array(new Float16Array(new Uint16Array(65_536).map((_, bits) => bits).buffer));

const DECODERS: Readonly<Record<FloatDType, (bytes: Uint8Array, out: Float32Array) => void>> = {
  F64: (bytes, out) => {
    out.set(view(Float64Array, bytes));
  },
  F32: (bytes, out) => {
    out.set(view(Float32Array, bytes));
  },
  F16: (bytes, out) => {
    const halves = view(Uint16Array, bytes);
    for (let i = 0; i < halves.length; i++) out[i] = HALVES[halves[i]!]!;
  },
  BF16: (bytes, out) => {
    const upper = view(Uint16Array, bytes);
    const bits = view(Uint32Array, bytesOf(out));
    for (let i = 0; i < upper.length; i++) bits[i] = upper[i]! << 16;
  },
};

const ENCODERS: Readonly<Record<FloatDType, (values: Float32Array, out: Uint8Array) => void>> = {
  F64: (values, out) => {
    view(Float64Array, out).set(values);
  },
  F32: (values, out) => {
    out.set(bytesOf(values));
  },
  F16: (values, out) => {
    view(Float16Array, out).set(values);
  },
  BF16: (values, out) => {
    const bits = view(Int32Array, bytesOf(values));
    const upper = view(Uint16Array, out);
    for (let i = 0; i < bits.length; i++) upper[i] = roundToUpperHalf(bits[i]!);
  },
};

export function isFloat(dtype: DType): dtype is FloatDType {
  return dtype in DECODERS;
}

/**
 * The float32 values of stored numbers. Without `out`, F32 comes back as a view of the same memory wherever that is
 * aligned; everything else is written to `out` (which may be longer) or to a new array. F64 is rounded to nearest even.
 */
export function toFloat32(bytes: Uint8Array, dtype: FloatDType, out?: Float32Array): Float32Array {
  const count = bytes.length / BYTES[dtype];
  if (!Number.isInteger(count)) {
    throw new WeirError('internal', `${bytes.length} bytes are not a whole number of ${dtype} values.`);
  }
  const aligned = bytes.byteOffset % BYTES[dtype] === 0 ? bytes : new Uint8Array(bytes);
  if (dtype === 'F32' && out === undefined) return view(Float32Array, aligned);
  const values = takeFirst(out ?? new Float32Array(count), count);
  DECODERS[dtype](aligned, values);
  return values;
}

/**
 * Float32 values as they are stored, rounded to nearest even; what is too large for F16 or BF16 becomes infinite.
 * Without `out`, F32 comes back as a view of the same memory; everything else is written to `out` (which may be
 * longer, and begins where an element may begin) or to a new array.
 */
export function fromFloat32(values: Float32Array, dtype: FloatDType, out?: Uint8Array): Uint8Array {
  if (dtype === 'F32' && out === undefined) return bytesOf(values);
  const size = values.length * BYTES[dtype];
  const bytes = takeFirst(out ?? new Uint8Array(size), size);
  ENCODERS[dtype](values, bytes);
  return bytes;
}

/**
 * The upper 16 of a float32's bits, rounded to nearest even: adding 0x7fff carries where the rest is above one half,
 * one more where it is one half and the result would be odd. A NaN is cut and made quiet instead, so that it stays one.
 * Without a branch, because that doubles the speed.
 */
function roundToUpperHalf(bits: number): number {
  const nan = (0x7f80_0000 - (bits & 0x7fff_ffff)) >> 31;
  return ((bits + ((0x7fff + ((bits >> 16) & 1)) & ~nan)) >> 16) | (nan & 0x40);
}

function takeFirst<T extends Uint8Array | Float32Array>(array: T, length: number): T {
  if (array.length < length) {
    throw new WeirError('internal', `An array of ${array.length} elements was given for ${length}.`);
  }
  return array.subarray(0, length) as T;
}

function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

interface Elements<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

function view<T>(type: Elements<T>, bytes: Uint8Array): T {
  return new type(bytes.buffer, bytes.byteOffset, bytes.length / type.BYTES_PER_ELEMENT);
}
