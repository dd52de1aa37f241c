/**
 * CMA-ES: an evolution strategy that learns the shape of what it climbs (Hansen & Ostermeier 2001; Hansen, "The CMA Evolution Strategy: A Tutorial",
 * arXiv 1604.00772, whose equations are named). Points outside of the box are judged where the box ends.
 */
import { createRandom } from '../tensor/random.ts';
import { decompose } from './eigen.ts';
import type { Optimizer, OptimizerInput } from './optimizer.ts';

/** A third of the range to begin with, as the tutorial advises. */
const STEP = 0.3;

export function createCmaEs({
  dimensions: n,
  origin,
  seed,
}: Pick<OptimizerInput, 'dimensions' | 'origin' | 'seed'>): Optimizer {
  const random = createRandom(seed);
  // Selection and its weights (equations 48 to 53).
  const offspring = 4 + Math.floor(3 * Math.log(n));
  const parents = Math.floor(offspring / 2);
  const raw = Array.from({ length: parents }, (_, at) => Math.log((offspring + 1) / 2) - Math.log(at + 1));
  const total = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((weight) => weight / total);
  const effective = 1 / weights.reduce((sum, weight) => sum + weight ** 2, 0);
  // Learning rates (equations 55 to 58).
  const pathRate = (effective + 2) / (n + effective + 5);
  const damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + pathRate;
  const covarianceRate = (4 + effective / n) / (n + 4 + (2 * effective) / n);
  const one = 2 / ((n + 1.3) ** 2 + effective);
  const many = Math.min(1 - one, (2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective));
  const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n ** 2));

  let mean = [...origin];
  let step = STEP;
  let covariance = identity(n);
  let stepPath = zeros(n);
  let covariancePath = zeros(n);
  let generation = 0;
  let samples: number[][] = [];

  return {
    ask() {
      const { values, vectors } = decompose(covariance);
      const roots = values.map((value) => Math.sqrt(Math.max(0, value)));
      samples = Array.from({ length: offspring }, () => {
        const z = roots.map((root) => root * random.normal());
        return mean.map((centre, row) => centre + step * dot(vectors[row]!, z));
      });
      return samples.map((point) => point.map((value) => Math.min(1, Math.max(0, value))));
    },
    tell(values) {
      generation++;
      const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, parents);
      if (order.length < parents) return;
      const moves = order.map((at) => samples[at]!.map((value, row) => (value - mean[row]!) / step));
      const shift = mean.map((_, row) =>
        weights.reduce((sum, weight, at) => sum + weight * moves[at]![row]!, 0),
      );
      mean = mean.map((value, row) => value + step * shift[row]!);
      const { values: own, vectors } = decompose(covariance);
      const whitened = whiten(shift, own, vectors);
      const grow = Math.sqrt(pathRate * (2 - pathRate) * effective);
      stepPath = stepPath.map((value, row) => (1 - pathRate) * value + grow * whitened[row]!);
      const length = Math.hypot(...stepPath);
      const steady =
        length / Math.sqrt(1 - (1 - pathRate) ** (2 * generation)) < (1.4 + 2 / (n + 1)) * expected;
      const climb = steady ? Math.sqrt(covarianceRate * (2 - covarianceRate) * effective) : 0;
      covariancePath = covariancePath.map((value, row) => (1 - covarianceRate) * value + climb * shift[row]!);
      const lost = steady ? 0 : covarianceRate * (2 - covarianceRate);
      covariance = covariance.map((line, row) =>
        line.map((value, column) => {
          const rankOne = covariancePath[row]! * covariancePath[column]! + lost * value;
          const rankMany = weights.reduce(
            (sum, weight, at) => sum + weight * moves[at]![row]! * moves[at]![column]!,
            0,
          );
          return (1 - one - many) * value + one * rankOne + many * rankMany;
        }),
      );
      step *= Math.exp((pathRate / damping) * (length / expected - 1));
    },
  };
}

/** C^(−1/2) · v */
function whiten(
  vector: readonly number[],
  values: readonly number[],
  vectors: readonly (readonly number[])[],
): number[] {
  const turned = values.map((value, at) => {
    const along = vector.reduce((sum, part, row) => sum + vectors[row]![at]! * part, 0);
    return value > 0 ? along / Math.sqrt(value) : 0;
  });
  return vector.map((_, row) => dot(vectors[row]!, turned));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}

function zeros(n: number): number[] {
  return Array<number>(n).fill(0);
}

function identity(n: number): number[][] {
  return Array.from({ length: n }, (_, row) =>
    Array.from({ length: n }, (_of, column) => Number(row === column)),
  );
}
