/** The task head's answer and the loss of each example, whose gradients the Fisher squares. */
import { fill, input, type Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import type { Problem, TaskHead } from './task-head.ts';

export function classify(pooled: Node, weight: Node, bias: Node): Node {
  return g.gemm(pooled, weight, { transB: true, plus: bias });
}

/** float32 [batch, outputs]: a distribution over labels, a 0 or 1 for each of several labels, or values. */
export function targetInput({ outputs }: TaskHead): Node {
  return input('target', ['batch', outputs]);
}

/** Loss of every example, [batch], as Hugging Face's sequence classifiers define it, from logits and target. */
export const LOSSES: Readonly<Record<Problem, (logits: Node, target: Node) => Node>> = {
  'single-label': (logits, target) => g.neg(g.reduceSum(g.mul(target, g.logSoftmax(logits)), [-1])),
  'multi-label': (logits, target) => g.reduceMean(g.sub(g.softplus(logits), g.mul(target, logits)), [-1]),
  regression: (logits, target) => {
    const error = g.sub(logits, target);
    return g.reduceMean(g.mul(error, error), [-1]);
  },
};

/**
 * A target drawn from the model's own distribution with the help of noise, [batch, outputs]: Gumbel noise picks one label,
 * logistic noise decides each of several, normal noise of variance 1/2 (which squared error assumes) shifts a value.
 */
export const SAMPLED_TARGETS: Readonly<Record<Problem, (logits: Node, noise: Node) => Node>> = {
  'single-label': (logits, noise) =>
    g.oneHot(g.argMax(g.add(g.detach(logits), noise)), logits.shape[1] as number),
  'multi-label': (logits, noise) => g.cast(g.greater(g.add(g.detach(logits), noise), fill(0, logits.shape))),
  regression: (logits, noise) => g.add(g.detach(logits), noise),
};
