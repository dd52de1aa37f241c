/**
 * Fisher mask nodes (arXiv 2403.09891): θ = Σ λ F θ_j / Σ λ F, with the Fisher of the mask that gates a parameter. With `sparsify` the same
 * shares weigh task vectors that were thinned out first: θ = θ₀ + scale · Σ share_j δ_j, with TIES's election of signs or DARE's chance.
 */
import { z } from 'zod';
import { FisherInput } from '../../../contract/commands.ts';
import type { Method } from '../method.ts';
import { SCHEME_NAMES, SCHEMES } from '../schemes.ts';
import { createShareCombiner, weighRegion } from '../share-combiner.ts';
import type { Sparsification } from '../sparsification.ts';
import { strictObject } from '../strict-object.ts';
import { createTaskVectorCombiner } from '../task-vectors.ts';
import { createWeigher } from '../weighting.ts';
import { isScaled, SCALE } from './setting-types.ts';

/** What is done to task vectors before they are weighed. */
export const SPARSIFY = ['none', 'ties', 'dare'] as const;

const Settings = strictObject({
  scheme: z.enum(SCHEME_NAMES).default('paper'),
  ...FisherInput.shape,
  normalize: z.enum(['none', 'mean']).default('none'),
  ...SCALE,
  sparsify: z.enum(SPARSIFY).default('none'),
  density: z.number().gt(0).max(1).optional(),
});

export type FisherMaskSettings = Readonly<z.output<typeof Settings>>;

/** The densities that the papers found good. */
const DENSITIES = { ties: 0.2, dare: 0.5 } as const;

const THINNINGS: Readonly<Record<'ties' | 'dare', Pick<Sparsification, 'kind' | 'rescale'>>> = {
  ties: { kind: 'magnitude', rescale: 'none' },
  dare: { kind: 'random', rescale: 'expected' },
};

export const FISHER_MASK: Method<FisherMaskSettings> = {
  help: 'Weighs by the Fisher information of heads and neurons (arXiv 2403.09891).',
  settings: Settings,
  evidence: 'mask-fisher',
  needsBase: (settings) => isScaled(settings) || settings.sparsify !== 'none',
  ruleOf: (role, { scheme }) => SCHEMES[scheme][role],
  notes: ({ scheme }) =>
    scheme === 'paper'
      ? [
          "Scheme 'paper' does as the authors' code: a head or neuron whose Fisher is 0 in every model counts as 1 when the means " +
            'of its layer are taken, so that one dead head can swamp its layer.',
        ]
      : [],
  findFault: ({ sparsify, density }) =>
    sparsify === 'none' && density !== undefined
      ? ['density', "needs 'sparsify', 'ties' or 'dare', to say of what"]
      : undefined,
  createCombiner: ({ scheme, normalize, scale, sparsify, density, seed }, inputs) => {
    const { weights, fishers } = inputs;
    const weigh = createWeigher({ weights, fishers, normalize, deadCountOne: scheme === 'paper' });
    if (sparsify === 'none') return createShareCombiner(weigh, scale);
    const sparsification = { ...THINNINGS[sparsify], density: density ?? DENSITIES[sparsify], seed };
    const elect = sparsify === 'ties';
    // Of all models the shares add up to 1, of those who agree to less.
    const rule = { sparsification, elect, average: elect, scale };
    return createTaskVectorCombiner(rule, inputs, (region) => weighRegion(weigh, region));
  },
};
