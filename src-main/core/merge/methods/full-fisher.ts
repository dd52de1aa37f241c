/**
 * Fisher merging (Matena & Raffel 2022, arXiv 2111.09832): θ = Σ λ F θ_j / Σ λ F, element by element, with the diagonal of the Fisher information
 * of every parameter. `normalize`: each model's F is divided by its mean or its norm over all parameters first. `floor`: no F is taken for less.
 */
import { z } from 'zod';
import { FisherInput } from '../../../contract/commands.ts';
import { expectTensor } from '../../encoder/checkpoint.ts';
import type { TensorEntry } from '../../safetensors/header.ts';
import type { Combine, Method, MethodInputs, Region } from '../method.ts';
import type { TensorStatistics } from '../../statistics/tensor-statistics.ts';
import { strictObject } from '../strict-object.ts';
import { isScaled, SCALE } from './setting-types.ts';

export const NORMALIZATIONS = ['none', 'mean', 'norm'] as const;

const { labels, samples, seed, maxLength } = FisherInput.shape;

const Settings = strictObject({
  labels,
  samples,
  seed,
  maxLength,
  normalize: z.enum(NORMALIZATIONS).default('none'),
  floor: z.number().min(0).default(1e-6),
  ...SCALE,
});

export type FullFisherSettings = Readonly<z.output<typeof Settings>>;

export const FULL_FISHER: Method<FullFisherSettings> = {
  help: 'Weighs every parameter by its own Fisher information (arXiv 2111.09832).',
  settings: Settings,
  evidence: 'full-fisher',
  needsBase: isScaled,
  ruleOf: () => 'elements',
  createCombiner: (settings, inputs) => (region) => ({ combine: createCombine(region, settings, inputs) }),
};

const DIVISORS: Readonly<
  Record<FullFisherSettings['normalize'], (totals: TensorStatistics['totals']) => number>
> = {
  none: () => 1,
  mean: ({ sum, elements }) => sum / elements,
  norm: ({ squares }) => Math.sqrt(squares),
};

function createCombine(
  { tensor, models, hasBase, end }: Region,
  { normalize, floor, scale }: FullFisherSettings,
  { weights, statistics }: MethodInputs,
): Combine {
  const isCounted = models.some((model) => weights[model]! > 0);
  const among = models.map((model) => {
    const own = statistics[model]!;
    const entry = own.find(tensor.name);
    if (entry) requireRows(entry, tensor.shape, end);
    return {
      own,
      entry,
      factor: 1 / (DIVISORS[normalize](own.totals) || 1),
      // Words that only models of weight 0 know are merged among these all the same.
      weight: isCounted ? weights[model]! : 1,
    };
  });
  return async (values, { first, columns }, out) => {
    const begin = first * columns;
    const fishers = await Promise.all(
      among.map(async ({ own, entry }) => entry && (await own.read(entry, begin, begin + out.length))),
    );
    const base = values[models.length];
    for (let at = 0; at < out.length; at++) {
      let [sum, total, plain, lambdas] = [0, 0, 0, 0];
      for (const [model, { factor, weight }] of among.entries()) {
        // What a model's task makes no use of, such as a pooler, has no part in its loss.
        const fisher = fishers[model]?.[at] ?? 0;
        const share = weight * Math.max(floor, factor * fisher);
        const value = values[model]![at]!;
        sum += share * value;
        total += share;
        plain += weight * value;
        lambdas += weight;
      }
      const merged = total > 0 ? sum / total : plain / lambdas;
      out[at] = hasBase ? base![at]! + scale * (merged - base![at]!) : merged;
    }
  };
}

/** A model may have more rows than a merged tensor, or fewer, but those of the region. */
function requireRows(entry: TensorEntry, shape: readonly number[], end: number): void {
  const rows = entry.shape[0] ?? 0;
  expectTensor(entry, rows >= end ? shape.with(0, rows) : shape);
}
