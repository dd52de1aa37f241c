/** The sizes that the shapes of an encoder's tensors are made of. */

export type Size =
  | 'vocabulary'
  /** Rows of the table of absolute positions. */
  | 'positions'
  | 'types'
  /** Width of the embeddings, in most families the same as `hidden`. */
  | 'embedding'
  | 'hidden'
  /** Heads × head size, in most families the same as `hidden`. */
  | 'attention'
  /** Query, key and value in one: 3 × attention. */
  | 'fused'
  | 'neurons'
  /** Neurons and their gates in one: 2 × neurons. */
  | 'gated'
  | 'heads'
  /** Rows of the table of relative positions. */
  | 'distances';

/** A size of 0 means that the encoder lacks the tensors that would have it. */
export interface Sizes extends Readonly<Record<Size, number>> {
  readonly layers: number;
  /** Layers that have parameters of their own; fewer than `layers` where consecutive layers share them. */
  readonly groups: number;
}
