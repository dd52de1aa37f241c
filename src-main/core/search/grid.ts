/** A grid: every dimension at so many evenly spaced values as there is time for. */
import type { Optimizer, OptimizerInput } from './optimizer.ts';

export function createGrid({ dimensions, weights, trials }: OptimizerInput): Optimizer {
  const levels = Math.max(2, Math.floor((trials + 1e-9) ** (1 / dimensions)));
  const points: number[][] = [];
  const seen = new Set<string>();
  for (let number = 0; number < levels ** dimensions && points.length < trials; number++) {
    const point = Array.from(
      { length: dimensions },
      (_, at) => (Math.floor(number / levels ** at) % levels) / (levels - 1),
    );
    const shares = point.slice(0, weights);
    const sum = shares.reduce((a, b) => a + b, 0);
    // No model at all is no merge, and of equal ratios one is enough.
    if (weights > 0 && sum === 0) continue;
    const key = [...shares.map((share) => (share / sum).toFixed(9)), ...point.slice(weights)].join();
    if (!seen.has(key)) points.push(point);
    seen.add(key);
  }
  let isTold = false;
  return {
    ask: () => (isTold ? [] : points),
    tell: () => {
      isTold = true;
    },
  };
}
