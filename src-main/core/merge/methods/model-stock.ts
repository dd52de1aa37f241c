/**
 * Model stock (Jang et al. 2024, arXiv 2403.19522): θ = θ₀ + t · (Σ λ θ_j / Σ λ − θ₀) with t = N cos φ / (1 + (N − 1) cos φ), where φ is the
 * angle between the models as seen from the base; of more than two the mean of the cosines, as mergekit takes it.
 */
import type { z } from 'zod';
import type { Method } from '../method.ts';
import { createShareCombiner, overBase, weighByShare } from '../share-combiner.ts';
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
      const gram = await takeGram(region, 'base');
      const cosine = gram.products.every(Number.isFinite) ? meanCosine(gram) : 1;
      const scale = (gram.n * cosine) / (1 + (gram.n - 1) * cosine);
      return createShareCombiner(weighByShare(inputs), Number.isFinite(scale) ? scale : 1)(region);
    }),
};
