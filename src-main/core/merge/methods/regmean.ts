/**
 * RegMean (Jin et al. 2023, arXiv 2212.09849): each linear map becomes the one that comes nearest to every model's own outputs on that model's own
 * inputs X_j: W = (Σ λ G_j)⁻¹ Σ λ G_j W_j with G_j = X_jᵀX_j, of which elements off the diagonal are multiplied by `offDiagonal`. All else is
 * averaged by λ.
 */
import { z } from 'zod';
import { FisherInput } from '../../../contract/commands.ts';
import type { Combination, Method, MethodInputs, Region } from '../method.ts';
import { mergeLinearMaps } from '../regression.ts';
import { createShareCombiner, weighByShare } from '../share-combiner.ts';
import { strictObject } from '../strict-object.ts';
import { isScaled, SCALE } from './setting-types.ts';

const { seed, maxLength } = FisherInput.shape;

const Settings = strictObject({
  samples: z.number().int().positive().default(256),
  seed,
  maxLength,
  offDiagonal: z.number().min(0).max(1).default(0.9),
  ...SCALE,
});

export type RegMeanSettings = Readonly<z.output<typeof Settings>>;

export const REGMEAN: Method<RegMeanSettings> = {
  help: "Keeps linear maps close to every model's own outputs on its own inputs (arXiv 2212.09849).",
  settings: Settings,
  evidence: 'gram',
  needsBase: isScaled,
  ruleOf: (_, __, isMatrix) => (isMatrix ? 'inputs' : 'lambda'),
  createCombiner: ({ scale, offDiagonal }, inputs) => {
    const average = createShareCombiner(weighByShare(inputs), scale);
    return (region) =>
      knowsInputs(region, inputs) ? solve(region, { scale, offDiagonal }, inputs) : average(region);
  },
};

/** What no input is multiplied by, such as embeddings, has no Gram matrix. */
function knowsInputs({ tensor, models }: Region, { statistics }: MethodInputs): boolean {
  return models.every((model) => statistics[model]!.find(tensor.name) !== undefined);
}

async function solve(
  region: Region,
  { scale, offDiagonal }: Pick<RegMeanSettings, 'scale' | 'offDiagonal'>,
  inputs: MethodInputs,
): Promise<Combination> {
  const merged = await mergeLinearMaps(region, offDiagonal, inputs);
  return {
    combine: (values, { first, columns }, out) => {
      const base = region.hasBase ? values[region.models.length] : undefined;
      for (let at = 0; at < out.length; at++) {
        const value = merged[(first - region.first) * columns + at]!;
        out[at] = base ? base[at]! + scale * (value - base[at]!) : value;
      }
    },
  };
}
