/** Measures the mask Fisher beside plain matrix products on the same device. */
import type { Control } from '../../contract/progress.ts';
import type { FisherBench } from '../../contract/bench.ts';
import type { Classifier } from '../../core/task/classifier.ts';
import { computeMaskFisher } from '../../core/fisher/mask-fisher.ts';
import { DEFAULT_FISHER_SETTINGS } from '../../core/fisher/settings.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import { countElements } from '../../core/tensor/shape.ts';
import { timeProduct } from '../../engine/product.ts';
import { drawRows, readLabelInTurn, TOKENS } from './bench-rows.ts';
import { findMedian, peakBytes, ROUNDS } from './measure.ts';
import { GRADIENT_TOKENS } from './token-budget.ts';

/** Rows of a batch. */
export const ROWS = GRADIENT_TOKENS / TOKENS;

/** Batches that are measured, after one that warms up. */
const BATCHES = 4;

/** Forward and backward, one multiplication and one addition each, for every weight of a layer and every token. */
const OPERATIONS = 4;

export async function benchFisher(
  checkpoint: Classifier,
  runtime: Runtime,
  control: Control,
): Promise<{ readonly fisher: FisherBench; readonly sgemm: { readonly gflops: number } }> {
  const { hidden, neurons } = checkpoint.config;
  const weights = countMultiplied(checkpoint);
  const rateOf = (seconds: number): number => (OPERATIONS * weights * GRADIENT_TOKENS) / seconds / 1e9;
  const rounds: { readonly seconds: number; readonly gflops: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { rate: gflops } = await timeProduct(runtime, [GRADIENT_TOKENS, hidden, neurons], 20);
    rounds.push({ seconds: await timeBatch(checkpoint, runtime, control), gflops });
    control.report?.({ phase: 'Fisher', done: round + 1, total: ROUNDS, unit: 'rounds' });
  }
  const { seconds, gflops } = findMedian(rounds, (round) => rateOf(round.seconds) / round.gflops);
  return {
    sgemm: { gflops },
    fisher: {
      rows: ROWS,
      tokensPerRow: TOKENS,
      seconds,
      tokensPerSecond: GRADIENT_TOKENS / seconds,
      samplesPerSecond: ROWS / seconds,
      share: rateOf(seconds) / gflops,
      peakBytes: peakBytes(),
    },
  };
}

/** Weights that every token is multiplied by: the matrices of layers, those that several layers share once for each. */
function countMultiplied({ encoder }: Classifier): number {
  return encoder
    .filter(({ shape, layers }) => shape.length === 2 && layers.length > 0)
    .reduce((sum, { shape, layers }) => sum + layers.length * countElements(shape), 0);
}

/** Seconds of one batch in a run of several: opening the session is a long run's smallest part, and not counted. */
export async function timeBatch(
  checkpoint: Classifier,
  runtime: Runtime,
  { signal }: Control,
): Promise<number> {
  const ends: number[] = [];
  const input = {
    checkpoint,
    rows: drawRows((1 + BATCHES) * ROWS),
    readLabel: readLabelInTurn,
    settings: DEFAULT_FISHER_SETTINGS,
    runtime,
    tokenBudget: GRADIENT_TOKENS,
    title: 'Fisher',
  };
  await computeMaskFisher(input, { signal, report: () => ends.push(performance.now()) });
  const times = ends.slice(1).map((end, at) => (end - ends[at]!) / 1000);
  return findMedian(times, (seconds) => seconds);
}
