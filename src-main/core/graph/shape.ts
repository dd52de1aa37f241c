/** Shapes of graph values: sizes known now as numbers, sizes known at run time by name. */
import { WeirError } from '../../contract/error.ts';

/** A size: a number, a name such as `batch`, or a product such as `batch*tokens`. */
export type Dim = number | string;
export type Shape = readonly Dim[];

export function formatShape(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

/** The product of sizes: `dimProduct(['batch', 'tokens', 2, 3])` is `6*batch*tokens`; names are sorted. */
export function dimProduct(dims: readonly Dim[]): Dim {
  let coefficient = 1;
  const names: string[] = [];
  for (const dim of dims) {
    for (const factor of typeof dim === 'number' ? [dim] : dim.split('*')) {
      if (typeof factor === 'string' && Number.isNaN(Number(factor))) names.push(factor);
      else coefficient *= Number(factor);
    }
  }
  if (names.length === 0) return coefficient;
  return [...(coefficient === 1 ? [] : [coefficient]), ...names.sort()].join('*');
}

/** The shape of an elementwise operation, by NumPy's rule: equal sizes, or one of them 1, from the right. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw new WeirError('internal', `Shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast.`);
  });
}

/** The axes of `shape` over which a value of shape `from` was repeated to reach it. */
export function broadcastAxes(from: Shape, shape: Shape): number[] {
  const lead = shape.length - from.length;
  return shape
    .map((_, axis) => axis)
    .filter((axis) => axis < lead || (from[axis - lead] === 1 && shape[axis] !== 1));
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** Axis counted from the front; negative axes count from the back. */
export function frontAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
