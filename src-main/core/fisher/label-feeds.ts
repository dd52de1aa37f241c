/** What a batch's labels are, as the graph's loss reads them, by their source (a table). */
import type { Feeds } from '../graph/runtime.ts';
import { drawNoise, TARGETS, type TargetBatch } from '../task/targets.ts';
import type { Problem } from '../task/task-head.ts';

/** Problems of many answers an example, each with its share in the mean. */
const HAS_SHARES: ReadonlySet<Problem> = new Set(['token-labels', 'masked-language', 'causal-language']);

export const LABEL_FEEDS: Readonly<
  Record<'dataset' | 'sampled', (batch: TargetBatch, seed: number) => Feeds>
> = {
  dataset: (batch) => TARGETS[batch.head.problem](batch),
  sampled: (batch, seed) => {
    const { share } = HAS_SHARES.has(batch.head.problem) ? TARGETS[batch.head.problem](batch) : {};
    return { noise: drawNoise(batch, seed), ...(share && { share }) };
  },
};
