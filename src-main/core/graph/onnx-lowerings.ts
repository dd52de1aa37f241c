/** How each operator of the graph is written in ONNX, opset 21 (a table). */
import type { Node } from './node.ts';
import { inputName, tensorMessage, type Emitter, type OnnxAttribute } from './onnx-emitter.ts';
import { ELEMENT_CODES } from './onnx-schema.ts';
import type { Op } from './operators.ts';
import { dimProduct } from './shape.ts';

/** Emits what a node needs and returns the name of its value. */
type Lowering = (node: Node, emitter: Emitter) => string;
type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>;

/** The same operator of ONNX on the same inputs. */
const same =
  (attributes: (node: Node) => OnnxAttributes = () => ({})): Lowering =>
  (node, { emit, nameOf }) =>
    emit(node.op, node.inputs.map(nameOf), attributes(node));

const overLastAxis = same(() => ({ axis: -1 }));

const reduction: Lowering = (node, { emit, nameOf, constant }) => {
  const { axes, keep } = node.attributes;
  const inputs = [nameOf(node.inputs[0]!), constant(axes as readonly number[], 'int64')];
  return emit(node.op, inputs, { keepdims: Number(keep) });
};

export const LOWERINGS: Readonly<Record<Op | 'Input' | 'Weight' | 'Fill' | 'Constant', Lowering>> = {
  Input: inputName,
  Weight: (node, { emit, weight }) => {
    const stored = weight(node);
    return node.attributes.dtype === 'F32' ? stored : emit('Cast', [stored], { to: ELEMENT_CODES.float32 });
  },
  Fill: (node, { emit, constant, sizes }) => {
    const value = node.attributes.value as number;
    if (node.shape.length === 0) return constant([value], 'float32', []);
    return emit('ConstantOfShape', [sizes(node.shape)], {
      value: { tensor: tensorMessage([value], 'float32', [1]) },
    });
  },
  Constant: (node, { constant }) =>
    constant(node.attributes.values as readonly number[], node.type, node.shape as readonly number[]),

  Add: same(),
  Sub: same(),
  Mul: same(),
  Div: same(),
  Neg: same(),
  Exp: same(),
  Erf: same(),
  Tanh: same(),
  Sigmoid: same(),
  Softplus: same(),
  Relu: same(),
  Sqrt: same(),
  Greater: same(),
  MatMul: same(),
  Softmax: overLastAxis,
  LogSoftmax: overLastAxis,
  ReduceSum: reduction,
  ReduceMean: reduction,
  LayerNormalization: (node, { emit, nameOf, hasFurtherOutputs }) => {
    const attributes = { axis: -1, epsilon: { float: node.attributes.epsilon as number } };
    return emit(node.op, node.inputs.map(nameOf), attributes, hasFurtherOutputs(node) ? 3 : 1);
  },
  Output: ({ inputs: [of], attributes }, { nameOf }) => `${nameOf(of!)}.${String(attributes.index)}`,
  Gemm: same(({ attributes }) => ({
    transA: Number(attributes.transA),
    transB: Number(attributes.transB),
  })),
  Transpose: same(({ attributes }) => ({ perm: attributes.perm as readonly number[] })),
  Reshape: ({ op, inputs: [x], shape }, { emit, nameOf, sizes }) =>
    emit(op, [nameOf(x!), sizes(shape, 'infer')]),
  Expand: ({ op, inputs: [x], shape }, { emit, nameOf, sizes }) => emit(op, [nameOf(x!), sizes(shape)]),
  First: ({ inputs: [x], attributes }, { emit, nameOf, constant }) =>
    emit('Gather', [nameOf(x!), constant([0], 'int64', [])], { axis: attributes.axis as number }),
  PadFirst: ({ inputs: [x], attributes, shape }, { emit, nameOf, constant, sizes }) => {
    const axis = attributes.axis as number;
    const wide = emit('Unsqueeze', [nameOf(x!), constant([axis], 'int64')]);
    const after = emit('Sub', [sizes([shape[axis]!]), constant([1], 'int64')]);
    const none = (count: number): string[] =>
      count === 0 ? [] : [constant(Array<number>(count).fill(0), 'int64')];
    const pads = emit('Concat', [...none(shape.length + axis), after, ...none(shape.length - axis - 1)], {
      axis: 0,
    });
    return emit('Pad', [wide, pads]);
  },
  Slice: ({ op, inputs: [x], attributes }, { emit, nameOf, constant }) =>
    emit(op, [
      nameOf(x!),
      ...[attributes.begin, attributes.end, attributes.axis].map((at) => constant([at as number], 'int64')),
    ]),
  PadSlice: ({ inputs: [x], attributes, shape }, { emit, nameOf, constant }) => {
    const [axis, begin] = [attributes.axis as number, attributes.begin as number];
    const after = (shape[axis] as number) - begin - (x!.shape[axis] as number);
    const pads = (size: number) => shape.map((_, at) => (at === axis ? size : 0));
    return emit('Pad', [nameOf(x!), constant([...pads(begin), ...pads(after)], 'int64')]);
  },
  Crop: ({ inputs: [x], attributes, shape }, { emit, nameOf, constant, sizes }) => {
    const [size, axis] = [sizes(shape.slice(0, 1)), constant([0], 'int64')];
    if (attributes.from === 'start') return emit('Slice', [nameOf(x!), axis, size, axis]);
    const halves = [sizes(x!.shape.slice(0, 1)), size].map((of) => emit('Div', [of, constant([2], 'int64')]));
    const begin = emit('Sub', halves);
    return emit('Slice', [nameOf(x!), begin, emit('Add', [begin, size]), axis]);
  },
  // Row after row without its first n: what is left are rows of 2n − 1, of which the first n entries are wanted.
  Skew: ({ inputs: [x], shape }, { emit, nameOf, constant, sizes }) => {
    const [axis, rows] = [shape.length - 2, shape.at(-1)!];
    const flat = emit('Reshape', [nameOf(x!), sizes([...shape.slice(0, axis), dimProduct([2, rows, rows])])]);
    const cut = (from: string, begin: string, end: string, along: number): string =>
      emit('Slice', [from, begin, end, constant([along], 'int64')]);
    const rest = cut(flat, sizes([rows]), sizes([dimProduct([2, rows, rows])]), axis);
    const short = emit('Sub', [sizes([dimProduct([2, rows])]), constant([1], 'int64')]);
    const target = emit('Concat', [sizes(shape.slice(0, -1)), short], { axis: 0 });
    return cut(emit('Reshape', [rest, target]), constant([0], 'int64'), sizes([rows]), axis + 1);
  },
  Unskew: ({ inputs: [x], shape }, { emit, nameOf, constant, sizes }) => {
    const [axis, rows] = [shape.length - 2, shape.at(-2)!];
    const zeros = (count: number): string[] =>
      count === 0 ? [] : [constant(Array<number>(count).fill(0), 'int64')];
    const pad = (of: string, rank: number, before: string | undefined, after: string | undefined): string => {
      const none = constant([0], 'int64');
      const sides = [...zeros(rank - 1), before ?? none, ...zeros(rank - 1), after ?? none];
      return emit('Pad', [of, emit('Concat', sides, { axis: 0 })]);
    };
    const lack = emit('Sub', [sizes([rows]), constant([1], 'int64')]);
    const short = emit('Mul', [
      sizes([rows]),
      emit('Sub', [sizes([dimProduct([2, rows])]), constant([1], 'int64')]),
    ]);
    const wide = pad(nameOf(x!), axis + 2, undefined, lack);
    const lead = axis === 0 ? [] : [sizes(shape.slice(0, axis))];
    const flat = emit('Reshape', [wide, emit('Concat', [...lead, short], { axis: 0 })]);
    return emit('Reshape', [pad(flat, axis + 1, sizes([rows]), undefined), sizes(shape)]);
  },
  RotateHalf: ({ inputs: [x], shape }, { emit, nameOf, constant }) => {
    const [axis, size] = [constant([-1], 'int64'), shape.at(-1) as number];
    const half = (begin: number): string =>
      emit('Slice', [nameOf(x!), constant([begin], 'int64'), constant([begin + size / 2], 'int64'), axis]);
    return emit('Concat', [emit('Neg', [half(size / 2)]), half(0)], { axis: -1 });
  },
  CumSum: ({ op, inputs: [x] }, { emit, nameOf, constant }) =>
    emit(op, [nameOf(x!), constant([-1], 'int64', [])]),
  Pick: ({ inputs: [x, ids] }, { emit, nameOf, constant }) => {
    const last = constant([-1], 'int64');
    const wide = emit('Unsqueeze', [nameOf(ids!), last]);
    return emit('Squeeze', [emit('GatherElements', [nameOf(x!), wide], { axis: -1 }), last]);
  },
  Gather: same(() => ({ axis: 0 })),
  OneHot: ({ inputs: [ids], shape }, { emit, nameOf, constant, sizes }) => {
    const depth = sizes(shape.slice(-1));
    return emit('OneHot', [nameOf(ids!), depth, constant([0, 1], 'float32')], { axis: -1 });
  },
  ArgMax: same(() => ({ axis: -1, keepdims: 0 })),
  Detach: ({ inputs: [x] }, { nameOf }) => nameOf(x!),
  Cast: same(() => ({ to: ELEMENT_CODES.float32 })),
};
