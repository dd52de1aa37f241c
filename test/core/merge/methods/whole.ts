/** A whole tensor of several models in float64: what every method is written a second time for. */

/** One tensor of all models. */
export interface Whole {
  readonly name: string;
  readonly shape: readonly number[];
  readonly models: readonly Float64Array[];
  readonly base: Float64Array;
  readonly weights: readonly number[];
  readonly tasks: readonly string[];
}

/** Those of a recipe, whatever its method. */
export interface Settings {
  readonly density?: number;
  readonly gamma?: number;
  readonly epsilon?: number;
  readonly seed?: number;
  readonly rescale?: 'none' | 'expected' | 'norm';
  readonly average?: boolean;
  readonly scale?: number;
  readonly origin?: 'zero' | 'base';
  readonly iterations?: number;
  readonly tolerance?: number;
}

/** δ_j = θ_j − θ₀ */
export function vectorsOf({ models, base }: Whole): Float64Array[] {
  return models.map((values) => values.map((value, at) => value - base[at]!));
}

export function add(vectors: readonly Float64Array[], factors: readonly number[]): Float64Array {
  return vectors[0]!.map((_, at) => vectors.reduce((sum, of, place) => sum + factors[place]! * of[at]!, 0));
}

export function multiply(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}

export function lengthOf(vector: Float64Array): number {
  return Math.sqrt(multiply(vector, vector));
}
