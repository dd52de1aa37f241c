/** What a valid graph is, judged before it is encoded: known operators, right arity, shapes that follow from the rules. */
import { WeirError } from '../../contract/error.ts';
import { formatNode, LEAVES, sortTopologically, type ElementType, type Graph, type Node } from './node.ts';
import { OPERATORS, type Op, type Operands } from './operators.ts';
import { formatShape, sameShape } from './shape.ts';

/** Element types of the inputs, where they are not all float32. */
const INPUT_TYPES: Readonly<Record<string, readonly (ElementType | 'any')[]>> = {
  Gather: ['float32', 'int64'],
  OneHot: ['int64'],
  Cast: ['any'],
  Reshape: ['any'],
  Transpose: ['any'],
  First: ['any'],
  Slice: ['any'],
  PadSlice: ['any'],
  Crop: ['any'],
  Pick: ['float32', 'int64'],
};

/** Operators whose target shape is given, not inferred. */
export const SHAPED: ReadonlySet<string> = new Set<Op>(['Reshape', 'Expand', 'PadFirst', 'PadSlice', 'Crop']);

/** Throws one sentence that names the first faulty node; returns the graph. */
export function checkGraph(graph: Graph): Graph {
  const named = new Map<string, Node>();
  for (const node of sortTopologically(Object.values(graph.outputs))) {
    if ((LEAVES as readonly string[]).includes(node.op)) checkLeaf(node, named);
    else checkOperation(node);
  }
  return graph;
}

/** One name, one shape: two leaves that say the same name must mean the same thing. */
function checkLeaf(node: Node, named: Map<string, Node>): void {
  const name = node.attributes.name;
  if (typeof name === 'string') {
    const key = `${node.op} ${name}`;
    const other = named.get(key) ?? node;
    if (!sameShape(other.shape, node.shape) || other.type !== node.type) {
      throw invalid(node, `the same name stands for ${formatNode(other)}`);
    }
    named.set(key, node);
  }
  const values = node.attributes.values;
  if (
    Array.isArray(values) &&
    values.length !== node.shape.reduce<number>((size, dim) => size * Number(dim), 1)
  ) {
    throw invalid(node, `it holds ${values.length} values`);
  }
}

function checkOperation(node: Node): void {
  const operator = (OPERATORS as Partial<Record<string, (typeof OPERATORS)[Op]>>)[node.op];
  if (operator === undefined) throw invalid(node, 'the operator is not known');
  const [least, most] =
    typeof operator.arity === 'number' ? [operator.arity, operator.arity] : operator.arity;
  if (node.inputs.length < least || node.inputs.length > most) {
    throw invalid(
      node,
      `it has ${node.inputs.length} inputs; expected ${least === most ? least : `${least} to ${most}`}`,
    );
  }
  for (const [index, input] of node.inputs.entries()) {
    const type = INPUT_TYPES[node.op]?.[index] ?? 'float32';
    if (type !== 'any' && type !== input.type)
      throw invalid(node, `its input ${index} is ${input.type}; expected ${type}`);
  }
  if (SHAPED.has(node.op)) return;
  const { shape } = operator.infer(node.inputs as unknown as Operands, node.attributes);
  if (!sameShape(shape, node.shape)) throw invalid(node, `its inputs make it ${formatShape(shape)}`);
}

function invalid(node: Node, why: string): WeirError {
  return new WeirError('internal', `The graph is not valid at ${formatNode(node)}: ${why}.`);
}
