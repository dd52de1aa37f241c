/** The inner loops of a merge in WebAssembly, because JavaScript has no vector instructions: four times as fast, in float64. */
import { assemble, type Code, wasm, type WasmFunction } from './assembly.ts';

/** Not declared where neither a browser's nor a worker's types are. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** Loops take four elements at a time: so many more than they are told to they may read and write. A multiple of 2, for float64's sake. */
export const SURPLUS = 4;

/** Loops over `count` elements. Sums are float64, sources and results float32; all are byte addresses in `buffer`. */
export interface Kernel {
  readonly buffer: ArrayBuffer;
  /** sums += factor · source */
  addScaled(sums: number, source: number, count: number, factor: number): void;
  /** sums += factors · source, `factors` being as many float64. */
  addProducts(sums: number, source: number, count: number, factors: number): void;
  /** out = sums rounded, sums = 0; not 0 where a result is NaN or infinite. */
  moveRounded(sums: number, out: number, count: number): number;
}

const PAGE = 2 ** 16;

/** A kernel with so many bytes of memory, all 0. */
export function createKernel(bytes: number): Kernel {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(MODULE), { env: { memory } });
  return { buffer: memory.buffer, ...(exports as Omit<Kernel, 'buffer'>) };
}

const { get, set } = wasm;
// Parameters in their order, then locals.
const [SUMS, OTHER, COUNT, FACTOR, FACTORS] = [0, 1, 2, 3, 4] as const;
const [ROUNDED, FAULTS] = [3, 4] as const;

/** Four elements: two vectors of two float64 each, at these bytes; two float32 are half as long. */
const HALVES = [0, 16] as const;

const addPair = (factor: (half: number) => Code) => (half: number) =>
  [
    get(SUMS),
    get(SUMS),
    wasm.loadAt(half),
    get(OTHER),
    wasm.loadPairAt(half / 2),
    wasm.pairToF64,
    factor(half),
    wasm.mulF64,
    wasm.addF64,
    wasm.storeAt(half),
  ].flat();

const advance = (address: number, bytes: number) =>
  [get(address), wasm.i32(bytes), wasm.addI32, set(address)].flat();

/** COUNT becomes the address where the float32 end. */
const findEnd = [get(OTHER), get(COUNT), wasm.i32(4), wasm.mulI32, wasm.addI32, set(COUNT)].flat();

const next = [...advance(SUMS, 32), ...advance(OTHER, 16), ...get(OTHER), ...get(COUNT), ...wasm.isLessU32];

const FUNCTIONS: Readonly<Record<Exclude<keyof Kernel, 'buffer'>, WasmFunction>> = {
  addScaled: {
    parameters: ['i32', 'i32', 'i32', 'f64'],
    results: [],
    locals: ['vector'],
    body: [
      findEnd,
      get(FACTOR),
      wasm.splatF64,
      set(FACTORS),
      wasm.loop(...HALVES.map(addPair(() => get(FACTORS))), next),
    ],
  },
  addProducts: {
    parameters: ['i32', 'i32', 'i32', 'i32'],
    results: [],
    locals: [],
    body: [
      findEnd,
      wasm.loop(
        ...HALVES.map(addPair((half) => [...get(FACTOR), ...wasm.loadAt(half)])),
        advance(FACTOR, 32),
        next,
      ),
    ],
  },
  moveRounded: {
    parameters: ['i32', 'i32', 'i32'],
    results: ['i32'],
    locals: ['vector', 'vector'],
    body: [
      findEnd,
      wasm.loop(
        ...HALVES.map((half) =>
          [
            [...get(SUMS), ...wasm.loadAt(half), ...wasm.pairToF32, ...set(ROUNDED)],
            [...get(OTHER), ...get(ROUNDED), ...wasm.storeLowerHalfAt(half / 2)],
            [...get(SUMS), ...wasm.zeros, ...wasm.storeAt(half)],
            // x − x is 0, or NaN where x is not finite, and NaN is unequal to itself.
            [...get(ROUNDED), ...get(ROUNDED), ...wasm.subtractF32, ...set(ROUNDED)],
            [...get(ROUNDED), ...get(ROUNDED), ...wasm.isUnequalF32],
            [...get(FAULTS), ...wasm.or, ...set(FAULTS)],
          ].flat(),
        ),
        next,
      ),
      get(FAULTS),
      wasm.isAnyTrue,
    ],
  },
};

const MODULE = assemble(FUNCTIONS);
