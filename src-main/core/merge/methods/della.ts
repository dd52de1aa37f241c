/**
 * DELLA (Deep et al. 2024, arXiv 2406.11617): as DARE, but of each row the larger elements are the likelier to stay, with chances from
 * density − epsilon to density + epsilon by rank; then elected (`della`) or summed (`della-linear`).
 */
import { z } from 'zod';
import type { Method } from '../method.ts';
import { strictObject } from '../strict-object.ts';
import { createTaskVectorCombiner } from '../task-vectors.ts';
import { ALWAYS, density, SEED } from './setting-types.ts';

const settingsOf = (average: boolean, scale: number) =>
  strictObject({
    density: density(0.5),
    epsilon: z.number().min(0).lt(0.5).default(0.15),
    scale: z.number().default(scale),
    average: z.boolean().default(average),
    rescale: z.enum(['expected', 'norm', 'none']).default('expected'),
    ...SEED,
  });

export type DellaSettings = Readonly<z.output<ReturnType<typeof settingsOf>>>;

const method = (help: string, elect: boolean, scale: number): Method<DellaSettings> => ({
  help,
  settings: settingsOf(elect, scale),
  needsBase: ALWAYS,
  ruleOf: () => 'elements',
  findFault: ({ density: part, epsilon }) => {
    // Without the last digit, in which 0.7 − 0.3 is not 0.4.
    const [least, most] = [part - epsilon, part + epsilon].map((chance) => Number(chance.toPrecision(12)));
    if (part === 1 || (least! > 0 && most! < 1)) return undefined;
    return [
      'epsilon',
      `with density ${part} gives chances from ${least!} to ${most!}; expected them between 0 and 1`,
    ];
  },
  createCombiner: ({ density: part, epsilon, scale: by, average, rescale, seed }, inputs) => {
    const sparsification = { kind: 'ranked', density: part, epsilon, rescale, seed } as const;
    return createTaskVectorCombiner({ sparsification, elect, average, scale: by }, inputs);
  },
});

export const DELLA = method(
  'Keeps changes from the base by chance, the larger the likelier, elects their signs, and averages those that agree (arXiv 2406.11617).',
  true,
  1,
);

export const DELLA_LINEAR = method(
  'Keeps changes from the base by chance, the larger the likelier, and adds them (arXiv 2406.11617).',
  false,
  0.4,
);
