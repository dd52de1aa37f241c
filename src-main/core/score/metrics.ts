/** The metrics: how predictions are compared with what is true. */
import { WeirError } from '../../contract/error.ts';
import type { Problem } from '../task/task-head.ts';
import { matchExactly, overlapWords } from './answers.ts';
import { countEntities, type EntityCounts, type Sentences } from './entities.ts';

/** What is compared, by what a metric reads: predictions and truth, of the same length. */
export interface Evidence {
  /** Label ids; values; for multi-label, row by row, 0 or 1 for each label. */
  readonly numbers: Compared<ArrayLike<number>>;
  /** Label names of sentences, word by word. */
  readonly sentences: Compared<Sentences>;
  /** Answers to questions, and all that are true of each. */
  readonly answers: Compared<readonly string[], readonly (readonly string[])[]>;
  /** Losses of tokens; nothing more is true of them. */
  readonly losses: Compared<readonly number[] | Float32Array, undefined>;
}

interface Compared<Predicted, Actual = Predicted> {
  readonly predicted: Predicted;
  readonly actual: Actual;
}

export interface Metric<Kind extends keyof Evidence = keyof Evidence> {
  /** The kinds of task heads that it scores. */
  readonly problems: readonly [Problem, ...Problem[]];
  readonly reads: Kind;
  /** For people. */
  readonly title: string;
  readonly higherIsBetter: boolean;
  /**
   * Predictions and truth, of the same length, to a number that is never NaN: what a formula leaves undefined (a correlation with a
   * constant, F1 without any positive) is 0, the score of knowing nothing, so that tables can be sorted and averaged.
   * Throws a WeirError ('invalid-input') for no rows, different lengths or numbers that are not finite.
   */
  compute(predicted: Evidence[Kind]['predicted'], actual: Evidence[Kind]['actual']): number;
}

type NumberMetric = Metric<'numbers'>['compute'];

export const METRICS = {
  accuracy: metric(['single-label', 'multiple-choice'], 'Accuracy', accuracy),
  /** Label 1 is the positive one. */
  f1: metric(['single-label'], 'F1', (predicted, actual) => f1(predicted, actual, 1)),
  'f1-macro': metric(['single-label'], 'F1 (macro)', f1Macro),
  matthews: metric(['single-label'], 'Matthews correlation', matthews),
  'f1-micro': metric(['multi-label'], 'F1 (micro)', (predicted, actual) => f1(predicted, actual, 1)),
  pearson: metric(['regression'], 'Pearson correlation', pearson),
  spearman: metric(['regression'], 'Spearman correlation', (predicted, actual) =>
    pearson(rank(predicted), rank(actual)),
  ),
  mse: { ...metric(['regression'], 'Mean squared error', meanSquaredError), higherIsBetter: false },
  'entity-f1': entityMetric('F1 of entities', ({ right, predicted, actual }) =>
    ratio(2 * right, predicted + actual),
  ),
  'entity-precision': entityMetric('Precision of entities', ({ right, predicted }) =>
    ratio(right, predicted),
  ),
  'entity-recall': entityMetric('Recall of entities', ({ right, actual }) => ratio(right, actual)),
  'token-accuracy': metric(['token-labels'], 'Accuracy of words', accuracy),
  'exact-match': answerMetric('Exact match', matchExactly),
  'answer-f1': answerMetric('F1 of answers', overlapWords),
  loss: lossMetric('Loss', (mean) => mean),
  /** e^loss, held to numbers that exist. */
  perplexity: lossMetric('Perplexity', (mean) => Math.min(Number.MAX_VALUE, Math.exp(mean))),
} as const satisfies Record<
  string,
  Metric<'numbers'> | Metric<'sentences'> | Metric<'answers'> | Metric<'losses'>
>;

export type MetricName = keyof typeof METRICS;

function metric(problems: Metric['problems'], title: string, compute: NumberMetric): Metric<'numbers'> {
  return {
    problems,
    reads: 'numbers',
    title,
    higherIsBetter: true,
    compute(predicted, actual) {
      requirePairs(predicted, actual);
      return compute(predicted, actual);
    },
  };
}

function entityMetric(title: string, judge: (counts: EntityCounts) => number): Metric<'sentences'> {
  return {
    problems: ['token-labels'],
    reads: 'sentences',
    title,
    higherIsBetter: true,
    compute(predicted, actual) {
      requireSameLength(predicted, actual);
      for (const [at, labels] of actual.entries()) requireSameWords(predicted[at]!, labels, at);
      return judge(countEntities(predicted, actual));
    },
  };
}

function answerMetric(
  title: string,
  judge: (predicted: string, actual: readonly string[]) => number,
): Metric<'answers'> {
  return {
    problems: ['span'],
    reads: 'answers',
    title,
    higherIsBetter: true,
    compute(predicted, actual) {
      requireSameLength(predicted, actual);
      return predicted.reduce((sum, answer, at) => sum + judge(answer, actual[at]!), 0) / actual.length;
    },
  };
}

