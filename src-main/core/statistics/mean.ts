/** Means over the examples of a task's rows, summed in float64 batch by batch. */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { LabelReader } from '../dataset/labels.ts';
import type { Row } from '../dataset/rows.ts';
import { explainNonFinite } from '../encoder/finite.ts';
import type { FisherSettings } from '../fisher/settings.ts';
import type { Runtime } from '../graph/runtime.ts';
import { readBatches, type Batch, type BatchInput } from '../task/batches.ts';
import type { Classifier } from '../task/classifier.ts';
import { areFinite } from '../tensor/finite.ts';

export interface StatisticInput {
  readonly checkpoint: Classifier;
  readonly rows: readonly Row[];
  /** Not needed where labels come from the model itself, or do not matter. */
  readonly readLabel: LabelReader | undefined;
  readonly settings: Pick<FisherSettings, 'labels' | 'seed' | 'maxLength'>;
  readonly runtime: Runtime;
  /** What progress calls this. */
  readonly title: string;
  /** How rows become examples, where it is not by the problem. */
  readonly encode?: BatchInput['encode'] | undefined;
}

/** Sequences of each example, where the task is to choose among them. Throws 'invalid-dataset' without rows. */
export function countChoices({ checkpoint, rows }: StatisticInput): number | undefined {
  if (rows.length === 0) throw noExamples(checkpoint);
  return checkpoint.head.problem === 'multiple-choice' ? (rows[0]!.choices?.length ?? 0) : undefined;
}

/**
 * Lets `add` add every batch to `sums`, and divides them by the number of examples, which is returned. Throws 'invalid-dataset' where rows have
 * no examples, and names the tensor that is to blame for a NaN.
 */
export async function takeMeans(
  input: StatisticInput,
  tokenBudget: number,
  sums: readonly Float64Array[],
  add: (batch: Batch) => Promise<void>,
  control: Control,
): Promise<number> {
  const { checkpoint, rows, settings, runtime, title } = input;
  let [count, done] = [0, 0];
  for await (const batch of readBatches({ ...input, ...settings, tokenBudget })) {
    control.signal?.throwIfAborted();
    await add(batch);
    // A weight that is no number is told at once, not after hours.
    if (count === 0 && !sums.every(areFinite)) throw await explainNonFinite(checkpoint, runtime.device);
    count += batch.examples.length;
    done += batch.examples.filter(({ endsRow }) => endsRow).length;
    control.report?.({ phase: title, done, total: rows.length, unit: 'rows' });
  }
  if (count === 0) throw noExamples(checkpoint);
  for (const sum of sums) for (let at = 0; at < sum.length; at++) sum[at]! /= count;
  if (!sums.every(areFinite)) throw await explainNonFinite(checkpoint, runtime.device);
  return count;
}

function noExamples({ folder }: Classifier): WeirError {
  return new WeirError('invalid-dataset', `There are no rows to take anything of '${folder}' on.`);
}
