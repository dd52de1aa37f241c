/** Weighted sums by shares that are known before a weight is read: averages, whatever weighs them. */
import { layersOf } from './plan-tensor.ts';
import type { Blend } from './blend.ts';
import type { Combiner, MethodInputs, Region } from './method.ts';
import { createWeigher, scaleAboutBase, type Weigher } from './weighting.ts';

/** θ = Σ share_j θ_j where the region has no base, θ₀ + scale · (Σ share_j θ_j − θ₀) where it has. */
export function createShareCombiner(weigh: Weigher, scale: number): Combiner {
  return (region) => {
    const shares = weighRegion(weigh, region);
    return { blend: region.hasBase ? scaleAboutBase(shares, scale) : shares };
  };
}

/** By λ alone. */
export function weighByShare({ weights }: Pick<MethodInputs, 'weights'>): Weigher {
  return createWeigher({ weights, fishers: [], normalize: 'none', deadCountOne: false });
}

/** Tokens that the base does not know have no task vector: their rows are averaged by λ. */
export function overBase(inputs: MethodInputs, combiner: Combiner): Combiner {
  const average = createShareCombiner(weighByShare(inputs), 1);
  return (region) => (region.hasBase ? combiner : average)(region);
}

/** The shares of a region's models, which add up to 1. */
export function weighRegion(weigh: Weigher, { tensor, models }: Region): Blend {
  const { rules, shape, transposed } = tensor;
  return weigh({ rules, shape, ...(transposed && { transposed }), layers: layersOf(tensor) }, models);
}

/** Places among a region's models of those that count: all of weight above 0 or, where none is, all. */
export function listCounted({ models }: Region, { weights }: Pick<MethodInputs, 'weights'>): number[] {
  const places = [...models.keys()];
  const counted = places.filter((place) => weights[models[place]!]! > 0);
  return counted.length > 0 ? counted : places;
}
