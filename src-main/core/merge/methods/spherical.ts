/** Averages on a sphere, tensor by tensor: SLERP of two models, its barycentric form for several, and the Karcher mean. */
import { z } from 'zod';
import { WeirError } from '../../../contract/error.ts';
import type { Combiner, Method, MethodInputs, Region } from '../method.ts';
import { overBase } from '../share-combiner.ts';
import { type Factors, type Gram, karcherMean, multiSlerp, slerp, takeGram } from '../sphere.ts';
import { strictObject } from '../strict-object.ts';
import { NEVER } from './setting-types.ts';

/** Where the vectors begin: at 0, or at the base, so that what was learned beyond it is interpolated. */
const ORIGIN = { origin: z.enum(['zero', 'base']).default('zero') };

const SlerpSettings = strictObject(ORIGIN);
const KarcherSettings = strictObject({
  iterations: z.number().int().positive().max(1000).default(10),
  tolerance: z.number().positive().default(1e-5),
});

export type SlerpSettings = Readonly<z.output<typeof SlerpSettings>>;
export type KarcherSettings = Readonly<z.output<typeof KarcherSettings>>;

/** Factors of the models of a region from their inner products and their shares of λ. */
type Interpolate = (gram: Gram, shares: Factors, region: Region) => Factors;

const fromBase = ({ origin }: SlerpSettings): boolean => origin === 'base';

/** t is the second model's share of λ. */
export const SLERP: Method<SlerpSettings> = {
  help: 'Interpolates two models along an arc (Shoemake 1985).',
  settings: SlerpSettings,
  needsBase: fromBase,
  models: { least: 2, most: 2 },
  ruleOf: () => 'tensor',
  createCombiner: ({ origin }, inputs) =>
    createSphereCombiner(inputs, origin, (gram, [, t]) => slerp(gram, t!)),
};

export const MULTI_SLERP: Method<SlerpSettings> = {
  help: 'Interpolates several models on a sphere, around their mean (Goddard 2024).',
  settings: SlerpSettings,
  needsBase: fromBase,
  models: { least: 2 },
  ruleOf: () => 'tensor',
  createCombiner: ({ origin }, inputs) =>
    createSphereCombiner(inputs, origin, (gram, shares, { tensor }) => {
      const factors = multiSlerp(gram, shares);
      if (factors) return factors;
      if (gram.n === 2) return shares;
      throw new WeirError(
        'mismatch',
        `The models' tensors '${tensor.name}' cancel each other out, so that they have no mean on a sphere; expected other weights.`,
      );
    }),
};

export const KARCHER: Method<KarcherSettings> = {
  help: 'Finds the mean of the models on a sphere, by the length of arcs (Karcher 1977).',
  settings: KarcherSettings,
  needsBase: NEVER,
  models: { least: 2 },
  ruleOf: () => 'tensor',
  createCombiner: (settings, inputs) =>
    createSphereCombiner(inputs, 'zero', (gram, shares) => karcherMean(gram, shares, settings)),
};

function createSphereCombiner(
  inputs: MethodInputs,
  origin: 'zero' | 'base',
  interpolate: Interpolate,
): Combiner {
  const combiner: Combiner = async (region) => {
    const own = region.models.map((model) => inputs.weights[model]!);
    const total = own.reduce((a, b) => a + b, 0);
    const shares = own.map((weight) => (total > 0 ? weight / total : 1 / own.length));
    const gram = region.models.length > 1 ? await takeGram(region, origin) : undefined;
    // What is no number is found where it is merged.
    const factors = gram?.products.every(Number.isFinite) ? interpolate(gram, shares, region) : shares;
    const base = origin === 'base' ? [1 - factors.reduce((a, b) => a + b, 0)] : [];
    return {
      blend: { axis: 'all', factors: [...factors, ...base].map((factor) => Float64Array.of(factor)) },
    };
  };
  return origin === 'base' ? overBase(inputs, combiner) : combiner;
}
