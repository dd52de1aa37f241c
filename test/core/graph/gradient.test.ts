/** The reverse walk: what it reaches, what it refuses. */
import { describe, expect, it } from 'vitest';
import { differentiate } from '../../../src-main/core/graph/gradient.ts';
import { fill, input, node } from '../../../src-main/core/graph/node.ts';
import {
  add,
  argMax,
  cast,
  detach,
  erf,
  greater,
  mul,
  oneHot,
  reduceMean,
  reduceSum,
} from '../../../src-main/core/graph/operators.ts';
import { evaluate } from './reference.ts';

const x = input('x', ['batch', 2]);
const bindings = { inputs: { x: { shape: [3, 2], values: [1, -2, 0.5, 3, -1, 2] } }, sizes: { batch: 3 } };

describe('a gradient', () => {
  it('adds up over every use of a value', () => {
    const [dx] = differentiate(add(mul(x, x), x), [x]);
    expect(evaluate(dx!, bindings).values).toEqual([3, -3, 2, 7, -1, 5]);
  });

  it("is every example's own where each has its own mask", () => {
    const mask = fill(1, ['batch', 1]);
    const loss = reduceSum(mul(mul(mask, x), x), [-1]);
    const [g] = differentiate(loss, [mask]);
    expect(g!.shape).toEqual(['batch', 1]);
    expect(evaluate(g!, bindings).values).toEqual([5, 9.25, 5]);
  });

  it('is zero where a target does not reach the loss', () => {
    const [dy] = differentiate(mul(x, x), [input('y', [4])]);
    expect(evaluate(dy!, bindings).values).toEqual([0, 0, 0, 0]);
  });

  it('does not pass what is detached, nor through indices', () => {
    const [dx] = differentiate(mul(detach(x), x), [x]);
    expect(evaluate(dx!, bindings).values).toEqual(bindings.inputs.x.values);
    expect(() => differentiate(oneHot(argMax(x), 2), [x])).toThrow(
      "Operator 'OneHot' has no gradient: indices are not real numbers.",
    );
    expect(() => differentiate(cast(greater(x, fill(0, ['batch', 2]))), [x])).toThrow(
      "Operator 'Cast' has no gradient",
    );
  });

  it('is refused loudly for an operator without a rule', () => {
    const odd = node('Cumsum', [x], {}, x.shape);
    expect(() => differentiate(mul(odd, x), [x])).toThrow(
      "Operator 'Cumsum' has no gradient: no rule is written for it.",
    );
  });

  it('of a mean over a size that is not known yet is refused', () => {
    expect(() => differentiate(reduceMean(x, [0]), [x])).toThrow(
      'No gradient flows to input 0 of ReduceMean',
    );
  });

  it('goes back through thousands of nodes', () => {
    let y = x;
    for (let depth = 0; depth < 20_000; depth++) y = add(y, x);
    expect(differentiate(erf(y), [x])[0]!.shape).toEqual(['batch', 2]);
  });
});
