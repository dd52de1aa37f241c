/** The loss of each example, whose gradients the Fisher squares, and labels drawn from the model (a table by problem). */
import { fill, input, type Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import type { HeadKind, Problem } from './task-head.ts';

interface Objective {
  /**
   * Loss from logits, as Hugging Face's models define it for one example: [batch], or [places] with each example's shares of its own mean, so that
   * the sum over all is the sum over examples. Reads inputs `target` and, where an example has many answers, `share`.
   */
  readonly loss: (logits: Node, target: Node) => Node;
  /** What is true, as `loss` reads it. */
  readonly target: (logits: Node) => Node;
  /** A target drawn from the model's own distribution with the help of the input `noise`. */
  readonly sample: (logits: Node) => Node;
}

/** Of a distribution over the last axis. */
const crossEntropy = (logits: Node, target: Node): Node =>
  g.neg(g.reduceSum(g.mul(target, g.logSoftmax(logits)), [-1]));

/** Loss by an id of each entry, weighed by its share in its example's mean. */
const sharedCrossEntropy = (logits: Node, ids: Node): Node =>
  g.mul(g.neg(g.pick(g.logSoftmax(logits), ids)), input('share', ids.shape));

/** float32, of the logits' shape. */
const sameShape = (logits: Node): Node => input('target', logits.shape);

/** int64 [...], an id for each row of logits. */
const ids = (logits: Node): Node => input('target', logits.shape.slice(0, -1), 'int64');

/** Gumbel noise picks a label: its id. */
const drawId = (logits: Node): Node => g.argMax(g.add(g.detach(logits), input('noise', logits.shape)));

const CHOICE: Objective = {
  loss: crossEntropy,
  target: sameShape,
  sample: (logits) => g.oneHot(drawId(logits), logits.shape.at(-1)!),
};

/** One number for each row of many logits: the id at which the sum of probabilities passes it. */
const drawByOrder = (logits: Node): Node => {
  const sums = g.cumSum(g.softmax(g.detach(logits)));
  const noise = g.reshape(input('noise', logits.shape.slice(0, -1)), [...logits.shape.slice(0, -1), 1]);
  return g.argMax(g.cast(g.greater(sums, noise)));
};

const LANGUAGE: Objective = { loss: sharedCrossEntropy, target: ids, sample: drawByOrder };

export const OBJECTIVES: Readonly<Record<Problem, Objective>> = {
  'single-label': CHOICE,
  'multi-label': {
    loss: (logits, target) => g.reduceMean(g.sub(g.softplus(logits), g.mul(target, logits)), [-1]),
    target: sameShape,
    // Logistic noise decides each of several labels.
    sample: (logits) =>
      g.cast(g.greater(g.add(g.detach(logits), input('noise', logits.shape)), fill(0, logits.shape))),
  },
  regression: {
    loss: (logits, target) => {
      const error = g.sub(logits, target);
      return g.reduceMean(g.mul(error, error), [-1]);
    },
    target: sameShape,
    // Normal noise of variance 1/2, which squared error assumes, shifts a value.
    sample: (logits) => g.add(g.detach(logits), input('noise', logits.shape)),
  },
  'multiple-choice': CHOICE,
  'token-labels': { loss: sharedCrossEntropy, target: ids, sample: drawId },
  // The mean over start and end.
  span: {
    loss: (logits, ends) => g.reduceSum(g.scale(g.neg(g.pick(g.logSoftmax(logits), ends)), 0.5), [-1]),
    target: ids,
    sample: drawId,
  },
  'masked-language': LANGUAGE,
  'causal-language': LANGUAGE,
};

/** Problems whose answer is one of few outputs an example, so that an expectation over all labels can be taken. */
export const EXPECTABLE: ReadonlySet<HeadKind> = new Set(['sequence', 'multiple-choice']);
