/** Gathers the parts of an ONNX graph while it is lowered: nodes, constants, weights that lie in files, run-time sizes. */
import { WeirError } from '../../contract/error.ts';
import { BYTES, type DType } from '../tensor/dtype.ts';
import { countElements } from '../tensor/shape.ts';
import type { ElementType, Node } from './node.ts';
import * as onnx from './onnx-schema.ts';
import type { Dim, Shape } from './shape.ts';

/** Where a weight lies: a file below the folder that the session is given, and its bytes there. */
export interface WeightLocation {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}
export type LocateWeight = (name: string) => WeightLocation;

/** Attributes as ONNX has them: whole numbers are ints here, floats say so. */
export type OnnxAttribute =
  number | readonly number[] | { readonly float: number } | { readonly tensor: onnx.TensorMessage };

/** What a lowering may do: emit nodes and constants, and ask for names of inputs and of run-time sizes. */
export interface Emitter {
  readonly nameOf: (node: Node) => string;
  readonly emit: (
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    outputs?: number,
  ) => string;
  readonly constant: (values: readonly number[], type: ElementType, shape?: readonly number[]) => string;
  readonly weight: (node: Node) => string;
  /** The name of an int64 vector that holds a shape's sizes at run time; `free` may be written as -1, if only one. */
  readonly sizes: (shape: Shape, free?: 'infer') => string;
  /** Whether somebody reads the further outputs of this node. */
  readonly hasFurtherOutputs: (node: Node) => boolean;
}

export function createEmitter(
  order: readonly Node[],
  names: ReadonlyMap<Node, string>,
  message: { readonly node: onnx.NodeMessage[]; readonly initializer: onnx.TensorMessage[] },
  locate: LocateWeight,
): Emitter {
  const further = new Set(order.filter(({ op }) => op === 'Output').map(({ inputs }) => inputs[0]));
  const known = new Map<string, string>();
  let count = 0;

  /** The same text makes the same value, so it is emitted once. */
  const once = (key: string, make: () => string): string => {
    const name = known.get(key) ?? make();
    known.set(key, name);
    return name;
  };
  const emit: Emitter['emit'] = (opType, inputs, attributes = {}, outputs = 1) => {
    const name = `v${count++}`;
    const output = Array.from({ length: outputs }, (_, index) => (index === 0 ? name : `${name}.${index}`));
    message.node.push({
      opType,
      input: inputs,
      output,
      attribute: Object.entries(attributes).map(encodeAttribute),
    });
    return name;
  };
  const constant: Emitter['constant'] = (values, type, shape = [values.length]) =>
    once(`${type} ${shape.join()} ${values.join()}`, () => {
      const name = `c${count++}`;
      message.initializer.push({ name, ...tensorMessage(values, type, shape) });
      return name;
    });
  const size = (dim: Dim): string => {
    if (typeof dim === 'number') return constant([dim], 'int64');
    const factors = dim.split('*').map((factor) => {
      if (!Number.isNaN(Number(factor))) return constant([Number(factor)], 'int64');
      const source = order.find(({ op, shape }) => op === 'Input' && shape.includes(factor));
      if (!source) throw new WeirError('internal', `No input of the graph tells the size '${factor}'.`);
      const start = source.shape.indexOf(factor);
      return once(`size ${factor}`, () =>
        emit('Shape', [names.get(source) ?? inputName(source)], { start, end: start + 1 }),
      );
    });
    return once(`size ${dim}`, () => factors.reduce((product, factor) => emit('Mul', [product, factor])));
  };
  return {
    nameOf: (node) => names.get(node)!,
    emit,
    constant,
    weight: (node) => {
      const { name, begin } = node.attributes as { readonly name: string; readonly begin?: number };
      const own = begin === undefined ? name : `${name}[${begin}]`;
      message.initializer.push(externalTensor(own, node, locateRows(node, locate(name))));
      return own;
    },
    sizes: (shape, free) => {
      const unknown = shape.filter((dim) => typeof dim === 'string');
      if (unknown.length === 0 || (unknown.length === 1 && free)) {
        return constant(
          shape.map((dim) => (typeof dim === 'number' ? dim : -1)),
          'int64',
        );
      }
      return once(`sizes ${shape.join()}`, () => emit('Concat', shape.map(size), { axis: 0 }));
    },
    hasFurtherOutputs: (node) => further.has(node),
  };
}

export function inputName(node: Node): string {
  return node.attributes.name as string;
}

export function tensorMessage(
  values: readonly number[],
  type: ElementType,
  shape: readonly number[],
): onnx.TensorMessage {
  const typed = type === 'int64' ? BigInt64Array.from(values, BigInt) : Float32Array.from(values);
  return { dims: shape, dataType: onnx.ELEMENT_CODES[type], rawData: new Uint8Array(typed.buffer) };
}

/** Where a weight's rows from its attribute `begin` on lie; all of them without it. */
function locateRows({ attributes, shape }: Node, whole: WeightLocation): WeightLocation {
  const { begin } = attributes as { readonly begin?: number };
  if (begin === undefined) return whole;
  const row = BYTES[attributes.dtype as DType] * countElements(shape.slice(1) as readonly number[]);
  return { ...whole, offset: whole.offset + begin * row, length: (shape[0] as number) * row };
}

function externalTensor(
  name: string,
  node: Node,
  { location, offset, length }: WeightLocation,
): onnx.TensorMessage {
  const dtype = node.attributes.dtype as DType;
  const dataType = (onnx.WEIGHT_CODES as Partial<Record<DType, number>>)[dtype];
  if (dataType === undefined)
    throw new WeirError('unsupported', `Tensor '${name}' is ${dtype}; expected F32, F16, BF16 or F64.`);
  const externalData = Object.entries({ location, offset, length }).map(([key, value]) => ({
    key,
    value: String(value),
  }));
  return { name, dims: node.shape as readonly number[], dataType, externalData, dataLocation: onnx.EXTERNAL };
}

function encodeAttribute([name, value]: [string, OnnxAttribute]): onnx.AttributeMessage {
  if (typeof value === 'number') return { name, type: onnx.ATTRIBUTE_CODES.int, i: value };
  if ('float' in value) return { name, type: onnx.ATTRIBUTE_CODES.float, f: value.float };
  if ('tensor' in value) return { name, type: onnx.ATTRIBUTE_CODES.tensor, t: value.tensor };
  return { name, type: onnx.ATTRIBUTE_CODES.ints, ints: value };
}
