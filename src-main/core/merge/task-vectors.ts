/** Merging by task vectors: what each model learned beyond the base, thinned out, agreed upon, and added to the base. */
import type { Blend, Rows } from './blend.ts';
import type { Combine, Combiner, MethodInputs, Region } from './method.ts';
import { overBase } from './share-combiner.ts';
import { prepareThinning, type Sparsification, subtract, type Thinning } from './sparsification.ts';

/**
 * θ = θ₀ + scale · Σ_j w_j δ_j, with δ_j = θ_j − θ₀; mergekit calls the family generalized task arithmetic.
 */
export interface TaskVectorRule {
  readonly sparsification?: Sparsification | undefined;
  /** Of each element only the vectors count whose sign is that of Σ_j w_j δ_j (TIES, equation 3). */
  readonly elect: boolean;
  /** Whether the sum is divided by the weights that went into it. */
  readonly average: boolean;
  readonly scale: number;
}

/** w_j for a region, of its models; not shares, so they need not add up to 1. */
type WeighVectors = (region: Region) => Blend;

/** λ of each model, as it was said. */
function weighByLambda({ weights }: MethodInputs): WeighVectors {
  return ({ models }) => ({ axis: 'all', factors: models.map((model) => Float64Array.of(weights[model]!)) });
}

export function createTaskVectorCombiner(
  rule: TaskVectorRule,
  inputs: MethodInputs,
  weigh: WeighVectors = weighByLambda(inputs),
): Combiner {
  const { sparsification, elect } = rule;
  return overBase(inputs, async (region) => {
    const weights = weigh(region);
    if (!sparsification && !elect) return { blend: sumVectors(weights, rule) };
    const among = region.models.map((model) => inputs.tasks[model]!);
    const begins = sparsification ? await prepareThinning(sparsification, region, among) : [];
    return {
      combine: createCombine(
        rule,
        weights,
        region.models.length,
        begins.map((begin) => begin()),
      ),
    };
  });
}

/** Without thinning and election the sum is linear: factors of the models, and of the base what is left. */
function sumVectors({ axis, factors }: Blend, { average, scale }: TaskVectorRule): Blend {
  const sums = factors[0]!.map((_, at) => factors.reduce((sum, values) => sum + values[at]!, 0));
  const scaled = factors.map((values) =>
    values.map((value, at) => (scale * value) / (average ? divisorOf(sums[at]!) : 1)),
  );
  const base = sums.map((_, at) => 1 - scaled.reduce((sum, values) => sum + values[at]!, 0));
  return { axis, factors: [...scaled, base] };
}

function createCombine(
  { elect, average, scale }: TaskVectorRule,
  { axis, factors }: Blend,
  models: number,
  thinnings: readonly Thinning[],
): Combine {
  let rooms: Float64Array[] = [];
  const weights = new Float64Array(models);
  return (values, rows, out) => {
    const base = values[models]!;
    if ((rooms[0]?.length ?? 0) < out.length)
      rooms = Array.from({ length: models }, () => new Float64Array(out.length));
    const vectors = rooms.map((room) => room.subarray(0, out.length));
    for (const [model, vector] of vectors.entries()) {
      subtract(values[model]!, base, vector);
      thinnings[model]?.(vector, rows);
    }
    const width = axis === 'all' ? out.length : rows.columns;
    for (let at = 0; at < out.length; at++) {
      if (axis === 'columns' || at % width === 0) takeWeights(factors, placeOf(axis, at, rows), weights);
      let agreed = 0;
      if (elect)
        for (let model = 0; model < models; model++) agreed += weights[model]! * vectors[model]![at]!;
      // As mergekit does, 0 counts as positive.
      const sign = agreed >= 0 ? 1 : -1;
      let sum = 0;
      let divisor = 0;
      for (let model = 0; model < models; model++) {
        const part = weights[model]! * vectors[model]![at]!;
        if (elect && Math.sign(part) !== sign) continue;
        sum += part;
        divisor += weights[model]!;
      }
      out[at] = base[at]! + (scale * sum) / (average ? divisorOf(divisor) : 1);
    }
  };
}

function placeOf(axis: Blend['axis'], at: number, { first, columns }: Rows): number {
  if (axis === 'all') return 0;
  return axis === 'rows' ? first + Math.floor(at / columns) : at % columns;
}

function takeWeights(factors: readonly Float64Array[], place: number, weights: Float64Array): void {
  for (let model = 0; model < weights.length; model++) weights[model] = factors[model]![place]!;
}

/** Where nothing went in, nothing is divided. However small, weights count by their ratios: mergekit takes sums below 1e-8 for none. */
function divisorOf(sum: number): number {
  return sum === 0 ? 1 : sum;
}
