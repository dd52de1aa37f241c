/** ONNX bytes of a graph: nodes lowered one by one, weights named where they lie in the checkpoint's own file. */
import { WeirError } from '../../contract/error.ts';
import { sortTopologically, type Graph, type Node } from './node.ts';
import { createEmitter, type LocateWeight } from './onnx-emitter.ts';
import { LOWERINGS } from './onnx-lowerings.ts';
import * as onnx from './onnx-schema.ts';

/** Throws when a weight is of a type that no device computes with. */
export function encodeOnnx(graph: Graph, locate: LocateWeight, notes?: onnx.ModelNotes): Uint8Array {
  const order = sortTopologically(Object.values(graph.outputs));
  const names = new Map<Node, string>();
  const message = { name: 'weir', node: [] as onnx.NodeMessage[], initializer: [] as onnx.TensorMessage[] };
  const emitter = createEmitter(order, names, message, locate);
  for (const node of order) {
    const lower = (LOWERINGS as Partial<Record<string, (typeof LOWERINGS)['Add']>>)[node.op];
    if (!lower) throw new WeirError('internal', `Operator '${node.op}' cannot be written as ONNX.`);
    names.set(node, lower(node, emitter));
  }
  for (const [name, node] of Object.entries(graph.outputs)) {
    message.node.push({ opType: 'Identity', input: [names.get(node)!], output: [name], attribute: [] });
  }
  const inputs = order.filter(({ op }) => op === 'Input').map((node) => valueInfo(names.get(node)!, node));
  const outputs = Object.entries(graph.outputs).map(([name, node]) => valueInfo(name, node));
  return onnx.encodeModel({ ...message, input: inputs, output: outputs }, notes);
}

function valueInfo(name: string, { shape, type }: Node): onnx.ValueMessage {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: onnx.ELEMENT_CODES[type], shape: { dim } } } };
}
