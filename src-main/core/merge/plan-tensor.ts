/** One tensor of a plan: whose values are merged, and what weighs them. */
import type { DType } from '../tensor/dtype.ts';
import type { Rule } from './schemes.ts';

/** Rows of a tensor from the end of the band before it, or from 0, and the sources that have them. */
export interface Band {
  /** The row after its last. */
  readonly end: number;
  /** Places in a tensor's `sources`, ascending. */
  readonly sources: readonly number[];
}

export interface PlanTensor {
  /** In the encoder, without the family's prefix. */
  readonly name: string;
  /** The number in its name. */
  readonly layer?: number;
  /** Those that compute with it, where it is not the one in its name alone. */
  readonly layers?: readonly number[];
  readonly shape: readonly number[];
  /** Of equal parts along the outputs: one in most tensors. */
  readonly rules: readonly Rule[];
  /** A matrix that is kept [in, out]. */
  readonly transposed?: true;
  /** What each model calls it, and the base after them where the plan has one. */
  readonly sources: readonly { readonly name: string; readonly dtype: DType }[];
  /** Where sources have more rows or fewer: who has which. */
  readonly bands?: readonly Band[];
}

/** The layers that compute with a tensor. */
export function layersOf({ layer, layers }: PlanTensor): readonly number[] {
  return layers ?? (layer === undefined ? [] : [layer]);
}
