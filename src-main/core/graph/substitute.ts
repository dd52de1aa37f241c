/** A graph with other leaves in the place of its inputs, and with other names for the sizes that are known at run time. */
import { SHAPED } from './check.ts';
import { node, sortTopologically, type Node } from './node.ts';
import { apply, type Op } from './operators.ts';
import { dimProduct, type Dim, type Shape } from './shape.ts';

export interface Substitution {
  /** What stands for an input, in the new names of sizes; of a shape that broadcasts as the input's does. */
  readonly inputs: Readonly<Record<string, Node>>;
  /** New sizes by old names, such as `batch`. Those that are absent stay. */
  readonly sizes: Readonly<Record<string, Dim>>;
}

/** The value of `root` by the substitution: every shape is inferred anew. An input that is not named stays as it is. */
export function substitute(root: Node, { inputs, sizes }: Substitution): Node {
  const rename = (shape: Shape): Shape => shape.map((dim) => renameSize(dim, sizes));
  const known = new Map<Node, Node>();
  for (const before of sortTopologically([root])) {
    const { op, attributes, type } = before;
    const operands = before.inputs.map((operand) => known.get(operand)!);
    const named = op === 'Input' ? inputs[attributes.name as string] : undefined;
    const isGiven = operands.length === 0 || SHAPED.has(op);
    known.set(
      before,
      named ??
        (isGiven
          ? node(op, operands, attributes, rename(before.shape), type)
          : apply(op as Op, operands, attributes)),
    );
  }
  return known.get(root)!;
}

function renameSize(dim: Dim, sizes: Substitution['sizes']): Dim {
  if (typeof dim === 'number') return dim;
  return dimProduct(dim.split('*').map((factor) => (Object.hasOwn(sizes, factor) ? sizes[factor]! : factor)));
}
