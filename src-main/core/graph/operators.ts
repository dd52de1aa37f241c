/** The operators of the graph (a table): what each takes, the shape of what it gives, and its builder. */
import { WeirError } from '../../contract/error.ts';
import { constant, formatNode, node, type Attributes, type ElementType, type Node } from './node.ts';
import {
  broadcastShapes,
  dimProduct,
  formatShape,
  frontAxis,
  sameShape,
  type Dim,
  type Shape,
} from './shape.ts';

/** The inputs of an operator; those it does not take are not there. */
export type Operands = readonly [Node, Node, Node];
interface Value {
  readonly shape: Shape;
  readonly type?: ElementType;
}
interface Operator {
  /** How many inputs: a number, or the least and the most. */
  readonly arity: number | readonly [number, number];
  readonly infer: (operands: Operands, attributes: Attributes) => Value;
}

const elementwise: Operator = { arity: 1, infer: ([x]) => ({ shape: x.shape, type: x.type }) };
const broadcast: Operator = { arity: 2, infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape) }) };
const comparison: Operator = {
  arity: 2,
  infer: ([a, b]) => ({ shape: broadcastShapes(a.shape, b.shape), type: 'bool' }),
};
const reduction: Operator = {
  arity: 1,
  infer: ([x], { axes, keep }) => {
    const gone = new Set((axes as readonly number[]).map((axis) => frontAxis(axis, x.shape.length)));
    const shape = x.shape.flatMap((dim, axis) => (gone.has(axis) ? (keep === true ? [1] : []) : [dim]));
    return { shape };
  },
};

