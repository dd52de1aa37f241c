/**
 * SCE (Wan et al. 2024, arXiv 2408.07990): of all positions those stay where the task vectors vary most (select), each vector weighs by its mean
 * square in the tensor (calculate), and elements against the elected sign are left out (erase). Only mean squares of 0 weigh alike; mergekit
 * takes all below 1e-6 for that, which the small changes of a fine-tuned bias are.
 */
import type { z } from 'zod';
import type { Combination, Method, MethodInputs, Region } from '../method.ts';
import { overBase } from '../share-combiner.ts';
import { createGate, LargestSearch } from '../selection.ts';
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

async function selectAndErase(region: Region, part: number, { weights }: MethodInputs): Promise<Combination> {
  const begin = await prepareSelection(region, part);
  const squares = region.models.map(() => 0);
  const surveying = begin();
  await passOver(region, (vectors) => {
    for (let at = 0; at < vectors[0]!.length; at++) {
      if (!surveying(varianceAt(vectors, at))) continue;
      for (const [model, vector] of vectors.entries()) squares[model]! += vector[at]! ** 2;
    }
  });
  const total = squares.reduce((a, b) => a + b, 0);
  const shares = region.models.map((model, at) => weights[model]! * (total > 0 ? squares[at]! / total : 1));
  const selection = begin();
  return {
    combine: (values, _, out) => {
      const base = values[region.models.length]!;
      const vectors = takeVectors(values);
      for (let at = 0; at < out.length; at++) {
        const isKept = selection(varianceAt(vectors, at));
        out[at] = base[at]! + (isKept ? averageOfAgreeing(vectors, shares, at) : 0);
      }
    },
  };
}

function averageOfAgreeing(vectors: readonly Float64Array[], shares: readonly number[], at: number): number {
  let all = 0;
  for (const vector of vectors) all += vector[at]!;
  const sign = all >= 0 ? 1 : -1;
  let [sum, divisor] = [0, 0];
  for (const [model, vector] of vectors.entries()) {
    if (Math.sign(vector[at]!) !== sign) continue;
    sum += shares[model]! * vector[at]!;
    divisor += shares[model]!;
  }
  return divisor > 0 ? sum / divisor : 0;
}

async function prepareSelection(region: Region, part: number): Promise<() => Selection> {
  if (part >= 1) return () => () => true;
  const search = new LargestSearch((nonzero) => Math.floor(nonzero * part));
  while (!search.found) {
    await passOver(region, (vectors) => {
      search.offer(vectors[0]!.map((_, at) => varianceAt(vectors, at)));
    });
    search.endPass();
  }
  const { found } = search;
  return () => createGate(found);
}

async function passOver(region: Region, visit: (vectors: readonly Float64Array[]) => void): Promise<void> {
  await region.scan((values) => {
    visit(takeVectors(values));
  });
}

/** The task vectors: θ_j − θ₀, of which the base comes last. */
function takeVectors(values: readonly Float32Array[]): Float64Array[] {
  const base = values.at(-1)!;
  return values.slice(0, -1).map((of) => {
    const vector = new Float64Array(base.length);
    subtract(of, base, vector);
    return vector;
  });
}

function varianceAt(vectors: readonly Float64Array[], at: number): number {
  let [sum, squares] = [0, 0];
  for (const vector of vectors) sum += vector[at]!;
  const mean = sum / vectors.length;
  for (const vector of vectors) squares += (vector[at]! - mean) ** 2;
  return squares / vectors.length;
}
