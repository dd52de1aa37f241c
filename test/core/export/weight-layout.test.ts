/** Where weights lie in the file beside an ONNX file. */
import { expect, it } from 'vitest';
import { layOutWeights } from '../../../src-main/core/export/weight-layout.ts';
import { weight } from '../../../src-main/core/graph/node.ts';
import { add, gemm } from '../../../src-main/core/graph/operators.ts';

it('puts each weight once where it can be read and, where it is large, mapped', () => {
  const [a, b, c] = [weight('a', [5]), weight('b', [512, 1024]), weight('c', [3])];
  const rows = gemm(b, b, { transB: true });
  const graph = { outputs: { one: add(a, a), two: rows, three: add(c, c) } };
  const lengths: Readonly<Record<string, number>> = { a: 20, b: 2 ** 21, c: 12 };
  const { weights, size, locate } = layOutWeights(graph, 'weights', (name) => lengths[name]!);
  expect(weights).toEqual([
    { name: 'a', offset: 0, length: 20 },
    { name: 'b', offset: 4096, length: 2 ** 21 },
    { name: 'c', offset: 4096 + 2 ** 21, length: 12 },
  ]);
  expect(size).toBe(4096 + 2 ** 21 + 12);
  expect(locate('b')).toEqual({ location: 'weights', offset: 4096, length: 2 ** 21 });
});
