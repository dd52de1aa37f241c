/** Solves A·X = B of a symmetric and positive A. */

/** Row-major numbers. */
export type Numbers = Float64Array | Float32Array;

/**
 * In place, A [n, n] and B [n, m], by Cholesky's decomposition A = UᵀU: Golub & Van Loan, Matrix Computations, algorithm 4.2.1, with rows in
 * place of columns. Only the upper half of A is read. False where A is not positive.
 */
export function solvePositive(a: Float64Array, b: Float64Array, n: number, m: number): boolean {
  const factors = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    for (let above = 0; above < row; above++) factors[above] = -a[above * n + row]!;
    addRows(a, row * n + row, n - row, { of: a, begin: row, stride: n }, factors, row);
    const square = a[row * n + row]!;
    if (!(square > 0)) return false;
    divide(a, row * n + row, n - row, Math.sqrt(square));
  }
  for (let row = 0; row < n; row++) {
    for (let above = 0; above < row; above++) factors[above] = -a[above * n + row]!;
    addRows(b, row * m, m, { of: b, begin: 0, stride: m }, factors, row);
    divide(b, row * m, m, a[row * n + row]!);
  }
  for (let row = n - 1; row >= 0; row--) {
    const below = n - row - 1;
    for (let at = 0; at < below; at++) factors[at] = -a[row * n + row + 1 + at]!;
    addRows(b, row * m, m, { of: b, begin: (row + 1) * m, stride: m }, factors, below);
    divide(b, row * m, m, a[row * n + row]!);
  }
  return true;
}

/** Rows that lie as far apart as each other. */
export interface RowsOf {
  readonly of: Numbers;
  /** Where the first begins. */
  readonly begin: number;
  readonly stride: number;
}

/** to[begin …] += Σ_k factors[k] · row k, of `rows` rows; four at a time, so that the sum is loaded and kept a quarter as often. */
export function addRows(
  to: Float64Array,
  begin: number,
  count: number,
  { of, begin: first, stride }: RowsOf,
  factors: Float64Array,
  rows: number,
): void {
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const [p, q, r, s] = [factors[row]!, factors[row + 1]!, factors[row + 2]!, factors[row + 3]!];
    if (p === 0 && q === 0 && r === 0 && s === 0) continue;
    const [i, j] = [first + row * stride, first + (row + 1) * stride];
    const [k, l] = [first + (row + 2) * stride, first + (row + 3) * stride];
    for (let at = 0; at < count; at++)
      to[begin + at]! += p * of[i + at]! + q * of[j + at]! + r * of[k + at]! + s * of[l + at]!;
  }
  for (; row < rows; row++) {
    const factor = factors[row]!;
    const place = first + row * stride;
    for (let at = 0; at < count; at++) to[begin + at]! += factor * of[place + at]!;
  }
}

function divide(values: Float64Array, begin: number, count: number, by: number): void {
  for (let at = begin; at < begin + count; at++) values[at]! /= by;
}
