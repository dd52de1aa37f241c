/** Every method that needs no data, written a second time: whole tensors in float64, sorted instead of selected. Papers and mergekit say what. */
import { meanOnSphere } from './sphere.ts';
import { thin, type Thinned } from './thinning.ts';
import { lengthOf, multiply, type Settings, vectorsOf, type Whole } from './whole.ts';

type Reference = (whole: Whole, settings: Settings) => Float64Array;

/** By the method's name in a recipe. */
export const REFERENCES: Readonly<Record<string, Reference>> = {
  average: (whole, { scale = 1 }) => moveFrom(whole.base, meanOf(whole), scale),
  'task-arithmetic': addVectors(undefined, false),
  ties: addVectors('magnitude', true),
  'dare-linear': addVectors('random', false),
  'dare-ties': addVectors('random', true),
  'della-linear': addVectors('ranked', false),
  della: addVectors('ranked', true),
  breadcrumbs: addVectors('outliers', false),
  'breadcrumbs-ties': addVectors('outliers', true),
  slerp: meanOnSphere('slerp'),
  'multi-slerp': meanOnSphere('multi-slerp'),
  karcher: meanOnSphere('karcher'),
  'model-stock': stockModels,
  sce: selectCalculateErase,
};

function meanOf({ models, weights, base }: Whole): Float64Array {
  const total = weights.reduce((a, b) => a + b, 0);
  return base.map((_, at) => models.reduce((sum, of, model) => sum + (weights[model]! * of[at]!) / total, 0));
}

function moveFrom(base: Float64Array, to: Float64Array, scale: number): Float64Array {
  return base.map((value, at) => value + scale * (to[at]! - value));
}

function addVectors(kind: Thinned | undefined, elect: boolean): Reference {
  return (whole, settings) => {
    const vectors = vectorsOf(whole).map((vector, model) =>
      kind ? thin(kind, vector, whole, whole.tasks[model]!, settings) : vector,
    );
    return addUp(
      whole.base,
      vectors,
      whole.weights.map((weight) => () => weight),
      { ...settings, elect },
    );
  };
}

/** Weights are those of an element. The sign that the weighted vectors sum up to is elected, 0 being positive. */
export function addUp(
  base: Float64Array,
  vectors: readonly Float64Array[],
  weights: readonly ((at: number) => number)[],
  { elect, average = false, scale = 1 }: Pick<Settings, 'average' | 'scale'> & { readonly elect: boolean },
): Float64Array {
  return base.map((value, at) => {
    const parts = vectors.map((vector, model) => weights[model]!(at) * vector[at]!);
    const sign = parts.reduce((a, b) => a + b, 0) >= 0 ? 1 : -1;
    const heard = [...parts.keys()].filter((model) => !elect || Math.sign(parts[model]!) === sign);
    const sum = heard.reduce((total, model) => total + parts[model]!, 0);
    const divisor = heard.reduce((total, model) => total + weights[model]!(at), 0);
    return value + (scale * sum) / (average && divisor > 0 ? divisor : 1);
  });
}

/** t = N cos φ / (1 + (N − 1) cos φ), with the mean of the cosines of all pairs. */
function stockModels(whole: Whole): Float64Array {
  const vectors = vectorsOf(whole);
  const cosines = vectors.flatMap((a, at) => vectors.slice(at + 1).map((b) => cosineOf(a, b)));
  const cosine = cosines.reduce((a, b) => a + b, 0) / cosines.length;
  const n = vectors.length;
  return moveFrom(whole.base, meanOf(whole), (n * cosine) / (1 + (n - 1) * cosine));
}

function cosineOf(a: Float64Array, b: Float64Array): number {
  return multiply(a, b) / (lengthOf(a) * lengthOf(b));
}

function selectCalculateErase(whole: Whole, { density = 1 }: Settings): Float64Array {
  const vectors = vectorsOf(whole);
  const variances = whole.base.map((_, at) => {
    const values = vectors.map((vector) => vector[at]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  });
  const order = [...variances.keys()].sort((a, b) => variances[b]! - variances[a]! || a - b);
  const varied = variances.filter((variance) => variance !== 0).length;
  const kept = new Set(density < 1 ? order.slice(0, Math.floor(varied * density)) : order);
  const selected = vectors.map((vector) => vector.map((value, at) => (kept.has(at) ? value : 0)));
  const squares = selected.map((vector) => multiply(vector, vector) / vector.length);
  const total = squares.reduce((a, b) => a + b, 0);
  return whole.base.map((value, at) => {
    const sign = selected.reduce((sum, vector) => sum + vector[at]!, 0) >= 0 ? 1 : -1;
    const heard = [...selected.keys()].filter((model) => Math.sign(selected[model]![at]!) === sign);
    const shares = heard.map((model) => whole.weights[model]! * (total > 0 ? squares[model]! / total : 1));
    const sum = heard.reduce((a, model, place) => a + shares[place]! * selected[model]![at]!, 0);
    const divisor = shares.reduce((a, b) => a + b, 0);
    return value + (divisor > 0 ? sum / divisor : 0);
  });
}