/** Of the mean over all tokens that were asked for. */
function lossMetric(title: string, judge: (mean: number) => number): Metric<'losses'> {
  return {
    problems: ['masked-language', 'causal-language'],
    reads: 'losses',
    title,
    higherIsBetter: false,
    compute(losses) {
      requireLosses(losses);
      let sum = 0;
      for (const loss of losses) sum += loss;
      return judge(sum / losses.length);
    },
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function requireSameLength(predicted: ArrayLike<unknown>, actual: ArrayLike<unknown>): void {
  if (predicted.length === actual.length && actual.length > 0) return;
  throw new WeirError(
    'invalid-input',
    `Cannot score ${predicted.length} predictions on ${actual.length} labels; expected as many of both, and at least one.`,
  );
}

function requireSameWords(predicted: readonly string[], actual: readonly string[], at: number): void {
  if (predicted.length === actual.length) return;
  throw new WeirError(
    'invalid-input',
    `Cannot score sentence ${at + 1}: it has ${predicted.length} predictions and ${actual.length} labels.`,
  );
}

function requireLosses(losses: readonly number[] | Float32Array): void {
  if (losses.length === 0) throw new WeirError('invalid-input', 'Cannot score texts without any token.');
  const odd = losses.findIndex((loss) => !Number.isFinite(loss));
  if (odd >= 0)
    throw new WeirError('invalid-input', `Cannot score token ${odd + 1}: its loss is ${losses[odd]!}.`);
}

function requirePairs(predicted: ArrayLike<number>, actual: ArrayLike<number>): void {
  requireSameLength(predicted, actual);
  for (let row = 0; row < actual.length; row++) {
    if (Number.isFinite(predicted[row]) && Number.isFinite(actual[row])) continue;
    throw new WeirError(
      'invalid-input',
      `Cannot score row ${row + 1}: it has the prediction ${predicted[row]!} and the label ${actual[row]!}.`,
    );
  }
}

function accuracy(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  let right = 0;
  for (let row = 0; row < actual.length; row++) if (predicted[row] === actual[row]) right++;
  return right / actual.length;
}

/** 2·TP / (2·TP + FP + FN): every positive, predicted or actual, counts once in the denominator. */
function f1(predicted: ArrayLike<number>, actual: ArrayLike<number>, positive: number): number {
  let hits = 0;
  let positives = 0;
  for (let row = 0; row < actual.length; row++) {
    if (predicted[row] === positive) positives++;
    if (actual[row] === positive) positives++;
    if (predicted[row] === positive && actual[row] === positive) hits++;
  }
  return positives === 0 ? 0 : (2 * hits) / positives;
}

/** The mean over the labels that occur, predicted or actual, as scikit-learn has it. */
function f1Macro(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  const labels = [...new Set([...Array.from(predicted), ...Array.from(actual)])];
  return labels.reduce((sum, label) => sum + f1(predicted, actual, label), 0) / labels.length;
}

/** Gorodkin's R_K (Computational Biology and Chemistry 28, 2004), which for two labels is Matthews' correlation. */
function matthews(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  const rows = actual.length;
  const right = accuracy(predicted, actual) * rows;
  const predictedCounts = countValues(predicted);
  const actualCounts = countValues(actual);
  const dot = (a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>) =>
    [...a].reduce((sum, [label, count]) => sum + count * (b.get(label) ?? 0), 0);
  const spread =
    (rows ** 2 - dot(predictedCounts, predictedCounts)) * (rows ** 2 - dot(actualCounts, actualCounts));
  return spread === 0 ? 0 : (right * rows - dot(predictedCounts, actualCounts)) / Math.sqrt(spread);
}

function countValues(values: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of Array.from(values)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function pearson(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  const a = centre(predicted);
  const b = centre(actual);
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, row) => sum + value * y[row]!, 0);
  const spread = Math.sqrt(dot(a, a) * dot(b, b));
  return spread === 0 ? 0 : Math.max(-1, Math.min(1, dot(a, b) / spread));
}

/** Deviations from the mean, scaled to at most 1 so that squares neither overflow nor vanish; all 0 for a constant. */
function centre(values: ArrayLike<number>): number[] {
  const all = Array.from(values);
  if (all.every((value) => value === all[0])) return all.map(() => 0);
  const mean = all.reduce((sum, value) => sum + value / all.length, 0);
  const largest = all.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
  return all.map((value) => (value - mean) / largest);
}

/** Ranks from 1; equal values share the mean of their ranks. */
function rank(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, row) => row).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let begin = 0, end = 0; begin < order.length; begin = end) {
    while (end < order.length && values[order[end]!] === values[order[begin]!]) end++;
    for (const row of order.slice(begin, end)) ranks[row] = (begin + 1 + end) / 2;
  }
  return ranks;
}

function meanSquaredError(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < actual.length; row++) sum += (predicted[row]! - actual[row]!) ** 2;
  return sum / actual.length;
}
