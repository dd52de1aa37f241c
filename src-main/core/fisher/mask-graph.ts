/** The graph that yields every example's gradients of all mask nodes in one batched pass. */
import { buildClassifier } from '../encoder/classifier.ts';
import type { Classifier } from '../encoder/checkpoint.ts';
import { LOSSES, SAMPLED_TARGETS, targetInput } from '../encoder/objective.ts';
import type { TaskHead } from '../encoder/task-head.ts';
import { checkGraph } from '../graph/check.ts';
import { differentiate } from '../graph/gradient.ts';
import { input, type Graph, type Node } from '../graph/node.ts';
import { mul, reduceSum } from '../graph/operators.ts';
import { simplify } from '../graph/simplify.ts';
import type { FisherSettings } from './settings.ts';

/** What is differentiated, [batch], by the labels' source; each reads one more input of shape [batch, outputs]. */
const OBJECTIVES: Readonly<Record<FisherSettings['labels'], (logits: Node, head: TaskHead) => Node>> = {
  dataset: (logits, head) => LOSSES[head.problem](logits, targetInput(head)),
  sampled: (logits, head) => {
    const target = SAMPLED_TARGETS[head.problem](logits, input('noise', logits.shape));
    return LOSSES[head.problem](logits, target);
  },
  // Σ_k seed_k · logit_k: its gradient is any wanted combination of the logits' own gradients.
  expected: (logits) => reduceSum(mul(logits, input('seed', logits.shape)), [-1]),
};

/** Outputs: `heads.0` … [batch, heads, 1, 1], `neurons.0` … [batch, 1, neurons], and `logits` [batch, outputs]. */
export function buildMaskGraph(checkpoint: Classifier, labels: FisherSettings['labels']): Graph {
  const { logits, masks } = buildClassifier(checkpoint);
  const loss = OBJECTIVES[labels](logits, checkpoint.head);
  const heads = masks.map((layer) => layer.heads);
  const neurons = masks.map((layer) => layer.neurons);
  const gradients = differentiate(loss, [...heads, ...neurons]);
  const named = gradients.map((gradient, at) => {
    return [at < heads.length ? `heads.${at}` : `neurons.${at - heads.length}`, gradient] as const;
  });
  return checkGraph(simplify({ outputs: { logits, ...Object.fromEntries(named) } }));
}
