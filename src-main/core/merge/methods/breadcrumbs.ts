/**
 * Model Breadcrumbs (Davari & Belilovsky 2023, arXiv 2312.06795): of each task vector the largest part `gamma` and the smallest go, so that
 * `density` is left; then summed (`breadcrumbs`) or elected as TIES does (`breadcrumbs-ties`).
 */
import { z } from 'zod';
import type { Method } from '../method.ts';
import { strictObject } from '../strict-object.ts';
import { createTaskVectorCombiner } from '../task-vectors.ts';
import { ALWAYS, density } from './setting-types.ts';

const Settings = strictObject({
  density: density(0.9),
  gamma: z.number().min(0).lt(1).default(0.01),
  scale: z.number().default(0.4),
  average: z.boolean().default(false),
  rescale: z.enum(['none', 'norm']).default('none'),
});

export type BreadcrumbsSettings = Readonly<z.output<typeof Settings>>;

const method = (help: string, elect: boolean): Method<BreadcrumbsSettings> => ({
  help,
  settings: Settings,
  needsBase: ALWAYS,
  ruleOf: () => 'elements',
  createCombiner: ({ density: part, gamma, scale, average, rescale }, inputs) => {
    const sparsification = { kind: 'outliers', density: part, gamma, rescale, seed: 0 } as const;
    return createTaskVectorCombiner({ sparsification, elect, average, scale }, inputs);
  },
});

export const BREADCRUMBS = method(
  'Adds changes from the base, without the largest and the smallest of them (arXiv 2312.06795).',
  false,
);

export const BREADCRUMBS_TIES = method(
  'Elects the signs of changes from the base, without the largest and the smallest of them (arXiv 2312.06795).',
  true,
);
