/** Graph nodes: frozen records that name an operator, its inputs and the shape of its value; leaves are made here. */
import type { DType } from '../tensor/dtype.ts';
import { formatShape, type Shape } from './shape.ts';

export type ElementType = 'float32' | 'int64' | 'bool';
export type Attribute = number | string | boolean | readonly number[];
export type Attributes = Readonly<Record<string, Attribute>>;

/** One value of the graph. Nodes refer to their inputs, never to their consumers, so a graph is known by its outputs. */
export interface Node {
  readonly op: string;
  readonly inputs: readonly Node[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly type: ElementType;
}

export interface Graph {
  readonly outputs: Readonly<Record<string, Node>>;
}

/** Operators without inputs. */
export const LEAVES = ['Input', 'Weight', 'Fill', 'Constant'] as const;

export function node(
  op: string,
  inputs: readonly Node[],
  attributes: Attributes,
  shape: Shape,
  type: ElementType = 'float32',
): Node {
  return Object.freeze({ op, inputs: Object.freeze(inputs), attributes, shape: Object.freeze(shape), type });
}

/** A value fed at each run. */
export function input(name: string, shape: Shape, type: ElementType = 'float32'): Node {
  return node('Input', [], { name }, shape, type);
}

/** A tensor that stays where it lies in the checkpoint's file; computed with as float32, whatever its type there. */
export function weight(name: string, shape: readonly number[], dtype: DType = 'F32'): Node {
  return node('Weight', [], { name, dtype }, shape);
}

/** One number repeated to a shape, which may hold names. */
export function fill(value: number, shape: Shape): Node {
  return node('Fill', [], { value }, shape);
}

/** A small tensor of which the values are known now. */
export function constant(
  values: readonly number[],
  shape: readonly number[],
  type: ElementType = 'float32',
): Node {
  return node('Constant', [], { values }, shape, type);
}

/** Every node that `roots` need, inputs before consumers, in an order that depends on the graph alone. */
export function sortTopologically(roots: Iterable<Node>): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  // An own stack, for a deep encoder's gradient is thousands of nodes deep.
  const stack: { node: Node; next: number }[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    stack.push({ node: root, next: 0 });
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const child = top.node.inputs[top.next++];
      if (child === undefined) {
        order.push(top.node);
        stack.pop();
      } else if (!seen.has(child)) {
        seen.add(child);
        stack.push({ node: child, next: 0 });
      }
    }
  }
  return order;
}

/** `Gemm float32[batch*tokens,768]`, as errors and the printer name a node. */
export function formatNode({ op, attributes, type, shape }: Node): string {
  const name = typeof attributes.name === 'string' ? ` '${attributes.name}'` : '';
  return `${op}${name} ${type}${formatShape(shape)}`;
}
