/**
 * Model stock (Jang et al. 2024, arXiv 2403.19522): θ = θ₀ + t · (Σ λ θ_j / Σ λ − θ₀) with t = N cos φ / (1 + (N − 1) cos φ), where φ is the
 * angle between the models as seen from the base; of more than two the mean of the cosines, as mergekit takes it. Of models that pull apart, t is
 * negative and grows without end, as the paper's picture does not hold for them: beyond the base it goes no farther than the average lies before.
 */
import type { z } from 'zod';
import type { Method } from '../method.ts';
import { createShareCombiner, listCounted, overBase, weighByShare } from '../share-combiner.ts';
import { meanCosine, takeGram } from '../sphere.ts';
import { strictObject } from '../strict-object.ts';
import { ALWAYS } from './setting-types.ts';

const Settings = strictObject({});

export type ModelStockSettings = Readonly<z.output<typeof Settings>>;

export const MODEL_STOCK: Method<ModelStockSettings> = {
  help: 'Averages, and goes back towards the base by how little the models agree (arXiv 2403.19522).',
  settings: Settings,
  needsBase: ALWAYS,
  models: { least: 2 },
  ruleOf: () => 'tensor',
  createCombiner: (_, inputs) =>
    overBase(inputs, async (region) => {
      const among = listCounted(region, inputs);
      const n = among.length;
      const gram = await takeGram(region, 'base');
      // What is no number is found where it is merged, and one model agrees with itself.
      const isKnown = n > 1 && gram.products.every(Number.isFinite);
      const cosine = isKnown ? meanCosine(gram, among) : 1;
      // Of opposites the divisor is 0 or, by rounding, next to it on the other side.
      const t = (n * cosine) / Math.max(0, 1 + (n - 1) * cosine);
      return createShareCombiner(weighByShare(inputs), Math.max(-1, t))(region);
    }),
};
