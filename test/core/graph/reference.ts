/** What graphs mean, by a small float64 interpreter that shares no code with the engine: the judge of values and gradients. */
import type { Node } from '../../../src-main/core/graph/node.ts';

/** Row-major; `shape` in numbers. */
export interface Tensor {
  readonly values: readonly number[];
  readonly shape: readonly number[];
}

/** Values of the inputs by name, and of the names that shapes hold. */
export interface Bindings {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly sizes?: Readonly<Record<string, number>>;
}

type Meaning = (inputs: readonly Tensor[], node: Node, shape: readonly number[]) => Tensor;

export const volume = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Coordinates of element `at`, and back. */
function coordinates(at: number, shape: readonly number[]): number[] {
  return shape.map((size, axis) => Math.floor(at / volume(shape.slice(axis + 1))) % size);
}
function index(at: readonly number[], shape: readonly number[]): number {
  return at.reduce((sum, coordinate, axis) => sum * shape[axis]! + coordinate, 0);
}
function generate(shape: readonly number[], value: (at: number[]) => number): Tensor {
  return { shape, values: Array.from({ length: volume(shape) }, (_, at) => value(coordinates(at, shape))) };
}
/** Reads x at coordinates of a shape that x broadcasts to. */
function read(x: Tensor, at: readonly number[]): number {
  const own = at
    .slice(at.length - x.shape.length)
    .map((coordinate, axis) => (x.shape[axis] === 1 ? 0 : coordinate));
  return x.values[index(own, x.shape)]!;
}

const each =
  (f: (x: number) => number): Meaning =>
  ([x]) => ({ shape: x!.shape, values: x!.values.map(f) });
const pair =
  (f: (a: number, b: number) => number): Meaning =>
  ([a, b], _, shape) =>
    generate(shape, (at) => f(read(a!, at), read(b!, at)));
const alongLast =
  (f: (row: number[]) => number[]): Meaning =>
  ([x]) => {
    const width = x!.shape.at(-1)!;
    const rows = Array.from({ length: x!.values.length / width }, (_, row) =>
      x!.values.slice(row * width, (row + 1) * width),
    );
    return { shape: x!.shape, values: rows.flatMap((row) => f([...row])) };
  };
const softmax = (row: number[]): number[] => {
  const sum = row.reduce((total, x) => total + Math.exp(x), 0);
  return row.map((x) => Math.exp(x) / sum);
};
const reduce =
  (mean: boolean): Meaning =>
  ([x], node, shape) => {
    const axes = (node.attributes.axes as number[]).map((axis) => (axis < 0 ? axis + x!.shape.length : axis));
    const sums = new Map<number, number>();
    const kept = x!.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    for (const [at, value] of x!.values.entries()) {
      const to = index(
        coordinates(at, x!.shape).map((c, axis) => (axes.includes(axis) ? 0 : c)),
        kept,
      );
      sums.set(to, (sums.get(to) ?? 0) + value);
    }
    const count = mean ? volume(axes.map((axis) => x!.shape[axis]!)) : 1;
    return { shape, values: Array.from({ length: volume(shape) }, (_, at) => sums.get(at)! / count) };
  };
const swapLast = (x: Tensor): Tensor =>
  generate(x.shape.toReversed(), (at) => x.values[index(at.toReversed(), x.shape)]!);
const product = (a: Tensor, b: Tensor, shape: readonly number[]): Tensor =>
  generate(shape, (at) => {
    const [row, column] = [at.at(-2)!, at.at(-1)!];
    let sum = 0;
    for (let k = 0; k < a.shape.at(-1)!; k++) {
      sum += read(a, [...at.slice(0, -2), row, k]) * read(b, [...at.slice(0, -2), k, column]);
    }
    return sum;
  });