/** Shape rules. Names and meaning are ONNX's (opset 21), but for those that say otherwise. */
export const OPERATORS = {
  Add: broadcast,
  Sub: broadcast,
  Mul: broadcast,
  Div: broadcast,
  Neg: elementwise,
  Exp: elementwise,
  Erf: elementwise,
  Tanh: elementwise,
  Sigmoid: elementwise,
  Softplus: elementwise,
  Relu: elementwise,
  Sqrt: elementwise,
  /** Over the last axis. */
  Softmax: elementwise,
  /** Over the last axis. */
  LogSoftmax: elementwise,
  ReduceSum: reduction,
  ReduceMean: reduction,
  /** x, scale, bias; over the last axis. Its other outputs, by `Output`: 1 the mean, 2 the inverse deviation. */
  LayerNormalization: {
    arity: 3,
    infer: ([x, scale, bias]) => {
      const width = [x.shape.at(-1) ?? 1];
      expectShape(scale, width);
      expectShape(bias, width);
      return { shape: x.shape };
    },
  },
  /** Another output of the operator that is its input: today the two [..., 1] statistics of LayerNormalization. */
  Output: { arity: 1, infer: ([of]) => ({ shape: [...of.shape.slice(0, -1), 1] }) },
  /** Batched matrix product; leading axes broadcast. */
  MatMul: {
    arity: 2,
    infer: ([a, b]) => {
      if (a.shape.length < 2 || b.shape.length < 2 || a.shape.at(-1) !== b.shape.at(-2))
        refuse('MatMul', a, b);
      const lead = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
      return { shape: [...lead, a.shape.at(-2)!, b.shape.at(-1)!] };
    },
  },
  /** a·b + c for matrices; `transA` and `transB` read a and b transposed, so PyTorch's [out, in] weights need no copy. */
  Gemm: {
    arity: [2, 3],
    infer: ([a, b, c], { transA, transB }) => {
      const [m, k] = transA === true ? a.shape.toReversed() : a.shape;
      const [inner, n] = transB === true ? b.shape.toReversed() : b.shape;
      if (a.shape.length !== 2 || b.shape.length !== 2 || k !== inner) refuse('Gemm', a, b);
      const shape = [m!, n!];
      if ((c as Node | undefined) && !sameShape(broadcastShapes(shape, c.shape), shape))
        refuse('Gemm', a, b, c);
      return { shape };
    },
  },
  Transpose: {
    arity: 1,
    infer: ([x], { perm }) => ({
      shape: (perm as readonly number[]).map((axis) => x.shape[axis]!),
      type: x.type,
    }),
  },
  /** The target shape is the node's own. */
  Reshape: { arity: 1, infer: ([x]) => x },
  /** The target shape is the node's own. */
  Expand: { arity: 1, infer: ([x]) => x },
  /** The first entry along `axis`, which goes. */
  First: {
    arity: 1,
    infer: ([x], { axis }) => ({ shape: x.shape.filter((_, at) => at !== axis), type: x.type }),
  },
  /** The inverse of First: x as the first entry along a new `axis` of the node's own shape, zeros after it. */
  PadFirst: { arity: 1, infer: ([x]) => x },
  /** Entries `begin` to `end` along `axis`, both known now. */
  Slice: {
    arity: 1,
    infer: ([x], { axis, begin, end }) => ({
      shape: x.shape.with(axis as number, (end as number) - (begin as number)),
      type: x.type,
    }),
  },
  /** The inverse of Slice: zeros before and after, to the node's own shape. */
  PadSlice: { arity: 1, infer: ([x]) => x },
  /** So many entries along the first axis as the node's own shape has, the first ones or those around the middle. */
  Crop: { arity: 1, infer: ([x]) => x },
  /** From scores by distance to scores by place: [..., n, 2n] → [..., n, n], y[i,j] = x[i, j − i + n]. */
  Skew: {
    arity: 1,
    infer: ([x]) => {
      const [rows, distances] = x.shape.slice(-2);
      if (rows === undefined || distances !== dimProduct([2, rows])) refuse('Skew', x);
      return { shape: x.shape.with(-1, rows) };
    },
  },
  /** The transpose of Skew, as a linear map: [..., n, n] → [..., n, 2n], zeros where nothing was read. */
  Unskew: { arity: 1, infer: ([x]) => ({ shape: x.shape.with(-1, dimProduct([2, x.shape.at(-1)!])) }) },
  /** Halves a, b of the last axis to −b, a: the quarter turn of rotary positions (Su et al. 2021), in Hugging Face's order. */
  RotateHalf: elementwise,
  /** Sums of all entries up to each along the last axis, itself included. */
  CumSum: elementwise,
  /** One entry of the last axis by index: [..., n] and [...] → [...]. */
  Pick: { arity: 2, infer: ([x]) => ({ shape: x.shape.slice(0, -1) }) },
  /** Rows of a table [rows, ...] by index. */
  Gather: { arity: 2, infer: ([table, ids]) => ({ shape: [...ids.shape, ...table.shape.slice(1)] }) },
  /** Index to indicator: [...] → [..., depth]. */
  OneHot: { arity: 1, infer: ([ids], { depth }) => ({ shape: [...ids.shape, depth as Dim] }) },
  /** Index of the largest entry along the last axis. */
  ArgMax: { arity: 1, infer: ([x]) => ({ shape: x.shape.slice(0, -1), type: 'int64' }) },
  Greater: comparison,
  /** The value as a constant: no gradient flows through. */
  Detach: elementwise,
  /** Bool or int64 to float32: 1 where true. */
  Cast: { arity: 1, infer: ([x]) => ({ shape: x.shape }) },
} as const satisfies Record<string, Operator>;

export type Op = keyof typeof OPERATORS;

function refuse(op: string, ...operands: Node[]): never {
  throw new WeirError('internal', `${op} cannot take ${operands.map(formatNode).join(' and ')}.`);
}

function expectShape(found: Node, shape: Shape): void {
  if (!sameShape(found.shape, shape)) {
    throw new WeirError(
      'mismatch',
      `${formatNode(found)} is not of shape ${formatShape(shape)}, as expected.`,
    );
  }
}

