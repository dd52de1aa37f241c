/** The sizes that the shapes of an encoder's tensors are made of. */

/** `attention` is heads × head size, in most families the same as `hidden`. */
export type Size = 'vocabulary' | 'positions' | 'types' | 'hidden' | 'attention' | 'neurons';

export interface Sizes extends Readonly<Record<Size, number>> {
  readonly layers: number;
}
