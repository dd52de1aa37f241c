/**
 * SCE (Wan et al. 2024, arXiv 2408.07990): of all positions those stay where the task vectors vary most (select), each vector weighs by its mean
 * square in the tensor (calculate), and elements against the elected sign are left out (erase). Only mean squares of 0 weigh alike; mergekit
 * takes all below 1e-6 for that, which the small changes of a fine-tuned bias are.
 */
import type { z } from 'zod';
import type { Combination, Method, MethodInputs, Region } from '../method.ts';
import { createGate, LargestSearch } from '../selection.ts';
import { listCounted, overBase } from '../share-combiner.ts';
import { subtract } from '../sparsification.ts';
import { strictObject } from '../strict-object.ts';
import { ALWAYS, density } from './setting-types.ts';

const Settings = strictObject({ density: density(1) });

export type SceSettings = Readonly<z.output<typeof Settings>>;

export const SCE: Method<SceSettings> = {
  help: 'Selects where the models differ most, weighs each by its change, and erases what goes against the others (arXiv 2408.07990).',
  settings: Settings,
  needsBase: ALWAYS,
  models: { least: 2 },
  ruleOf: () => 'elements',
  createCombiner: ({ density: part }, inputs) =>
    overBase(inputs, (region) => selectAndErase(region, part, inputs)),
};

/** Says of each position in turn, by the variance of the task vectors there, whether it stays. */
type Selection = (variance: number) => boolean;

/** What the models differ in, position by position; it lasts until the next is taken. */
interface Differences {
  /** The task vectors of the models that count: θ_j − θ₀. */
  readonly vectors: readonly Float64Array[];
  /** Of the vectors, at each position. */
  readonly variances: Float64Array;
}

async function selectAndErase(region: Region, part: number, inputs: MethodInputs): Promise<Combination> {
  const among = listCounted(region, inputs);
  const take = createDifferences(among);
  // Of one alone there is nothing to choose from.
  const begin = await prepareSelection(region, among.length > 1 ? part : 1, take);
  const squares = among.map(() => 0);
  const surveying = begin();
  await region.scan((values) => {
    const { vectors, variances } = take(values);
    for (let at = 0; at < variances.length; at++) {
      if (!surveying(variances[at]!)) continue;
      for (let model = 0; model < vectors.length; model++) squares[model]! += vectors[model]![at]! ** 2;
    }
  });
  const total = squares.reduce((a, b) => a + b, 0);
  const shares = among.map(
    (place, at) => inputs.weights[region.models[place]!]! * (total > 0 ? squares[at]! / total : 1),
  );
  const selection = begin();
  return {
    combine: (values, _, out) => {
      const base = values.at(-1)!;
      const { vectors, variances } = take(values);
      for (let at = 0; at < out.length; at++) {
        const isKept = selection(variances[at]!);
        out[at] = isKept ? base[at]! + averageOfAgreeing(vectors, shares, at) : base[at]!;
      }
    },
  };
}

function averageOfAgreeing(vectors: readonly Float64Array[], shares: readonly number[], at: number): number {
  let all = 0;
  for (const vector of vectors) all += vector[at]!;
  const sign = all >= 0 ? 1 : -1;
  let sum = 0;
  let divisor = 0;
  for (let model = 0; model < vectors.length; model++) {
    const change = vectors[model]![at]!;
    if (Math.sign(change) !== sign) continue;
    sum += shares[model]! * change;
    divisor += shares[model]!;
  }
  return divisor > 0 ? sum / divisor : 0;
}

async function prepareSelection(
  region: Region,
  part: number,
  take: (values: readonly Float32Array[]) => Differences,
): Promise<() => Selection> {
  if (part >= 1) return () => () => true;
  const count = (region.end - region.first) * region.columns;
  const search = new LargestSearch(count, (nonzero) => Math.floor(nonzero * part));
  while (!search.found) {
    await region.scan((values) => {
      search.offer(take(values).variances);
    });
    search.endPass();
  }
  const { found } = search;
  return () => createGate(found);
}

/** In memory that is set aside once. `among`: places of models in the values, of which the base comes last. */
function createDifferences(among: readonly number[]): (values: readonly Float32Array[]) => Differences {
  let rooms: Float64Array[] = [];
  return (values) => {
    const base = values.at(-1)!;
    if ((rooms[0]?.length ?? 0) < base.length)
      rooms = Array.from({ length: among.length + 1 }, () => new Float64Array(base.length));
    const [variances, ...vectors] = rooms.map((room) => room.subarray(0, base.length));
    for (const [at, place] of among.entries()) subtract(values[place]!, base, vectors[at]!);
    takeVariances(vectors, variances!);
    return { vectors, variances: variances! };
  };
}

function takeVariances(vectors: readonly Float64Array[], out: Float64Array): void {
  const n = vectors.length;
  for (let at = 0; at < out.length; at++) {
    let sum = 0;
    for (let model = 0; model < n; model++) sum += vectors[model]![at]!;
    const mean = sum / n;
    let squares = 0;
    for (let model = 0; model < n; model++) squares += (vectors[model]![at]! - mean) ** 2;
    out[at] = squares / n;
  }
}
