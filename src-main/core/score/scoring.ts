/** Scores a classifier on a dataset by its task's metrics. */
import type { Control } from '../../contract/progress.ts';
import type { LabelReader } from '../dataset/labels.ts';
import type { Row } from '../dataset/rows.ts';
import type { TaskHead } from '../task/task-head.ts';
import { createCollector } from './evidence.ts';
import { type Evidence, type Metric, METRICS, type MetricName } from './metrics.ts';
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
  /** What the metrics compared, in the order of the rows. */
  readonly evidence: Partial<Evidence>;
}

export async function computeScores(input: ScoringInput, control: Control = {}): Promise<Scores> {
  const { head } = input.checkpoint;
  const collector = createCollector(head);
  let rows = 0;
  const known = remember(input.rows, (row) => {
    collector.meet(row);
    rows++;
  });
  let done = 0;
  for await (const prediction of predict({ ...input, rows: known }, control)) {
    collector.add(prediction);
    if (!prediction.endsRow) continue;
    done++;
    control.report?.({ phase: input.title, done, total: input.total, unit: 'rows' });
  }
  const evidence = collector.finish();
  const metrics = input.metrics.map((name) => [name, compute(name, evidence)] as const);
  return { metrics: Object.fromEntries(metrics), rows, warnings: findWarnings(head, evidence), evidence };
}

async function* remember(
  rows: AsyncIterable<Row> | Iterable<Row>,
  meet: (row: Row) => void,
): AsyncGenerator<Row> {
  for await (const row of rows) {
    meet(row);
    yield row;
  }
}

/** The metric was chosen for the head, whose evidence it therefore reads. */
function compute(name: MetricName, evidence: Partial<Evidence>): number {
  const metric: Metric = METRICS[name];
  const { predicted, actual } = evidence[metric.reads]!;
  return metric.compute(predicted, actual);
}

function findWarnings(head: TaskHead, { numbers }: Partial<Evidence>): string[] {
  if (head.problem !== 'single-label' || !numbers) return [];
  const confusion = head.labels.map(() => head.labels.map(() => 0));
  const { predicted, actual } = numbers;
  for (let at = 0; at < actual.length; at++) confusion[actual[at]!]![predicted[at]!]!++;
  const found = findPermutation(confusion);
  return found ? [describePermutation(found, head.labels)] : [];
}
