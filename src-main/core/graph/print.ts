/** A graph as text, a line a node, for people and for snapshots. */
import { formatNode, sortTopologically, type Graph, type Node } from './node.ts';
import { formatShape } from './shape.ts';

/** `%7 = Gemm(%3, %5, %6) {transB: true}  float32[batch*tokens,768]`; leaves stand where they are first needed. */
export function printGraph(graph: Graph): string {
  const numbers = new Map<Node, number>();
  const lines: string[] = [];
  for (const node of sortTopologically(Object.values(graph.outputs))) {
    numbers.set(node, numbers.size);
    lines.push(`%${numbers.size - 1} = ${printNode(node, numbers)}`);
  }
  for (const [name, node] of Object.entries(graph.outputs))
    lines.push(`${name} → %${numbers.get(node) ?? '?'}`);
  return lines.join('\n');
}

function printNode(node: Node, numbers: ReadonlyMap<Node, number>): string {
  const settings = Object.entries(node.attributes).filter(
    ([key, value]) => key !== 'name' && value !== false,
  );
  const suffix = settings.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ');
  const tail = suffix && ` {${suffix}}`;
  if (node.inputs.length === 0) return `${formatNode(node)}${tail}`;
  const inputs = node.inputs.map((input) => `%${numbers.get(input) ?? '?'}`).join(', ');
  return `${node.op}(${inputs})${tail}  ${node.type}${formatShape(node.shape)}`;
}
