/** The graph that yields every example's gradients of all mask nodes in one batched pass. */
import { checkGraph } from '../graph/check.ts';
import { differentiate } from '../graph/gradient.ts';
import { input, type Graph, type Node } from '../graph/node.ts';
import { mul, reduceSum } from '../graph/operators.ts';
import { simplify } from '../graph/simplify.ts';
import { buildClassifier, type Classifier } from '../task/classifier.ts';
import { OBJECTIVES } from '../task/objective.ts';
import type { Problem } from '../task/task-head.ts';
import type { FisherSettings } from './settings.ts';

/** What is differentiated, by the labels' source. */
const LOSSES: Readonly<Record<FisherSettings['labels'], (logits: Node, problem: Problem) => Node>> = {
  dataset: (logits, problem) => {
    const { loss, target } = OBJECTIVES[problem];
    return loss(logits, target(logits));
  },
  sampled: (logits, problem) => {
    const { loss, sample } = OBJECTIVES[problem];
    return loss(logits, sample(logits));
  },
  // Σ_k seed_k · logit_k: its gradient is any wanted combination of the logits' own gradients.
  expected: (logits) => reduceSum(mul(logits, input('seed', logits.shape)), [-1]),
};

/**
 * Outputs: `heads.0` … [batch, heads, 1, 1], `neurons.0` … [batch, 1, neurons] and, where labels are expected, `logits` [batch, outputs].
 * `choices`: sequences of each example, where the task is to choose among them.
 */
export function buildMaskGraph(
  checkpoint: Classifier,
  labels: FisherSettings['labels'],
  choices?: number,
): Graph {
  const { logits, masks } = buildClassifier(checkpoint, choices);
  const loss = LOSSES[labels](logits, checkpoint.head.problem);
  const heads = masks.map((layer) => layer.heads);
  const neurons = masks.map((layer) => layer.neurons);
  const gradients = differentiate(loss, [...heads, ...neurons]);
  const named = gradients.map((gradient, at) => {
    return [at < heads.length ? `heads.${at}` : `neurons.${at - heads.length}`, gradient] as const;
  });
  const answers = labels === 'expected' ? { logits } : {};
  return checkGraph(simplify({ outputs: { ...answers, ...Object.fromEntries(named) } }));
}
