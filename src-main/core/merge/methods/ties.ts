/**
 * TIES (Yadav et al. 2023, arXiv 2306.01708): of each task vector the largest elements stay, signs are elected, and those who agree are
 * averaged: θ = θ₀ + scale · Σ_agree λ_j δ_j / Σ_agree λ_j.
 */
import { z } from 'zod';
import type { Method } from '../method.ts';
import { strictObject } from '../strict-object.ts';
import { createTaskVectorCombiner } from '../task-vectors.ts';
import { ALWAYS, density, SCALE } from './setting-types.ts';

const Settings = strictObject({
  density: density(0.2),
  ...SCALE,
  average: z.boolean().default(true),
  rescale: z.enum(['none', 'norm']).default('none'),
});

export type TiesSettings = Readonly<z.output<typeof Settings>>;

export const TIES: Method<TiesSettings> = {
  help: 'Keeps the largest changes from the base, elects their signs, and averages those that agree (arXiv 2306.01708).',
  settings: Settings,
  needsBase: ALWAYS,
  ruleOf: () => 'elements',
  createCombiner: ({ density: part, scale, average, rescale }, inputs) => {
    const sparsification = { kind: 'magnitude', density: part, rescale, seed: 0 } as const;
    return createTaskVectorCombiner({ sparsification, elect: true, average, scale }, inputs);
  },
};
