/** Graphs with other leaves and other names of sizes. */
import { expect, it } from 'vitest';
import { constant, fill, input } from '../../../src-main/core/graph/node.ts';
import * as g from '../../../src-main/core/graph/operators.ts';
import { printGraph } from '../../../src-main/core/graph/print.ts';
import { substitute } from '../../../src-main/core/graph/substitute.ts';
import { evaluate } from './reference.ts';

it('puts nodes in the place of inputs and infers every shape anew', () => {
  const [x, y] = [input('x', ['batch', 4]), input('y', ['batch', 4])];
  const sum = g.reshape(g.add(g.mul(x, y), fill(1, ['batch', 4])), ['4*batch']);
  const found = substitute(sum, {
    inputs: { y: constant([2], [1, 1]) },
    sizes: { batch: 'left*right' },
  });
  expect(printGraph({ outputs: { found } })).toBe(
    [
      "%0 = Input 'x' float32[left*right,4]",
      '%1 = Constant float32[1,1] {values: [2]}',
      '%2 = Mul(%0, %1)  float32[left*right,4]',
      '%3 = Fill float32[left*right,4] {value: 1}',
      '%4 = Add(%2, %3)  float32[left*right,4]',
      '%5 = Reshape(%4)  float32[4*left*right]',
      'found → %5',
    ].join('\n'),
  );
  const values = { shape: [6, 4], values: [...Array(24).keys()] };
  expect(evaluate(found, { inputs: { x: values }, sizes: { left: 2, right: 3 } }).values).toEqual(
    values.values.map((value) => 2 * value + 1),
  );
});

it('lets a value be smaller than the input where it broadcasts, and refuses one that does not', () => {
  const [ids, table] = [input('ids', ['batch', 'tokens'], 'int64'), input('table', [2, 3])];
  const sum = g.add(g.gather(table, ids), input('x', ['batch', 'tokens', 3]));
  const sizes = { batch: 'b', tokens: 't' };
  expect(substitute(sum, { inputs: { ids: constant([0], [1, 1], 'int64') }, sizes }).shape).toEqual([
    'b',
    't',
    3,
  ]);
  expect(() => substitute(sum, { inputs: { table: input('table', [2, 5]) }, sizes })).toThrow(
    'do not broadcast',
  );
});
