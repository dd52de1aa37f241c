/** Numbers that were taken of a model on rows of its task, tensor by tensor. */

/** The diagonal of the Fisher information of every parameter, or the Gram matrix XᵀX of what each linear map is applied to. */
export type StatisticKind = 'full-fisher' | 'gram';

/** What a statistic was taken of, and how. */
export interface StatisticOrigin {
  readonly kind: StatisticKind;
  /** SHA-256 of the weights. */
  readonly checkpoint: string;
  /** SHA-256 of the dataset's file. */
  readonly dataset: string;
  /** As JSON: what tells apart statistics of the same two. */
  readonly settings: string;
  /** Examples that the mean is over. */
  readonly count: number;
}

/** Means over examples. */
export interface Statistic {
  /** By the encoder's names for its tensors; row-major, in float64. */
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float64Array }>;
  /** Names of tensors of which the numbers are those of another one. */
  readonly same: ReadonlyMap<string, string>;
  readonly count: number;
}

export interface Totals {
  readonly elements: number;
  readonly sum: number;
  readonly squares: number;
}
