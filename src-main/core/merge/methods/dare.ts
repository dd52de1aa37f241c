/**
 * DARE (Yu et al. 2024, arXiv 2311.03099): each element of a task vector stays by chance and is divided by that chance; what is left is
 * summed (`dare-linear`), or elected as TIES does (`dare-ties`).
 */
import { z } from 'zod';
import type { Method } from '../method.ts';
import { strictObject } from '../strict-object.ts';
import { createTaskVectorCombiner } from '../task-vectors.ts';
import { ALWAYS, density, SEED } from './setting-types.ts';

const settingsOf = (average: boolean, scale: number) =>
  strictObject({
    density: density(0.5),
    scale: z.number().default(scale),
    average: z.boolean().default(average),
    rescale: z.enum(['expected', 'norm', 'none']).default('expected'),
    ...SEED,
  });

export type DareSettings = Readonly<z.output<ReturnType<typeof settingsOf>>>;

const method = (help: string, elect: boolean, scale: number): Method<DareSettings> => ({
  help,
  settings: settingsOf(elect, scale),
  needsBase: ALWAYS,
  ruleOf: () => 'elements',
  createCombiner: ({ density: part, scale: by, average, rescale, seed }, inputs) => {
    const sparsification = { kind: 'random', density: part, rescale, seed } as const;
    return createTaskVectorCombiner({ sparsification, elect, average, scale: by }, inputs);
  },
});

export const DARE_LINEAR = method(
  'Keeps changes from the base by chance, makes up for the others, and adds them (arXiv 2311.03099).',
  false,
  0.4,
);

export const DARE_TIES = method(
  'Keeps changes from the base by chance, elects their signs, and averages those that agree (arXiv 2311.03099).',
  true,
  1,
);
