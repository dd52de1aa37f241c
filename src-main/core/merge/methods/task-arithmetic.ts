/** Task arithmetic: θ = θ₀ + scale · Σ λ_j (θ_j − θ₀) (Ilharco et al. 2023, arXiv 2212.04089); 0.4 is what they advise without data. */
import { z } from 'zod';
import type { Method } from '../method.ts';
import { strictObject } from '../strict-object.ts';
import { createTaskVectorCombiner } from '../task-vectors.ts';
import { ALWAYS } from './setting-types.ts';

const Settings = strictObject({
  scale: z.number().default(0.4),
  /** Whether the sum is divided by Σ λ. */
  average: z.boolean().default(false),
});

export type TaskArithmeticSettings = Readonly<z.output<typeof Settings>>;

export const TASK_ARITHMETIC: Method<TaskArithmeticSettings> = {
  help: 'Adds what each model learned beyond the base (arXiv 2212.04089).',
  settings: Settings,
  needsBase: ALWAYS,
  ruleOf: () => 'lambda',
  createCombiner: ({ scale, average }, inputs) =>
    createTaskVectorCombiner({ elect: false, average, scale }, inputs),
};
