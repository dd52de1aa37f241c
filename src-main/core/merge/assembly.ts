/** As much of WebAssembly's binary format as loops over vectors of numbers need (a table of instructions). */

/** Operands stand where the instruction does, on the stack; `…At` take a byte offset that is added to the address. */
export const wasm = {
  get: (local: number) => [0x20, local],
  set: (local: number) => [0x21, local],
  i32: (value: number) => [0x41, ...signed(value)],
  addI32: [0x6a],
  mulI32: [0x6c],
  isLessU32: [0x49],
  /** Runs its body once, and again as long as the body leaves a number other than 0. */
  loop: (...body: readonly Code[]) => [0x03, 0x40, ...body.flat(), 0x0d, 0x00, 0x0b],

  loadAt: (offset: number) => [...simd(0x00), 0, offset],
  /** Two float32 into the lower half. */
  loadPairAt: (offset: number) => [...simd(0x5d), 0, offset],
  storeAt: (offset: number) => [...simd(0x0b), 0, offset],
  storeLowerHalfAt: (offset: number) => [...simd(0x5b), 0, offset, 0],
  zeros: [...simd(0x0c), ...new Array<number>(16).fill(0)],
  splatF64: simd(0x14),
  addF64: simd(0xf0),
  mulF64: simd(0xf2),
  subtractF32: simd(0xe5),
  isUnequalF32: simd(0x42),
  pairToF64: simd(0x5f),
  pairToF32: simd(0x5e),
  or: simd(0x50),
  isAnyTrue: simd(0x53),
} as const satisfies Record<string, Code | ((...operands: never[]) => Code)>;

export const TYPES = { i32: 0x7f, f64: 0x7c, vector: 0x7b } as const;

export type Code = readonly number[];
type Type = keyof typeof TYPES;

/** Its parameters are the first locals. */
export interface WasmFunction {
  readonly parameters: readonly Type[];
  readonly results: readonly Type[];
  readonly locals: readonly Type[];
  readonly body: readonly Code[];
}

/** The bytes of a module that imports `env.memory` and exports its functions. */
export function assemble(functions: Readonly<Record<string, WasmFunction>>): Uint8Array<ArrayBuffer> {
  const all = Object.values(functions);
  const codes = (types: readonly Type[]) => vector(types.map((type) => [TYPES[type]]));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      all.map(({ parameters, results }) => [0x60, ...codes(parameters), ...codes(results)]),
    ),
    ...section(2, [[...name('env'), ...name('memory'), 0x02, 0x00, 0x00]]),
    ...section(
      3,
      all.map((_, index) => [index]),
    ),
    ...section(
      7,
      Object.keys(functions).map((key, index) => [...name(key), 0x00, index]),
    ),
    ...section(
      10,
      all.map(({ locals, body }) => {
        const code = [...vector(locals.map((type) => [1, TYPES[type]])), ...body.flat(), 0x0b];
        return [...unsigned(code.length), ...code];
      }),
    ),
  ]);
}

function section(id: number, items: readonly Code[]): number[] {
  const content = vector(items);
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  return vector(Array.from(text, (character) => [character.charCodeAt(0)]));
}

function simd(code: number): number[] {
  return [0xfd, ...unsigned(code)];
}

/** LEB128: seven bits a byte, the eighth says that more follow. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
