/** The graph that yields every example's gradients of all mask nodes in one batched pass. */
import { checkGraph } from '../graph/check.ts';
import { differentiate } from '../graph/gradient.ts';
import type { Graph } from '../graph/node.ts';
import { simplify } from '../graph/simplify.ts';
import { buildClassifier, type Classifier } from '../task/classifier.ts';
import { LOSSES } from './losses.ts';
import type { FisherSettings } from './settings.ts';

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
