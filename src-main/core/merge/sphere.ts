/** Interpolation on a sphere, worked out in the span of the models: from their inner products alone, so that each tensor is passed over once. */
import type { Region } from './method.ts';
import { scanVectors } from './sparsification.ts';

/** Inner products of vectors, [n, n] row-major. */
export interface Gram {
  readonly n: number;
  readonly products: Float64Array;
}

/** Of a region's models as vectors from 0 or from the base. */
export async function takeGram(region: Region, origin: 'zero' | 'base'): Promise<Gram> {
  const n = region.models.length;
  const products = new Float64Array(n * n);
  const add = (vectors: readonly (Float32Array | Float64Array)[]): void => {
    for (let a = 0; a < n; a++)
      for (let b = a; b < n; b++) {
        const product = multiply(vectors[a]!, vectors[b]!);
        products[a * n + b]! += product;
        if (a !== b) products[b * n + a]! += product;
      }
  };
  if (origin === 'zero') await region.scan(add);
  else {
    const vectors: Float64Array[] = [];
    await scanVectors(region, (vector, model) => {
      vectors[model] = vector.slice();
      if (model === n - 1) add(vectors);
    });
  }
  return { n, products };
}

function multiply(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

/** By what each vector is multiplied. */
export type Factors = readonly number[];

/** Vectors that point the same way, or against each other, have no arc between them. */
const COLLINEAR = 0.9995;

/** Below it the length of a vector counts as none. */
const TINY = 1e-8;

/** Below it a sum of unit vectors counts as 0: inner products in float64 tell its length to one part in 10⁶ there, and to none at 10⁻⁸. */
const CANCELLED = 1e-5;

/** sin((1−t)Ω)/sin Ω · a + sin(tΩ)/sin Ω · b (Shoemake, SIGGRAPH 1985); linear where they are collinear. */
export function slerp(gram: Gram, t: number): Factors {
  const [a, b] = lengthsOf(gram);
  const dot = gram.products[1]! / ((a! > TINY ? a! : 1) * (b! > TINY ? b! : 1));
  if (!(Math.abs(dot) <= COLLINEAR)) return [1 - t, t];
  const angle = Math.acos(dot);
  return [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
}

/**
 * Barycentric interpolation: the unit vectors are projected onto the plane that touches the sphere at their weighted mean, averaged there, and
 * brought back; the length is the mean length (Goddard, "multislerp", 2024). Undefined where the mean is 0, which has no direction.
 */
export function multiSlerp(gram: Gram, shares: Factors): Factors | undefined {
  const lengths = lengthsOf(gram);
  const unit = normalize(gram, lengths);
  const length = normOf(unit, shares);
  if (length < CANCELLED) return undefined;
  const mean = shares.map((share) => share / length);
  const dots = mean.map((_, at) => dotWith(unit, mean, at));
  const along = shares.reduce((sum, share, at) => sum + share * dots[at]!, 0);
  const tangent = shares.map((share, at) => share - along * mean[at]!);
  const angle = normOf(unit, tangent) + TINY;
  const average = shares.reduce((sum, share, at) => sum + share * lengths[at]!, 0);
  return mean.map((value, at) =>
    scaleBack(average * (value * Math.cos(angle) + (tangent[at]! * Math.sin(angle)) / angle), lengths[at]!),
  );
}

/**
 * The Karcher mean of the unit vectors: the point of the sphere from which the directions to all of them cancel out, found by following their
 * mean (Karcher 1977; Pennec 2006, algorithm 1); the length is the mean length.
 */
export function karcherMean(
  gram: Gram,
  shares: Factors,
  { iterations, tolerance }: { readonly iterations: number; readonly tolerance: number },
): Factors {
  const lengths = lengthsOf(gram);
  const counted = shares.map((share, at) => (lengths[at]! > tolerance ? share : 0));
  const total = counted.reduce((a, b) => a + b, 0);
  if (total === 0) return shares.map(() => 0);
  const unit = normalize(gram, lengths);
  let point =
    towards(
      unit,
      counted.map((share) => share / total),
    ) ?? unitVector(counted);
  for (let round = 0; round < iterations; round++) {
    const direction = point.map(() => 0);
    for (const [at, share] of counted.entries()) {
      const dot = Math.min(1, Math.max(-1, dotWith(unit, point, at)));
      const angle = Math.acos(dot);
      // To the opposite point all ways are equally long.
      if (share === 0 || angle < tolerance || Math.PI - angle < CANCELLED) continue;
      const factor = ((share / total) * angle) / Math.sin(angle);
      for (const place of direction.keys()) direction[place]! -= factor * dot * point[place]!;
      direction[at]! += factor;
    }
    const step = normOf(unit, direction);
    if (step < tolerance) break;
    const moved = point.map((value, at) => Math.cos(step) * value + (Math.sin(step) * direction[at]!) / step);
    point = towards(unit, moved) ?? moved;
  }
  const all = shares.reduce((a, b) => a + b, 0);
  const average = shares.reduce((sum, share, at) => sum + (share / all) * lengths[at]!, 0);
  return point.map((value, at) => scaleBack(average * value, lengths[at]!));
}

/** The mean of the cosines between all pairs of `among`; NaN of less than two. */
export function meanCosine(gram: Gram, among: readonly number[]): number {
  const lengths = lengthsOf(gram);
  let [sum, pairs] = [0, 0];
  for (const [place, a] of among.entries())
    for (const b of among.slice(place + 1)) {
      const product = lengths[a]! * lengths[b]!;
      sum += product > 0 ? Math.min(1, Math.max(-1, gram.products[a * gram.n + b]! / product)) : 0;
      pairs++;
    }
  return sum / pairs;
}

function lengthsOf({ n, products }: Gram): number[] {
  return Array.from({ length: n }, (_, at) => Math.sqrt(products[at * n + at]!));
}

/** Of the vectors divided by their lengths; of one without a length, zeros. */
function normalize({ n, products }: Gram, lengths: readonly number[]): Gram {
  const invert = (length: number): number => (length > 0 ? 1 / length : 0);
  return {
    n,
    products: products.map(
      (product, at) => product * invert(lengths[Math.floor(at / n)]!) * invert(lengths[at % n]!),
    ),
  };
}

function dotWith({ n, products }: Gram, factors: Factors, at: number): number {
  return factors.reduce((sum, factor, other) => sum + factor * products[other * n + at]!, 0);
}

function normOf(gram: Gram, factors: Factors): number {
  return Math.sqrt(
    Math.max(
      0,
      factors.reduce((sum, factor, at) => sum + factor * dotWith(gram, factors, at), 0),
    ),
  );
}

function towards(gram: Gram, factors: Factors): number[] | undefined {
  const length = normOf(gram, factors);
  return length < CANCELLED ? undefined : factors.map((factor) => factor / length);
}

function unitVector(counted: Factors): number[] {
  const at = counted.findIndex((share) => share > 0);
  return counted.map((_, place) => (place === at ? 1 : 0));
}

/** From a factor of the unit vector to one of the vector itself. */
function scaleBack(factor: number, length: number): number {
  return length > 0 ? factor / length : 0;
}
