/** Methods where many elements are alike, and where a tensor is read in parts: what stays must not depend on how it is cut. */
import { describe, expect, it } from 'vitest';
import type { MethodName } from '../../../../src-main/core/merge/methods.ts';
import { createRandom } from '../../../../src-main/core/tensor/random.ts';
import { worstError } from '../../../golden.ts';
import { combine, combinerOf } from './regions.ts';
import { REFERENCES } from './references.ts';

const CASES: readonly (readonly [MethodName, object])[] = [
  ['ties', { density: 0.3 }],
  ['ties', { density: 0.5, rescale: 'norm' }],
  ['breadcrumbs', { density: 0.5, gamma: 0.2 }],
  ['breadcrumbs-ties', { density: 0.2, gamma: 0.4 }],
  ['dare-linear', {}],
  ['dare-ties', { rescale: 'norm' }],
  ['della', {}],
  ['della-linear', { density: 0.3 }],
  ['sce', { density: 0.4 }],
  ['sce', {}],
];

const WEIGHTS = [1, 0.5, 2];

/** Small whole numbers: every size is there many times, sums cancel out, many changes are 0. */
const coarse = (seed: number, count: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.integer(5) - 2);
};

const alike = (value: number) => (_: number, count: number) => new Float32Array(count).fill(value);

describe.each([
  ['a matrix', [37, 11]],
  ['a vector', [407]],
  ['a matrix of one row', [1, 407]],
] as const)('of %s', (_, shape) => {
  const count = shape.reduce((a: number, b) => a * b, 1);
  const isVector = shape.length === 1;

  async function expectSame(method: MethodName, given: object, draw: typeof coarse): Promise<void> {
    const values = [1, 2, 3, 4].map((seed) => draw(seed, count));
    const wide = values.map((of) => Float64Array.from(of));
    const { settings } = combinerOf(method, given, { weights: WEIGHTS });
    const whole = {
      ...{ name: 'a.weight', shape, weights: WEIGHTS, tasks: ['t0', 't1', 't2'] },
      ...{ models: wide.slice(0, 3), base: wide[3]! },
    };
    const expected = REFERENCES[method]!(whole, settings);
    // DELLA ranks a vector in one piece; no vector is as long as a chunk.
    const cuts = isVector && method.startsWith('della') ? [count] : [1, 5, shape[0], 1000];
    for (const rowsAtOnce of cuts) {
      const { combiner } = combinerOf(method, given, { weights: WEIGHTS });
      const found = await combine(combiner, { shape, values, rowsAtOnce });
      expect(worstError(found, expected), `${rowsAtOnce} rows at once`).toBeLessThan(1e-6);
    }
  }

  it.each(CASES)(
    '%s with %j keeps the first of equals, however the tensor is cut',
    async (method, settings) => {
      await expectSame(method, settings, coarse);
    },
  );

  it.each(CASES)('%s with %j of models that are all the base is the base', async (method, settings) => {
    await expectSame(method, settings, alike(0.5));
    const values = [1, 2, 3, 4].map(() => alike(0.5)(0, count));
    const { combiner } = combinerOf(method, settings, { weights: WEIGHTS });
    expect(await combine(combiner, { shape, values })).toEqual(values[0]);
  });

  it.each(CASES)('%s with %j of one change everywhere is the formula', async (method, settings) => {
    await expectSame(method, settings, (seed, size) => alike(seed === 4 ? 0 : 1)(seed, size));
  });
});
