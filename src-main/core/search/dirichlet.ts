/** Random points: weights evenly from all shares (the Dirichlet distribution with every parameter 1), settings evenly from their range. */
import { createRandom } from '../tensor/random.ts';
import type { Optimizer, OptimizerInput } from './optimizer.ts';

export function createDirichlet({ dimensions, weights, trials, seed }: OptimizerInput): Optimizer {
  const random = createRandom(seed);
  const points = Array.from({ length: trials }, () => {
    // Exponential draws divided by their sum are spread evenly over the simplex (Devroye 1986, XI.4.2).
    const draws = Array.from({ length: weights }, () => -Math.log(1 - random.uniform()));
    const sum = draws.reduce((a, b) => a + b, 0);
    const settings = Array.from({ length: dimensions - weights }, () => random.uniform());
    return [...draws.map((draw) => draw / sum), ...settings];
  });
  let isTold = false;
  return {
    ask: () => (isTold ? [] : points),
    tell: () => {
      isTold = true;
    },
  };
}
