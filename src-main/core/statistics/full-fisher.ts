/**
 * The diagonal of the Fisher information of every parameter of the encoder (Matena & Raffel 2022, arXiv 2111.09832): the mean over examples of
 * the squared gradient of each example's own loss. Hundreds of times the numbers of the mask Fisher, and one example at a time.
 */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { LabelReader } from '../dataset/labels.ts';
import type { Row } from '../dataset/rows.ts';
import { explainNonFinite } from '../encoder/finite.ts';
import { openSession } from '../encoder/session.ts';
import { LABEL_FEEDS } from '../fisher/label-feeds.ts';
import type { FisherSettings } from '../fisher/settings.ts';
import type { Feeds, Fetches, Runtime, Session } from '../graph/runtime.ts';
import { readBatches, type Batch, type BatchInput } from '../task/batches.ts';
import { feedRows } from '../task/targets.ts';
import type { Classifier } from '../task/classifier.ts';
import { expandExpectation } from './expectation.ts';
import { buildFullGraph, type TensorGradient } from './full-graph.ts';
import type { Statistic } from './tensor-statistics.ts';

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

/** A pass whose squared gradients count `weight` times. */
interface Pass {
  readonly feeds: Feeds;
  readonly weight: number;
}

/** Throws 'invalid-dataset' without rows, and names the tensor that is to blame for a NaN. */
export async function computeFullFisher(input: StatisticInput, control: Control = {}): Promise<Statistic> {
  const { checkpoint, rows, settings, runtime, title } = input;
  const choices = checkpoint.head.problem === 'multiple-choice' ? (rows[0]?.choices?.length ?? 0) : undefined;
  const { graph, tensors } = buildFullGraph(checkpoint, settings.labels, choices);
  await using session = await openSession(runtime, graph, checkpoint);
  const sums = new Map(
    tensors.map((tensor) => [tensor, new Float64Array(tensor.shape.reduce((a, b) => a * b, 1))]),
  );
  let [count, done] = [0, 0];
  // A budget of one token holds one example.
  for await (const batch of readBatches({ ...input, ...settings, tokenBudget: 1 })) {
    control.signal?.throwIfAborted();
    for (const { feeds, weight } of await listPasses(batch, session, input)) {
      const fetched = await session.run({ ...batch.feeds, ...feeds });
      for (const [tensor, sum] of sums) addSquares(tensor, fetched, weight, sum);
    }
    count += batch.examples.length;
    done += batch.examples.filter(({ endsRow }) => endsRow).length;
    control.report?.({ phase: title, done, total: rows.length, unit: 'rows' });
  }
  if (count === 0) {
    throw new WeirError(
      'invalid-dataset',
      `There are no rows to take the full Fisher of '${checkpoint.folder}' on.`,
    );
  }
  for (const sum of sums.values()) for (let at = 0; at < sum.length; at++) sum[at]! /= count;
  for (const sum of sums.values())
    if (!Number.isFinite(sum.reduce((a, b) => a + b, 0)))
      throw await explainNonFinite(checkpoint, runtime.device);
  return {
    tensors: new Map(Array.from(sums, ([{ name, shape }, values]) => [name, { shape, values }])),
    same: new Map(),
    count,
  };
}

async function listPasses(batch: Batch, session: Session, input: StatisticInput): Promise<Pass[]> {
  const { checkpoint, settings } = input;
  const { head } = checkpoint;
  const { labels, seed } = settings;
  if (labels !== 'expected') return [{ feeds: LABEL_FEEDS[labels]({ ...batch, head }, seed), weight: 1 }];
  const expand = expandExpectation(head.problem);
  const blank = Array<number>(batch.choices ?? head.outputs).fill(0);
  const { logits } = await session.run({ ...batch.feeds, seed: feedRows([blank]) });
  return expand([...logits!]).map(({ seed: of, weight }) => ({ feeds: { seed: feedRows([of]) }, weight }));
}

function addSquares(
  { shape, whole, rows }: TensorGradient,
  fetched: Fetches,
  weight: number,
  sum: Float64Array,
): void {
  if (whole !== undefined) {
    const gradient = fetched[whole]!;
    for (let at = 0; at < sum.length; at++) sum[at]! += weight * gradient[at]! * gradient[at]!;
    return;
  }
  const width = shape.slice(1).reduce((a, b) => a * b, 1);
  for (const [id, gradient] of gatherRows(rows, fetched, width)) {
    for (let at = 0; at < width; at++) sum[id * width + at]! += weight * gradient[at]! ** 2;
  }
}

/** The gradient of each row that was taken, summed over the places where it was. */
function gatherRows(
  rows: TensorGradient['rows'],
  fetched: Fetches,
  width: number,
): ReadonlyMap<number, Float64Array> {
  const gathered = new Map<number, Float64Array>();
  for (const { gradient, ids } of rows) {
    const values = fetched[gradient]!;
    for (const [place, id] of fetched[ids]!.entries()) {
      const row = gathered.get(id) ?? new Float64Array(width);
      gathered.set(id, row);
      for (let at = 0; at < width; at++) row[at]! += values[place * width + at]!;
    }
  }
  return gathered;
}
