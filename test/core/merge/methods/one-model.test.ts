/** Rows that one model alone has, as where vocabularies differ, beside the base or without it. */
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES, METHODS } from '../../../../src-main/core/merge/methods.ts';
import { worstError } from '../../../golden.ts';
import { combine, combinerOf } from './regions.ts';
import { REFERENCES } from './references.ts';
import { drawNumbers } from './statistics.ts';

const SHAPE = [6, 5];
const [OWN, BASE] = [1, 2].map((seed) => new Float32Array(drawNumbers(seed, 30))) as [
  Float32Array,
  Float32Array,
];

const FREE = METHOD_NAMES.filter((method) => METHODS[method].evidence === undefined);

describe.each(FREE)('by %s', (method) => {
  it('a row that the base lacks is the model’s', async () => {
    const { combiner } = combinerOf(method, {}, { weights: [0.5] });
    const found = await combine(combiner, { shape: SHAPE, values: [OWN], hasBase: false });
    expect(worstError(found, OWN)).toBeLessThan(1e-6);
  });
});

describe('with a base', () => {
  it.each(['slerp', 'multi-slerp'] as const)('%s from the base is the model', async (method) => {
    const { combiner } = combinerOf(method, { origin: 'base' }, { weights: [0.5] });
    const found = await combine(combiner, { shape: SHAPE, values: [OWN, BASE] });
    expect(worstError(found, OWN)).toBeLessThan(1e-6);
  });

  it('model-stock is the model, which agrees with itself', async () => {
    const { combiner } = combinerOf('model-stock', {}, { weights: [0.5] });
    expect(worstError(await combine(combiner, { shape: SHAPE, values: [OWN, BASE] }), OWN)).toBeLessThan(
      1e-6,
    );
  });

  it.each([0.3, 1])('sce with density %d is the model, which nothing varies from', async (density) => {
    const { combiner } = combinerOf('sce', { density }, { weights: [0.5] });
    expect(worstError(await combine(combiner, { shape: SHAPE, values: [OWN, BASE] }), OWN)).toBeLessThan(
      1e-6,
    );
  });

  it.each(['ties', 'dare-ties', 'della', 'breadcrumbs'] as const)(
    '%s thins its task vector out',
    async (method) => {
      const { combiner, settings } = combinerOf(method, {}, { weights: [0.5] });
      const found = await combine(combiner, { shape: SHAPE, values: [OWN, BASE] });
      const [own, base] = [OWN, BASE].map((values) => Float64Array.from(values)) as [
        Float64Array,
        Float64Array,
      ];
      const whole = { name: 'a.weight', shape: SHAPE, models: [own], base, weights: [0.5], tasks: ['t0'] };
      expect(worstError(found, REFERENCES[method]!(whole, settings))).toBeLessThan(1e-6);
    },
  );
});
