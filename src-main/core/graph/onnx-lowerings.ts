/** How each operator of the graph is written in ONNX, opset 21 (a table). */
import type { Node } from './node.ts';
import { inputName, tensorMessage, type Emitter, type OnnxAttribute } from './onnx-emitter.ts';
import { ELEMENT_CODES } from './onnx-schema.ts';
import type { Op } from './operators.ts';

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
  Gather: same(() => ({ axis: 0 })),
  OneHot: ({ inputs: [ids], attributes }, { emit, nameOf, constant }) => {
    const depth = constant([attributes.depth as number], 'int64');
    return emit('OneHot', [nameOf(ids!), depth, constant([0, 1], 'float32')], { axis: -1 });
  },
  ArgMax: same(() => ({ axis: -1, keepdims: 0 })),
  Detach: ({ inputs: [x] }, { nameOf }) => nameOf(x!),
  Cast: same(() => ({ to: ELEMENT_CODES.float32 })),
};
