/** Scores a classifier on a dataset by its task's metrics. */
import type { Control } from '../../contract/progress.ts';
import type { LabelReader } from '../dataset/labels.ts';
import type { TaskHead } from '../encoder/task-head.ts';
import { METRICS, type MetricName } from './metrics.ts';
import { describePermutation, findPermutation } from './permutation.ts';
import { predict, type PredictionInput } from './predictions.ts';

export interface ScoringInput extends PredictionInput {
  readonly readLabel: LabelReader;
  readonly metrics: readonly MetricName[];
  /** Of rows, for progress. */
  readonly total: number;
  /** What progress calls this. */
  readonly title: string;
}

export interface Scores {
  readonly metrics: Readonly<Partial<Record<MetricName, number>>>;
  readonly rows: number;
  /** What the user should know: a label order that seems permuted. */
  readonly warnings: readonly string[];
}

/** What a metric compares, by the kind of head: label ids, a 0 or 1 for each label, or values. */
const ANSWERS: Readonly<
  Record<TaskHead['problem'], (outputs: ArrayLike<number>, isTarget: boolean) => number[]>
> = {
  'single-label': (outputs) => [indexOfLargest(outputs)],
  'multi-label': (outputs, isTarget) => Array.from(outputs, (value) => Number(value > (isTarget ? 0.5 : 0))),
  regression: (outputs) => Array.from(outputs),
};

export async function computeScores(input: ScoringInput, control: Control = {}): Promise<Scores> {
  const { head } = input.checkpoint;
  const answer = ANSWERS[head.problem];
  const predicted: number[] = [];
  const actual: number[] = [];
  let rows = 0;
  for await (const { logits, target } of predict(input, control)) {
    predicted.push(...answer(logits, false));
    actual.push(...answer(target!, true));
    rows++;
    control.report?.({ phase: input.title, done: rows, total: input.total, unit: 'rows' });
  }
  const metrics = input.metrics.map((name) => [name, METRICS[name].compute(predicted, actual)] as const);
  return { metrics: Object.fromEntries(metrics), rows, warnings: findWarnings(head, predicted, actual) };
}

function findWarnings(head: TaskHead, predicted: readonly number[], actual: readonly number[]): string[] {
  if (head.problem !== 'single-label') return [];
  const confusion = head.labels.map(() => head.labels.map(() => 0));
  for (const [at, label] of actual.entries()) confusion[label]![predicted[at]!]!++;
  const found = findPermutation(confusion);
  return found ? [describePermutation(found, head.labels)] : [];
}

function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (values[at]! > values[best]!) best = at;
  return best;
}
