/** Shapes of stored tensors. */

/** Elements of a tensor: 1 where it has no axes. Past 2⁵³ no longer exact. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
