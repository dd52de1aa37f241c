/** What a config.json says of an encoder, as a record that is the same for every family. */
import type { TaskHead } from '../task/task-head.ts';
import type { ActivationName } from './activations.ts';
import type { Sizes } from './sizes.ts';

export interface EncoderConfig extends Sizes, Traits {
  /** config.json's `model_type`. */
  readonly family: string;
  readonly headSize: number;
  readonly activation: ActivationName;
  readonly epsilon: number;
  /** Tokens of the longest text, its special ones included. */
  readonly maxTokens: number;
  /** Whether a language model's last layer is the table of words itself. */
  readonly tied: boolean;
  /** Absent in a checkpoint that is an encoder alone. */
  readonly head: TaskHead | undefined;
}

/** What only some families have. */
export interface Traits {
  /** The first token's row in the table of positions: RoBERTa's begin after that of the padding. */
  readonly firstPosition?: number;
  /** How distances between tokens are put into the rows of a table. */
  readonly distanceRows?: DistanceRows;
  /** Scores by distance, beside those by content. */
  readonly distanceScores?: DistanceScores;
  /** False where nothing but distances tells where a token stands. */
  readonly hasPositions?: boolean;
  /** Wavelengths of rotary positions, in layers that attend to all tokens and in the others. */
  readonly rotary?: { readonly global: number; readonly local: number };
  /** Layers that attend to near tokens only; `reach` is the furthest of them. */
  readonly local?: { readonly reach: number; readonly layers: readonly number[] };
  /** The activation inside of a task head. */
  readonly headActivation?: ActivationName;
  /** Which states a task head reads, where a family leaves the choice. */
  readonly pooling?: 'first' | 'mean';
}

export interface DistanceRows {
  /** T5's buckets (Raffel et al. 2020) as MPNet has them, or DeBERTa's. */
  readonly kind: 'mpnet' | 'deberta';
  /** Of one sign; 0 where every distance has a row of its own. */
  readonly buckets: number;
  /** From which on distances share the last row. */
  readonly furthest: number;
}

export interface DistanceScores {
  readonly byQuery: boolean;
  readonly byKey: boolean;
  /** Whether distances are projected by the content's own weights. */
  readonly sharesWeights: boolean;
  /** Whether the states of distances pass a norm first. */
  readonly isNormalized: boolean;
}
