/** Reverse-mode differentiation: one walk back over the nodes that lie between the targets and the loss. */
import { WeirError } from '../../contract/error.ts';
import { GRADIENT_RULES, NOT_DIFFERENTIABLE } from './gradient-rules.ts';
import { fill, formatNode, sortTopologically, type Node } from './node.ts';
import { add, reduceSum, reshape, type Op, type Operands } from './operators.ts';
import { broadcastAxes, sameShape, type Shape } from './shape.ts';

/**
 * ∂(Σ loss)/∂target for each target, of the target's shape; zeros where a target does not reach the loss.
 * Throws by name for an operator on the way that has no rule.
 */
export function differentiate(loss: Node, targets: readonly Node[]): Node[] {
  const order = sortTopologically([loss]);
  const onPath = new Set<Node>(targets);
  for (const node of order) if (isReached(node, onPath)) onPath.add(node);

  const gradients = new Map<Node, Node>([[loss, fill(1, loss.shape)]]);
  for (const node of order.toReversed()) {
    const dy = gradients.get(node);
    if (dy === undefined || !isReached(node, onPath)) continue;
    const flows = ruleOf(node)(dy, node.inputs as unknown as Operands, node);
    for (const [index, input] of node.inputs.entries()) {
      if (!onPath.has(input)) continue;
      const flow = flows[index];
      if (!flow)
        throw new WeirError('internal', `No gradient flows to input ${index} of ${formatNode(node)}.`);
      const share = sumTo(flow, input.shape);
      const sofar = gradients.get(input);
      gradients.set(input, sofar === undefined ? share : add(sofar, share));
    }
  }
  return targets.map((target) => gradients.get(target) ?? fill(0, target.shape));
}

function isReached(node: Node, onPath: ReadonlySet<Node>): boolean {
  return node.op !== 'Detach' && node.inputs.some((input) => onPath.has(input));
}

function ruleOf(node: Node) {
  const rule = GRADIENT_RULES[node.op as Op];
  if (rule) return rule;
  const reason = NOT_DIFFERENTIABLE[node.op as Op] ?? 'no rule is written for it';
  throw new WeirError('internal', `Operator '${node.op}' has no gradient: ${reason}.`);
}

/** Undoes a broadcast: sums a gradient over the axes along which its value was repeated. */
function sumTo(gradient: Node, shape: Shape): Node {
  if (sameShape(gradient.shape, shape)) return gradient;
  const axes = broadcastAxes(shape, gradient.shape);
  const summed = axes.length === 0 ? gradient : reduceSum(gradient, axes, true);
  return sameShape(summed.shape, shape) ? summed : reshape(summed, shape);
}
