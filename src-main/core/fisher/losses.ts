/** What is differentiated, by the labels' source (a table). */
import { input, type Node } from '../graph/node.ts';
import { mul, reduceSum } from '../graph/operators.ts';
import { OBJECTIVES } from '../task/objective.ts';
import type { Problem } from '../task/task-head.ts';
import type { FisherSettings } from './settings.ts';

export const LOSSES: Readonly<Record<FisherSettings['labels'], (logits: Node, problem: Problem) => Node>> = {
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