/** Abramowitz & Stegun 7.1.5, the series; enough terms for |x| < 4. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  Fill: (_, node, shape) => generate(shape, () => node.attributes.value as number),
  Constant: (_, node, shape) => ({ shape, values: node.attributes.values as number[] }),
  Add: pair((a, b) => a + b),
  Sub: pair((a, b) => a - b),
  Mul: pair((a, b) => a * b),
  Div: pair((a, b) => a / b),
  Greater: pair((a, b) => Number(a > b)),
  Neg: each((x) => -x),
  Exp: each(Math.exp),
  Erf: each(erf),
  Tanh: each(Math.tanh),
  Sigmoid: each((x) => 1 / (1 + Math.exp(-x))),
  Softplus: each((x) => Math.log1p(Math.exp(x))),
  Relu: each((x) => Math.max(0, x)),
  Sqrt: each(Math.sqrt),
  Detach: each((x) => x),
  Cast: each((x) => x),
  Softmax: alongLast(softmax),
  LogSoftmax: alongLast((row) => softmax(row).map(Math.log)),
  ReduceSum: reduce(false),
  ReduceMean: reduce(true),
  LayerNormalization: ([x, gamma, beta], node) => {
    const normalize = alongLast((row) => {
      const [mean, inverse] = statistics(row, node.attributes.epsilon as number);
      return row.map((value, k) => (value - mean) * inverse * gamma!.values[k]! + beta!.values[k]!);
    });
    return normalize([x!], node, x!.shape);
  },
  MatMul: ([a, b], _, shape) => product(a!, b!, shape),
  Gemm: ([a, b, c], { attributes }, shape) => {
    const y = product(attributes.transA ? swapLast(a!) : a!, attributes.transB ? swapLast(b!) : b!, shape);
    return c ? generate(shape, (at) => read(y, at) + read(c, at)) : y;
  },
  Transpose: ([x], { attributes }, shape) => {
    const perm = attributes.perm as number[];
    return generate(
      shape,
      (at) =>
        x!.values[
          index(
            perm.map((_, axis) => at[perm.indexOf(axis)]!),
            x!.shape,
          )
        ]!,
    );
  },
  Reshape: ([x], _, shape) => ({ shape, values: x!.values }),
  Expand: ([x], _, shape) => generate(shape, (at) => read(x!, at)),
  First: ([x], { attributes }, shape) =>
    generate(shape, (at) => x!.values[index(at.toSpliced(attributes.axis as number, 0, 0), x!.shape)]!),
  PadFirst: ([x], { attributes }, shape) => {
    const axis = attributes.axis as number;
    return generate(shape, (at) => (at[axis] === 0 ? x!.values[index(at.toSpliced(axis, 1), x!.shape)]! : 0));
  },
  Slice: ([x], { attributes }, shape) => {
    const [axis, begin] = [attributes.axis as number, attributes.begin as number];
    return generate(shape, (at) => x!.values[index(at.with(axis, at[axis]! + begin), x!.shape)]!);
  },
  PadSlice: ([x], { attributes }, shape) => {
    const [axis, begin] = [attributes.axis as number, attributes.begin as number];
    return generate(shape, (at) => {
      const inner = at[axis]! - begin;
      return inner < 0 || inner >= x!.shape[axis]! ? 0 : x!.values[index(at.with(axis, inner), x!.shape)]!;
    });
  },
  Crop: ([x], { attributes }, shape) => {
    const begin = attributes.from === 'start' ? 0 : (x!.shape[0]! - shape[0]!) / 2;
    return generate(shape, ([first = 0, ...rest]) => x!.values[index([first + begin, ...rest], x!.shape)]!);
  },
  Skew: ([x], _, shape) =>
    generate(
      shape,
      (at) => x!.values[index(at.with(-1, at.at(-1)! - at.at(-2)! + shape.at(-1)!), x!.shape)]!,
    ),
  Unskew: ([x], _, shape) =>
    generate(shape, (at) => {
      const column = at.at(-1)! + at.at(-2)! - shape.at(-2)!;
      return column < 0 || column >= shape.at(-2)! ? 0 : x!.values[index(at.with(-1, column), x!.shape)]!;
    }),
  RotateHalf: alongLast((row) => [
    ...row.slice(row.length / 2).map((value) => -value),
    ...row.slice(0, row.length / 2),
  ]),
  CumSum: alongLast((row) => row.map((_, at) => row.slice(0, at + 1).reduce((a, b) => a + b, 0))),
  Pick: ([x, ids], _, shape) =>
    generate(shape, (at) => x!.values[index([...at, ids!.values[index(at, shape)]!], x!.shape)]!),
  Gather: ([table, ids], _, shape) => {
    const depth = ids!.shape.length;
    return generate(shape, (at) => {
      const row = ids!.values[index(at.slice(0, depth), ids!.shape)]!;
      return table!.values[index([row, ...at.slice(depth)], table!.shape)]!;
    });
  },
  OneHot: ([ids], _, shape) =>
    generate(shape, (at) => Number(ids!.values[index(at.slice(0, -1), ids!.shape)] === at.at(-1))),
  ArgMax: ([x], _, shape) => {
    const width = x!.shape.at(-1)!;
    return {
      shape,
      values:
        shape.length === 0
          ? []
          : Array.from({ length: volume(shape) }, (_, row) => {
              const values = x!.values.slice(row * width, (row + 1) * width);
              return values.indexOf(Math.max(...values));
            }),
    };
  },
};

function statistics(row: readonly number[], epsilon: number): [mean: number, inverse: number] {
  const mean = row.reduce((a, b) => a + b, 0) / row.length;
  const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
  return [mean, 1 / Math.sqrt(variance + epsilon)];
}

/** The value of a node under the given bindings. */
export function evaluate(root: Node, bindings: Bindings): Tensor {
  const known = new Map<Node, Tensor>();
  const visit = (node: Node): Tensor => {
    const value = known.get(node) ?? compute(node);
    known.set(node, value);
    return value;
  };
  const compute = (node: Node): Tensor => {
    if (node.op === 'Input' || node.op === 'Weight') return bindings.inputs[node.attributes.name as string]!;
    const shape = node.shape.map((dim) => sizeOf(dim, bindings.sizes ?? {}));
    const inputs = node.inputs.map(visit);
    if (node.op === 'Output') {
      const of = node.inputs[0]!;
      const which = (node.attributes.index as number) - 1;
      const x = visit(of.inputs[0]!);
      const width = x.shape.at(-1)!;
      const rows = Array.from({ length: x.values.length / width }, (_, row) =>
        x.values.slice(row * width, (row + 1) * width),
      );
      return { shape, values: rows.map((row) => statistics(row, of.attributes.epsilon as number)[which]!) };
    }
    return MEANINGS[node.op]!(inputs, node, shape);
  };
  return visit(root);
}

function sizeOf(dim: number | string, sizes: Readonly<Record<string, number>>): number {
  if (typeof dim === 'number') return dim;
  return dim.split('*').reduce((product, factor) => product * (sizes[factor] ?? Number(factor)), 1);
}
