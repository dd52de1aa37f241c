/** What a method of merging is: its settings, what it needs, and what it makes of one tensor of several models. */
import type { z } from 'zod';
import type { Role } from '../encoder/parameters.ts';
import type { Fisher } from '../fisher/fisher.ts';
import type { TensorStatistics } from '../statistics/tensor-statistics.ts';
import type { Blend, Rows } from './blend.ts';
import type { PlanTensor } from './plan-tensor.ts';
import type { Rule } from './schemes.ts';

/** What is taken of every model on rows of its task. */
export type Evidence = 'mask-fisher' | 'full-fisher' | 'gram';

/** Rows of a tensor that the same sources have: all of it, unless vocabularies differ. */
export interface Region {
  readonly tensor: PlanTensor;
  /** Which models have it, ascending: their places in the recipe. */
  readonly models: readonly number[];
  /** Whether the base has it. Its values come after the models'. */
  readonly hasBase: boolean;
  readonly first: number;
  /** The row after its last. */
  readonly end: number;
  /** Elements of a row; a vector is rows of one. */
  readonly columns: number;
  /** Passes over all of its values, a chunk of whole rows after the other. They are gone when `visit` returns. */
  scan(visit: (values: readonly Float32Array[], rows: Rows) => void): Promise<void>;
}

/** Rows of a region merged: from the values of each of its sources to as many in `out`. Chunks come in their order, each once. */
export type Combine = (
  values: readonly Float32Array[],
  rows: Rows,
  out: Float32Array,
) => void | Promise<void>;

/** How a region is merged: as a weighted sum with known factors, or by a function. */
export type Combination = { readonly blend: Blend } | { readonly combine: Combine };

export type Combiner = (region: Region) => Combination | Promise<Combination>;

/** What the models bring, in the recipe's order. */
export interface MethodInputs {
  readonly tasks: readonly string[];
  /** λ */
  readonly weights: readonly number[];
  /** Where `evidence` is 'mask-fisher'. */
  readonly fishers: readonly Fisher[];
  /** Where it is of every tensor. */
  readonly statistics: readonly TensorStatistics[];
}

export interface Method<S> {
  readonly help: string;
  readonly settings: z.ZodType<S>;
  readonly evidence?: Evidence;
  readonly needsBase: (settings: S) => boolean;
  /** How many models it takes; any number when absent. */
  readonly models?: { readonly least: number; readonly most?: number };
  /** What weighs a part of a tensor, for the plan; `isMatrix`: one that inputs are multiplied by. */
  readonly ruleOf: (role: Role, settings: S, isMatrix: boolean) => Rule;
  /** What the user should know of the plan. */
  readonly notes?: (settings: S) => readonly string[];
  /** The first setting that fits none of the others, and why. */
  readonly findFault?: (settings: S) => readonly [setting: string, complaint: string] | undefined;
  readonly createCombiner: (settings: S, inputs: MethodInputs) => Combiner;
}
