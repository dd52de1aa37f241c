/** What searches: it proposes points between 0 and 1 in every dimension, and hears how good they were. */

export interface OptimizerInput {
  readonly dimensions: number;
  /** How many of them, from the first, are weights of which only the ratios count. */
  readonly weights: number;
  /** Where to begin. */
  readonly origin: readonly number[];
  /** Points that there will be at most. */
  readonly trials: number;
  readonly seed: number;
}

/** Asked and told in turns: a value for each point, more being better. An empty answer ends the search. */
export interface Optimizer {
  ask(): readonly (readonly number[])[];
  tell(values: readonly number[]): void;
}
