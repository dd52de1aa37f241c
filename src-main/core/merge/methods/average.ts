/** The weighted average: θ = Σ λ θ_j / Σ λ (Wortsman et al. 2022, "Model soups"; mergekit's `linear`). */
import type { z } from 'zod';
import type { Method } from '../method.ts';
import { strictObject } from '../strict-object.ts';
import { createShareCombiner, weighByShare } from '../share-combiner.ts';
import { isScaled, SCALE } from './setting-types.ts';

const Settings = strictObject(SCALE);

export type AverageSettings = Readonly<z.output<typeof Settings>>;

export const AVERAGE: Method<AverageSettings> = {
  help: 'Averages the weights by λ.',
  settings: Settings,
  needsBase: isScaled,
  ruleOf: () => 'lambda',
  createCombiner: ({ scale }, inputs) => createShareCombiner(weighByShare(inputs), scale),
};
