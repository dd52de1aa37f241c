/** Rewrites that change no value: mask nodes of 1 leave the graph here once their gradients have been taken. */
import { fill, node, sortTopologically, type Graph, type Node } from './node.ts';
import { sameShape } from './shape.ts';

/** What a node becomes when its inputs are already simple. */
type Rewrite = (node: Node) => Node;

const isFill = (x: Node | undefined, value: number): boolean =>
  x?.op === 'Fill' && x.attributes.value === value;

/** x where the other operand is a fill with the operation's neutral number and x alone has the shape of the result. */
function withoutNeutral(neutral: number, sides: readonly number[]): Rewrite {
  return (node) => {
    for (const side of sides) {
      const other = node.inputs[1 - side]!;
      if (isFill(node.inputs[side], neutral) && sameShape(other.shape, node.shape)) return other;
    }
    return node;
  };
}

const reshaped: Rewrite = (node) => {
  const x = node.inputs[0]!;
  if (sameShape(x.shape, node.shape)) return x;
  if (x.op === 'Fill') return fill(x.attributes.value as number, node.shape);
  return x.op === node.op ? reshaped({ ...node, inputs: x.inputs }) : node;
};

/** Rows of a weight lie together in its file, and are read from there by themselves. */
function rowsOfWeight(slice: Node): Node {
  const [x] = slice.inputs as [Node];
  const { axis, begin } = slice.attributes;
  if (x.op !== 'Weight' || axis !== 0) return slice;
  return node('Weight', [], { ...x.attributes, begin: begin as number }, slice.shape);
}

const REWRITES: Readonly<Record<string, Rewrite>> = {
  Mul: withoutNeutral(1, [0, 1]),
  Div: withoutNeutral(1, [1]),
  Add: withoutNeutral(0, [0, 1]),
  Sub: withoutNeutral(0, [1]),
  Slice: rowsOfWeight,
  Reshape: reshaped,
  Expand: reshaped,
};

export function simplify(graph: Graph): Graph {
  const simple = new Map<Node, Node>();
  for (const before of sortTopologically(Object.values(graph.outputs))) {
    const inputs = before.inputs.map((input) => simple.get(input)!);
    const same = inputs.every((input, index) => input === before.inputs[index]);
    const rebuilt = same ? before : node(before.op, inputs, before.attributes, before.shape, before.type);
    simple.set(before, REWRITES[rebuilt.op]?.(rebuilt) ?? rebuilt);
  }
  const outputs = Object.entries(graph.outputs).map(([name, of]) => [name, simple.get(of)!] as const);
  return { outputs: Object.fromEntries(outputs) };
}
