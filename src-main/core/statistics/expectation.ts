/** The expected square of a gradient over the model's own labels, as squares of gradients that a graph can be asked for (a table). */
import { WeirError } from '../../contract/error.ts';
import type { Problem } from '../task/task-head.ts';

/** E[g²] = Σ weight · (Σ_k seed_k J_k)², with J_k the gradient of logit k. */
export interface SeededSquare {
  readonly seed: readonly number[];
  readonly weight: number;
}

type Expand = (logits: readonly number[]) => SeededSquare[];

/** With softmax probabilities p the label c gives g_c = Σ_k p_k J_k − J_c, and is drawn with p_c. */
const chooseOne: Expand = (logits) => {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const total = powers.reduce((a, b) => a + b, 0);
  const shares = powers.map((power) => power / total);
  return shares.map((weight, label) => ({
    weight,
    seed: shares.map((share, at) => share - Number(at === label)),
  }));
};

const unit = (label: number, outputs: number): number[] =>
  Array.from({ length: outputs }, (_, at) => Number(at === label));

/** Independent outputs: E[g²] = Σ_k weight(logit_k) · J_k². */
const independently =
  (weigh: (logit: number, outputs: number) => number): Expand =>
  (logits) =>
    logits.map((logit, label) => ({ weight: weigh(logit, logits.length), seed: unit(label, logits.length) }));

/** Where a pass for each label would take hours, there is none. */
const EXPANSIONS: Readonly<Partial<Record<Problem, Expand>>> = {
  'single-label': chooseOne,
  'multiple-choice': chooseOne,
  // y_k is 1 with p_k = σ(logit_k), and the loss is a mean over outputs: variance p(1−p), over outputs².
  'multi-label': independently((logit, outputs) => {
    const p = 1 / (1 + Math.exp(-logit));
    return (p * (1 - p)) / outputs ** 2;
  }),
  // Squared error is the likelihood of a normal of variance 1/2: E[(2ε/outputs)²] = 2/outputs².
  regression: independently((_, outputs) => 2 / outputs ** 2),
};

/** Throws 'unsupported' for a problem of too many labels. */
export function expandExpectation(problem: Problem): Expand {
  const expand = EXPANSIONS[problem];
  if (expand) return expand;
  throw new WeirError(
    'unsupported',
    `Expected labels need a pass for each label, and an example of a ${problem} task has too many of them.`,
    { hint: "Take labels 'sampled' from the model, or those of the dataset." },
  );
}
