/** One batch's part in the Fisher, by the labels' source (a table): every example's gradient, or its expected square. */
import { WeirError } from '../../contract/error.ts';
import type { Feeds, Fetches, Session } from '../graph/runtime.ts';
import type { Batch } from '../task/batches.ts';
import { feedRows } from '../task/targets.ts';
import type { Problem, TaskHead } from '../task/task-head.ts';
import { LABEL_FEEDS } from './label-feeds.ts';
import type { FisherSettings } from './settings.ts';

/** Mask nodes of the whole encoder in one row: all layers' heads, then all layers' neurons. */
export interface MaskLayout {
  readonly layers: number;
  readonly heads: number;
  readonly neurons: number;
}

/** [examples, mask nodes]: gradients g, or squares E[g²] where the expectation over labels is already taken. */
export interface PassResult {
  readonly kind: 'gradients' | 'squares';
  readonly rows: Float32Array | Float64Array;
}

export interface BatchPass extends Pick<Batch, 'examples' | 'tokens' | 'feeds' | 'choices'> {
  readonly session: Session;
  readonly head: TaskHead;
  readonly layout: MaskLayout;
  readonly seed: number;
}

export function maskCount({ layers, heads, neurons }: MaskLayout): number {
  return layers * (heads + neurons);
}

export const PASSES: Readonly<Record<FisherSettings['labels'], (pass: BatchPass) => Promise<PassResult>>> = {
  dataset: async (pass) => gradientsOf(pass, await run(pass, LABEL_FEEDS.dataset(pass, pass.seed))),
  sampled: async (pass) => gradientsOf(pass, await run(pass, LABEL_FEEDS.sampled(pass, pass.seed))),
  expected: (pass) => EXPECTATIONS[pass.head.problem](pass),
};

function run({ session, feeds }: BatchPass, more: Feeds): Promise<Fetches> {
  return session.run({ ...feeds, ...more });
}

/**
 * E[g²] over the model's own labels, from the gradients J_k of the logits. With softmax probabilities p, the label c gives
 * g_c = Σ_k p_k J_k − J_c, so E[g²] = Σ_c p_c g_c², the variance of J under p. Only differences of J count, so the last
 * label's own pass is left out: its J is 0. Mean and variance grow label by label (West, CACM 22, 1979), so that memory does not.
 */
async function expectSingleLabel(pass: BatchPass): Promise<PassResult> {
  const { examples, layout } = pass;
  const masks = maskCount(layout);
  const outputs = countOutputs(pass);
  const last = outputs - 1;
  const means = new Float64Array(examples.length * masks);
  const rows = new Float64Array(examples.length * masks);
  const sums = new Float64Array(examples.length);
  for (let k = 0; k < last; k++) {
    const fetched = await runSeeded(pass, (label) => (label === k ? 1 : label === last ? -1 : 0));
    const gradients = gradientsOf(pass, fetched).rows;
    for (let example = 0; example < examples.length; example++) {
      const p = softmax(fetched.logits!.subarray(example * outputs, (example + 1) * outputs));
      sums[example]! += k === 0 ? p[last]! + p[k]! : p[k]!;
      const share = p[k]! / (sums[example]! || 1);
      for (let at = example * masks; at < (example + 1) * masks; at++) {
        const deviation = gradients[at]! - means[at]!;
        means[at]! += share * deviation;
        rows[at]! += p[k]! * deviation * (gradients[at]! - means[at]!);
      }
    }
  }
  return { kind: 'squares', rows };
}

/** Independent outputs: E[g²] = Σ_k weight(logit_k) · J_k². */
const expectIndependent =
  (weigh: (logit: number, outputs: number) => number) =>
  async (pass: BatchPass): Promise<PassResult> => {
    const { examples, head, layout } = pass;
    const masks = maskCount(layout);
    const rows = new Float64Array(examples.length * masks);
    for (let k = 0; k < head.outputs; k++) {
      const fetched = await runSeeded(pass, (label) => (label === k ? 1 : 0));
      const gradients = gradientsOf(pass, fetched).rows;
      for (let example = 0; example < examples.length; example++) {
        const weight = weigh(fetched.logits![example * head.outputs + k]!, head.outputs);
        for (let at = example * masks; at < (example + 1) * masks; at++)
          rows[at]! += weight * gradients[at]! ** 2;
      }
    }
    return { kind: 'squares', rows };
  };

/** So many answers that a pass for each would take hours. */
const refuse: (pass: BatchPass) => never = ({ head }) => {
  throw new WeirError(
    'unsupported',
    `Expected labels need a pass for each label, and an example of a ${head.problem} task has too many of them.`,
    { hint: "Take labels 'sampled' from the model, or those of the dataset." },
  );
};

const EXPECTATIONS: Readonly<Record<Problem, (pass: BatchPass) => Promise<PassResult>>> = {
  'single-label': expectSingleLabel,
  'multiple-choice': expectSingleLabel,
  // y_k is 1 with p_k = σ(logit_k), and the loss is a mean over outputs: variance p(1−p), over outputs².
  'multi-label': expectIndependent((logit, outputs) => {
    const p = 1 / (1 + Math.exp(-logit));
    return (p * (1 - p)) / outputs ** 2;
  }),
  // Squared error is the likelihood of a normal of variance 1/2: E[(2ε/outputs)²] = 2/outputs².
  regression: expectIndependent((_, outputs) => 2 / outputs ** 2),
  'token-labels': refuse,
  span: refuse,
  'masked-language': refuse,
  'causal-language': refuse,
};

function countOutputs({ choices, head }: BatchPass): number {
  return choices ?? head.outputs;
}

function runSeeded(pass: BatchPass, seedOf: (label: number) => number): Promise<Fetches> {
  const row = Array.from({ length: countOutputs(pass) }, (_, label) => seedOf(label));
  return run(pass, { seed: feedRows(pass.examples.map(() => row)) });
}

/** Gathers the layers' outputs into one row an example. */
function gradientsOf({ examples, layout }: BatchPass, fetched: Fetches): PassResult {
  const { layers, heads, neurons } = layout;
  const masks = maskCount(layout);
  const rows = new Float32Array(examples.length * masks);
  for (let layer = 0; layer < layers; layer++) {
    copyColumns(fetched[`heads.${layer}`]!, heads, rows, masks, layer * heads);
    copyColumns(fetched[`neurons.${layer}`]!, neurons, rows, masks, layers * heads + layer * neurons);
  }
  return { kind: 'gradients', rows };
}

function copyColumns(
  from: Float32Array,
  width: number,
  to: Float32Array,
  stride: number,
  column: number,
): void {
  for (let begin = 0, at = column; begin < from.length; begin += width, at += stride) {
    to.set(from.subarray(begin, begin + width), at);
  }
}

function softmax(logits: Float32Array): number[] {
  const largest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
