/** The gradient of every operator (a table): from the gradient of the output, that of each input, as more graph. */
import { constant, type Node } from './node.ts';
import * as g from './operators.ts';
import type { Op, Operands } from './operators.ts';
import { dimProduct, frontAxis } from './shape.ts';

/** dy: gradient of the output; inputs; y: the node itself. Null where no gradient flows. Broadcasts are undone elsewhere. */
export type Rule = (dy: Node, inputs: Operands, y: Node) => readonly (Node | null)[];

/** erf′(x) = 2/√π · exp(−x²) = exp(ln(2/√π) − x²), which saves a pass over x. */
const LOG_ERF_SLOPE = constant([Math.log(2 / Math.sqrt(Math.PI))], []);
const one = constant([1], []);

/** Where a gradient is zero everywhere or has no meaning; each with its reason. */
export const NOT_DIFFERENTIABLE: Partial<Record<Op, string>> = {
  Detach: 'it stops gradients, so none asks it for one',
  OneHot: 'indices are not real numbers',
  ArgMax: 'an index is not a real number',
  Greater: 'constant between its jumps',
  Cast: 'its input is a truth value or a whole number',
  Output: 'statistics of LayerNormalization occur only inside gradients, which are not differentiated again',
  PadFirst: 'occurs only inside gradients, which are not differentiated again',
  PadSlice: 'occurs only inside gradients, which are not differentiated again',
  Crop: 'it cuts tables that are constant',
  Unskew: 'occurs only inside gradients, which are not differentiated again',
  CumSum: 'it draws labels from a distribution, and what is drawn is constant',
};

export const GRADIENT_RULES: Partial<Record<Op, Rule>> = {
  Add: (dy) => [dy, dy],
  Sub: (dy) => [dy, g.neg(dy)],
  Mul: (dy, [a, b]) => [g.mul(dy, b), g.mul(dy, a)],
  Div: (dy, [, b], y) => [g.div(dy, b), g.neg(g.mul(dy, g.div(y, b)))],
  Neg: (dy) => [g.neg(dy)],
  Exp: (dy, _, y) => [g.mul(dy, y)],
  Erf: (dy, [x]) => [g.mul(dy, g.exp(g.sub(LOG_ERF_SLOPE, g.mul(x, x))))],
  Tanh: (dy, _, y) => [g.mul(dy, g.sub(one, g.mul(y, y)))],
  Sigmoid: (dy, _, y) => [g.mul(dy, g.mul(y, g.sub(one, y)))],
  Softplus: (dy, [x]) => [g.mul(dy, g.sigmoid(x))],
  Relu: (dy, [x]) => [g.mul(dy, g.cast(g.greater(x, constant([0], []))))],
  Sqrt: (dy, _, y) => [g.div(g.scale(dy, 0.5), y)],
  Softmax: (dy, _, y) => {
    const flow = g.mul(dy, y);
    return [g.sub(flow, g.mul(y, g.reduceSum(flow, [-1], true)))];
  },
  LogSoftmax: (dy, [x]) => [g.sub(dy, g.mul(g.softmax(x), g.reduceSum(dy, [-1], true)))],
  ReduceSum: (dy, [x], y) => [g.expand(keptAxes(dy, x, y), x.shape)],
  ReduceMean: (dy, [x], y) => {
    const axes = y.attributes.axes as readonly number[];
    const size = dimProduct(axes.map((axis) => x.shape.at(axis)!));
    // A mean over a size that is known only at run time would need that size as a value.
    if (typeof size !== 'number') return [null];
    return [g.expand(keptAxes(g.scale(dy, 1 / size), x, y), x.shape)];
  },
  // With x̂ = (x − mean)·inverse: dx = inverse · (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂)).
  LayerNormalization: (dy, [x, scale], y) => {
    const inverse = g.output(y, 2);
    const normalized = g.mul(g.sub(x, g.output(y, 1)), inverse);
    const flow = g.mul(dy, scale);
    const along = g.reduceMean(g.mul(flow, normalized), [-1], true);
    const centred = g.sub(flow, g.reduceMean(flow, [-1], true));
    return [g.mul(inverse, g.sub(centred, g.mul(normalized, along))), g.mul(dy, normalized), dy];
  },
  MatMul: (dy, [a, b]) => [g.matmul(dy, matrixTranspose(b)), g.matmul(matrixTranspose(a), dy)],
  Gemm: (dy, [a, b], { attributes }) => {
    const [transA, transB] = [attributes.transA === true, attributes.transB === true];
    return [
      transA ? g.gemm(b, dy, { transA: transB, transB: true }) : g.gemm(dy, b, { transB: !transB }),
      transB ? g.gemm(dy, a, { transA: true, transB: transA }) : g.gemm(a, dy, { transA: !transA }),
      dy,
    ];
  },
  Transpose: (dy, _, { attributes }) => {
    const perm = attributes.perm as readonly number[];
    return [
      g.transpose(
        dy,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ];
  },
  Reshape: (dy, [x]) => [g.reshape(dy, x.shape)],
  Expand: (dy) => [dy],
  First: (dy, [x], { attributes }) => {
    const axis = attributes.axis as number;
    return [g.padFirst(dy, axis, x.shape[axis]!)];
  },
  Slice: (dy, [x], { attributes }) => {
    const axis = attributes.axis as number;
    return [g.padSlice(dy, axis, attributes.begin as number, x.shape[axis] as number)];
  },
  Skew: (dy) => [g.unskew(dy)],
  RotateHalf: (dy) => [g.neg(g.rotateHalf(dy))],
  Pick: (dy, [x, ids]) => {
    const wide = g.reshape(dy, [...dy.shape, 1]);
    return [g.mul(wide, g.oneHot(ids, x.shape.at(-1)!)), null];
  },
  // Σ over the places where a row was taken: a product with indicators, so that the sum's order never varies.
  Gather: (dy, [table, ids]) => {
    const [rows, ...width] = table.shape;
    const indicators = g.oneHot(g.reshape(ids, [dimProduct(ids.shape)]), rows!);
    const flat = g.reshape(dy, [dimProduct(ids.shape), dimProduct(width)]);
    return [g.reshape(g.gemm(indicators, flat, { transA: true }), table.shape), null];
  },
};

function matrixTranspose(x: Node): Node {
  const rank = x.shape.length;
  return g.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2]);
}

/** A reduction's gradient with the reduced axes back as 1. */
function keptAxes(dy: Node, x: Node, y: Node): Node {
  const axes = new Set(
    (y.attributes.axes as readonly number[]).map((axis) => frontAxis(axis, x.shape.length)),
  );
  return g.reshape(
    dy,
    x.shape.map((dim, axis) => (axes.has(axis) ? 1 : dim)),
  );
}
