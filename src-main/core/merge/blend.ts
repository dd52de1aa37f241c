/** The arithmetic of a merge: weighted sums of tensors, a chunk of rows at a time, in memory that is set aside once. */
import { createKernel, type Kernel, SURPLUS } from './kernel.ts';
import type { Axis } from './schemes.ts';

/** Weighs source j by `factors[j]`: one number, or one for each row or column of the tensor. */
export interface Blend {
  readonly axis: Axis;
  readonly factors: readonly Float64Array[];
}

/** Rows of a tensor: which is the first, and how wide they are. */
export interface Rows {
  readonly first: number;
  readonly columns: number;
}

/** Two slots, so that one can be read into, or written from, while the other is computed with. */
export type SlotIndex = 0 | 1;
type Slots<T> = readonly [T, T];

export interface BlendSizes {
  readonly sources: number;
  /** Elements of the largest chunk. */
  readonly elements: number;
  /** Of the widest tensor. */
  readonly columns: number;
}

/** Sums are rounded so many at a time, while they are still in the processor's nearest cache. */
const SPAN = 2048;

export class Blender {
  /** Room for a chunk of each source. */
  readonly sources: Slots<readonly Float32Array[]>;
  /** Room for a chunk's result. */
  readonly results: Slots<Float32Array>;
  readonly #kernel: Kernel;
  readonly #sums: number;
  readonly #factors: readonly Float64Array[];

  constructor({ sources, elements, columns }: BlendSizes) {
    const places = Array.from({ length: sources });
    const chunk = 4 * (elements + SURPLUS);
    const row = 8 * (columns + SURPLUS);
    const kernel = createKernel(8 * (SPAN + SURPLUS) + sources * row + (2 * sources + 2) * chunk);
    let end = 0;
    const take = (bytes: number) => (end += bytes) - bytes;
    this.#kernel = kernel;
    this.#sums = take(8 * (SPAN + SURPLUS));
    this.#factors = places.map(() => new Float64Array(kernel.buffer, take(row), columns));
    const room = () => new Float32Array(kernel.buffer, take(chunk), elements);
    this.sources = [places.map(room), places.map(room)];
    this.results = [room(), room()];
  }

  /**
   * Writes Σ_j factor_j · source_j, summed in float64, to the beginning of `out`, and returns whether all of it is surely finite. Sources and
   * `out` are rooms of this blender, or the beginnings of such, and hold the same rows.
   */
  blend(sources: readonly Float32Array[], { axis, factors }: Blend, rows: Rows, out: Float32Array): boolean {
    const kernel = this.#kernel;
    const sums = this.#sums;
    const width = axis === 'all' ? out.length : rows.columns;
    if (axis === 'columns') for (const [j, values] of factors.entries()) this.#factors[j]!.set(values);
    let faults = 0;
    for (let row = 0, begin = 0; begin < out.length; row++, begin += width) {
      for (let column = 0; column < width; column += SPAN) {
        const count = Math.min(SPAN, width - column);
        const offset = 4 * (begin + column);
        for (let j = 0; j < sources.length; j++) {
          const source = sources[j]!.byteOffset + offset;
          if (axis === 'columns') {
            kernel.addProducts(sums, source, count, this.#factors[j]!.byteOffset + 8 * column);
          } else {
            kernel.addScaled(sums, source, count, factors[j]![axis === 'rows' ? rows.first + row : 0]!);
          }
        }
        faults |= kernel.moveRounded(sums, out.byteOffset + offset, count);
      }
    }
    return faults === 0;
  }
}
