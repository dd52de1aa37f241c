/** How far a score may be by chance: an interval from drawing the same rows again (Efron 1979), and which answers were right. */
import { createRandom } from '../tensor/random.ts';
import { type Evidence, type Metric, METRICS, type MetricName } from './metrics.ts';

const DRAWS = 400;

/** 95 % of the scores of as many rows, drawn from them with replacement, lie from the first to the second. Undefined where that says nothing. */
export function bootstrap(
  name: MetricName,
  evidence: Partial<Evidence>,
  seed = 0,
): readonly [low: number, high: number] | undefined {
  const metric: Metric = METRICS[name];
  // Whatever it is that the metric reads, it comes as two lists.
  const { predicted, actual } = evidence[metric.reads]! as {
    readonly predicted: ArrayLike<never>;
    readonly actual: ArrayLike<never> | undefined;
  };
  const random = createRandom(seed);
  const scores: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const places = Array.from(predicted, () => random.integer(predicted.length));
    const pick = (values: ArrayLike<never>): never[] => places.map((place) => values[place]!);
    scores.push(metric.compute(pick(predicted), actual && pick(actual)));
  }
  const sorted = scores.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length < DRAWS / 2) return undefined;
  return [sorted[Math.floor(0.025 * sorted.length)]!, sorted[Math.ceil(0.975 * sorted.length) - 1]!];
}

/** Of each answer whether it is right, as bits from the lowest of each byte; undefined where answers are no labels. */
export function packOutcomes(name: MetricName, evidence: Partial<Evidence>): Uint8Array | undefined {
  const { reads } = METRICS[name];
  if (reads !== 'numbers' || name === 'pearson' || name === 'spearman' || name === 'mse') return undefined;
  const { predicted, actual } = evidence.numbers!;
  const bits = new Uint8Array(Math.ceil(predicted.length / 8));
  for (let at = 0; at < predicted.length; at++)
    if (predicted[at] === actual[at]) bits[at >> 3]! |= 1 << (at & 7);
  return bits;
}
