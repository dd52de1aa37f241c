/**
 * The diagonal of the Fisher information of every parameter of the encoder (Matena & Raffel 2022, arXiv 2111.09832): the mean over examples of
 * the squared gradient of each example's own loss. Hundreds of times the numbers of the mask Fisher, and one example at a time.
 */
import type { Control } from '../../contract/progress.ts';
import { openSession } from '../encoder/session.ts';
import { LABEL_FEEDS } from '../fisher/label-feeds.ts';
import type { Feeds, Fetches, Session } from '../graph/runtime.ts';
import type { Batch } from '../task/batches.ts';
import { feedRows } from '../task/targets.ts';
import { countElements } from '../tensor/shape.ts';
import { expandExpectation } from './expectation.ts';
import { buildFullGraph, type TensorGradient } from './full-graph.ts';
import { countChoices, type StatisticInput, takeMeans } from './mean.ts';
import type { Statistic } from './statistic.ts';

/** A pass whose squared gradients count `weight` times. */
interface Pass {
  readonly feeds: Feeds;
  readonly weight: number;
}

/** Throws 'invalid-dataset' without rows, and names the tensor that is to blame for a NaN. */
export async function computeFullFisher(input: StatisticInput, control: Control = {}): Promise<Statistic> {
  const { checkpoint, settings, runtime } = input;
  if (settings.labels === 'expected') expandExpectation(checkpoint.head.problem);
  const { graph, tensors } = buildFullGraph(checkpoint, settings.labels, countChoices(input));
  await using session = await openSession(runtime, graph, checkpoint);
  const sums = tensors.map(({ shape }) => new Float64Array(countElements(shape)));
  const addBatch = async (batch: Batch): Promise<void> => {
    for (const { feeds, weight } of await listPasses(batch, session, input)) {
      control.signal?.throwIfAborted();
      const fetched = await session.run({ ...batch.feeds, ...feeds });
      for (const [at, tensor] of tensors.entries()) addSquares(tensor, fetched, weight, sums[at]!);
    }
  };
  // A budget of one token holds one example.
  const count = await takeMeans(input, 1, sums, addBatch, control);
  const named = tensors.map(({ name, shape }, at) => [name, { shape, values: sums[at]! }] as const);
  return { tensors: new Map(named), same: new Map(), count };
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
  const width = countElements(shape.slice(1));
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
