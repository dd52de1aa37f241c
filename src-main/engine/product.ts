/** A matrix product with a known answer: what a device is judged and timed by. */
import { input } from '../core/graph/node.ts';
import { gemm } from '../core/graph/operators.ts';
import type { Feed, Runtime } from '../core/graph/runtime.ts';

/** [m,k] · [k,n] */
export type ProductSizes = readonly [m: number, k: number, n: number];

export interface ProductTiming {
  /** GFLOP/s, by the median of the runs. */
  readonly rate: number;
  /** What is wrong with the product, if anything is. */
  readonly fault: string | undefined;
}

/** Times a product of which every value is known; `k` is even. Throws 'no-device' where the device cannot compute it at all. */
export async function timeProduct(
  runtime: Runtime,
  [m, k, n]: ProductSizes,
  runs: number,
): Promise<ProductTiming> {
  const y = gemm(input('a', [m, k]), input('b', [n, k]), { transB: true });
  await using session = await runtime.open({ outputs: { y } });
  const feeds = { a: matrix(m, k, left), b: matrix(n, k, (row, column) => right(row) * (column % 2)) };
  // The first run compiles kernels and allocates.
  const fault = findFault((await session.run(feeds)).y!, [m, k, n]);
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    await session.run(feeds);
    times.push(performance.now() - began);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
  return { rate: (2 * m * k * n) / median / 1e6, fault };
}

/** Small whole numbers, so that sums are exact in every float type: a[i,·] = left(i), b[j,c] = right(j) where c is odd. */
const left = (row: number): number => (row % 7) - 3;
const right = (row: number): number => (row % 5) - 2;

function matrix(rows: number, columns: number, value: (row: number, column: number) => number): Feed {
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) values[row * columns + column] = value(row, column);
  }
  return { values, shape: [rows, columns] };
}

function findFault(y: Float32Array, [m, k, n]: ProductSizes): string | undefined {
  for (let at = 0; at < m * n; at++) {
    const expected = left(Math.floor(at / n)) * right(at % n) * (k / 2);
    if (y[at] !== expected) return `it computes ${y[at] ?? 'nothing'} where a matrix product has ${expected}`;
  }
  return undefined;
}