/** Builds a node after its operator's rule. */
export function apply(op: Op, inputs: readonly Node[], attributes: Attributes = {}): Node {
  const operator: Operator = OPERATORS[op];
  const { shape, type } = operator.infer(inputs as unknown as Operands, attributes);
  return node(op, inputs, attributes, shape, type ?? 'float32');
}

const unary = (op: Op) => (x: Node) => apply(op, [x]);
const binary = (op: Op) => (a: Node, b: Node) => apply(op, [a, b]);

export const add = binary('Add');
export const sub = binary('Sub');
export const mul = binary('Mul');
export const div = binary('Div');
export const matmul = binary('MatMul');
export const gather = binary('Gather');
export const pick = binary('Pick');
export const greater = binary('Greater');
export const neg = unary('Neg');
export const exp = unary('Exp');
export const erf = unary('Erf');
export const tanh = unary('Tanh');
export const sigmoid = unary('Sigmoid');
export const softplus = unary('Softplus');
export const relu = unary('Relu');
export const sqrt = unary('Sqrt');
export const softmax = unary('Softmax');
export const logSoftmax = unary('LogSoftmax');
export const argMax = unary('ArgMax');
export const cast = unary('Cast');
export const detach = unary('Detach');
export const skew = unary('Skew');
export const unskew = unary('Unskew');
export const rotateHalf = unary('RotateHalf');
export const cumSum = unary('CumSum');

export function scale(x: Node, factor: number): Node {
  return mul(x, constant([factor], []));
}

export function reduceSum(x: Node, axes: readonly number[], keep = false): Node {
  return apply('ReduceSum', [x], { axes, keep });
}

export function reduceMean(x: Node, axes: readonly number[], keep = false): Node {
  return apply('ReduceMean', [x], { axes, keep });
}

export function layerNormalization(x: Node, gamma: Node, beta: Node, epsilon: number): Node {
  return apply('LayerNormalization', [x, gamma, beta], { epsilon });
}

export function output(of: Node, index: number): Node {
  return apply('Output', [of], { index });
}

export function gemm(
  a: Node,
  b: Node,
  options: { transA?: boolean; transB?: boolean; plus?: Node } = {},
): Node {
  const { transA = false, transB = false, plus } = options;
  return apply('Gemm', plus ? [a, b, plus] : [a, b], { transA, transB });
}

export function transpose(x: Node, perm: readonly number[]): Node {
  return apply('Transpose', [x], { perm });
}

export function reshape(x: Node, shape: Shape): Node {
  if (dimProduct(x.shape) !== dimProduct(shape)) {
    throw new WeirError('internal', `Reshape cannot make ${formatShape(shape)} of ${formatNode(x)}.`);
  }
  return node('Reshape', [x], {}, shape, x.type);
}

export function expand(x: Node, shape: Shape): Node {
  if (!sameShape(broadcastShapes(x.shape, shape), shape)) {
    throw new WeirError('internal', `Expand cannot make ${formatShape(shape)} of ${formatNode(x)}.`);
  }
  return node('Expand', [x], {}, shape, x.type);
}

export function first(x: Node, axis: number): Node {
  return apply('First', [x], { axis });
}

export function padFirst(x: Node, axis: number, size: Dim): Node {
  return node('PadFirst', [x], { axis }, x.shape.toSpliced(axis, 0, size), x.type);
}

export function slice(x: Node, axis: number, begin: number, end: number): Node {
  return apply('Slice', [x], { axis, begin, end });
}

export function padSlice(x: Node, axis: number, begin: number, size: number): Node {
  return node('PadSlice', [x], { axis, begin }, x.shape.with(axis, size), x.type);
}

export function crop(x: Node, size: Dim, from: 'start' | 'middle'): Node {
  return node('Crop', [x], { from }, x.shape.with(0, size), x.type);
}

export function oneHot(ids: Node, depth: Dim): Node {
  return apply('OneHot', [ids], { depth });
}
