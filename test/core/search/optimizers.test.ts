/** What searches: on functions whose best point is known. */
import { describe, expect, it } from 'vitest';
import type { Optimizer } from '../../../src-main/core/search/optimizer.ts';
import { OPTIMIZERS } from '../../../src-main/core/search/optimizers.ts';

type Landscape = (point: readonly number[]) => number;

function climb(optimizer: Optimizer, height: Landscape, trials: number) {
  let best = { point: [] as readonly number[], value: -Infinity };
  let tried = 0;
  while (tried < trials) {
    const points = optimizer.ask().slice(0, trials - tried);
    if (points.length === 0) break;
    tried += points.length;
    const values = points.map(height);
    for (const [at, value] of values.entries()) if (value > best.value) best = { point: points[at]!, value };
    for (const point of points) for (const value of point) expect(value >= 0 && value <= 1).toBe(true);
    optimizer.tell(values);
  }
  return { ...best, tried };
}

const sphere: Landscape = (point) =>
  -point.reduce((sum, value, at) => sum + (value - 0.2 - 0.1 * at) ** 2, 0);
/** Rosenbrock's valley, its bottom at (0.75, 0.75) of the box from −2 to 2. */
const valley: Landscape = ([x, y]) => {
  const [a, b] = [4 * x! - 2, 4 * y! - 2];
  return -((1 - a) ** 2 + 100 * (b - a * a) ** 2);
};
const shape = { origin: [0.5, 0.5, 0.5], dimensions: 3, weights: 0, seed: 1 };

describe('CMA-ES', () => {
  it('finds the top of a sphere', () => {
    const { point } = climb(OPTIMIZERS['cma-es']({ ...shape, trials: 400 }), sphere, 400);
    for (const [at, value] of point.entries()) expect(value).toBeCloseTo(0.2 + 0.1 * at, 3);
  });

  it('follows a bent valley', () => {
    const input = { ...shape, dimensions: 2, origin: [0.2, 0.8], trials: 1500 };
    const { point } = climb(OPTIMIZERS['cma-es'](input), valley, 1500);
    for (const value of point) expect(value).toBeCloseTo(0.75, 3);
  });

  it('finds a top that lies in a corner of the box', () => {
    const { point } = climb(
      OPTIMIZERS['cma-es']({ ...shape, trials: 300 }),
      (at) => at.reduce((a, b) => a + b, 0),
      300,
    );
    for (const value of point) expect(value).toBeGreaterThan(0.999);
  });

  it('searches one dimension, and is the same again with its seed', () => {
    const run = (seed: number) =>
      climb(OPTIMIZERS['cma-es']({ ...shape, dimensions: 1, origin: [0.9], seed, trials: 120 }), sphere, 120);
    expect(run(1).point[0]).toBeCloseTo(0.2, 2);
    expect(run(1)).toEqual(run(1));
    expect(run(2).point).not.toEqual(run(1).point);
  });
});

describe('random points', () => {
  it('spread weights evenly over all shares', () => {
    const [points] = [OPTIMIZERS.dirichlet({ ...shape, weights: 2, trials: 4000 }).ask()];
    for (const point of points) expect(point[0]! + point[1]!).toBeCloseTo(1, 12);
    const quarter = points.filter(([share]) => share! < 0.25).length / points.length;
    expect(quarter).toBeGreaterThan(0.22);
    expect(quarter).toBeLessThan(0.28);
  });
});

describe('a grid', () => {
  it('has as many levels as there is time for, and equal ratios once', () => {
    const points = OPTIMIZERS.grid({ ...shape, dimensions: 2, weights: 2, trials: 9 }).ask();
    expect(points).toEqual([
      [0.5, 0],
      [0, 0.5],
      [0.5, 0.5],
      [1, 0.5],
      [0.5, 1],
    ]);
    expect(
      OPTIMIZERS.grid({ ...shape, dimensions: 1, weights: 0, trials: 5 })
        .ask()
        .flat(),
    ).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it('ends when it was told', () => {
    const grid = OPTIMIZERS.grid({ ...shape, trials: 8 });
    expect(climb(grid, sphere, 100).tried).toBe(8);
    expect(grid.ask()).toEqual([]);
  });
});
