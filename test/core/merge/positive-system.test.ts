/** Systems of a positive matrix: what is found, multiplied back, is what was asked for; what is not positive is told. */
import { describe, expect, it } from 'vitest';
import { solvePositive } from '../../../src-main/core/merge/positive-system.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';

/** XᵀX of twice as many rows as columns. */
function drawPositive(n: number, seed: number): Float64Array {
  const random = createRandom(seed);
  const rows = Array.from({ length: 2 * n }, () => Array.from({ length: n }, () => random.normal()));
  return Float64Array.from({ length: n * n }, (_, at) =>
    rows.reduce((sum, row) => sum + row[Math.floor(at / n)]! * row[at % n]!, 0),
  );
}

it.each([1, 2, 3, 4, 5, 8, 23, 64])('of %i rows', (n) => {
  const m = 7;
  const a = drawPositive(n, n);
  const random = createRandom(100 + n);
  const wanted = Float64Array.from({ length: n * m }, () => random.normal());
  const b = wanted.map((_, at) => {
    const [row, column] = [Math.floor(at / m), at % m];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[row * n + k]! * wanted[k * m + column]!;
    return sum;
  });
  expect(solvePositive(a.slice(), b, n, m)).toBe(true);
  for (const [at, value] of b.entries()) expect(value).toBeCloseTo(wanted[at]!, 8);
});

describe('a matrix that is not positive is told', () => {
  it.each([
    ['zero', [0, 0, 0, 0]],
    ['negative', [-1, 0, 0, 1]],
    ['indefinite', [1, 2, 2, 1]],
    ['of rank one', [1, 1, 1, 1]],
    ['with a NaN', [1, Number.NaN, Number.NaN, 1]],
  ])('%s', (_, values) => {
    expect(solvePositive(Float64Array.from(values), new Float64Array(2), 2, 1)).toBe(false);
  });
});
