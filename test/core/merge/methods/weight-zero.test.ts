/** A model of weight 0 is as one that is not there, by every method that needs no data. */
import { expect, it } from 'vitest';
import { METHOD_NAMES, METHODS } from '../../../../src-main/core/merge/methods.ts';
import { worstError } from '../../../golden.ts';
import { combine, combinerOf } from './regions.ts';
import { drawNumbers } from './statistics.ts';

const VALUES = [1, 2, 3, 4].map((seed) => new Float32Array(drawNumbers(seed, 30)));
const [A, B, C, BASE] = VALUES as [Float32Array, Float32Array, Float32Array, Float32Array];

const CASES = METHOD_NAMES.filter(
  (method) => METHODS[method].evidence === undefined && METHODS[method].models?.most === undefined,
).flatMap((method) => [
  [method, {}] as const,
  ...(METHODS[method].settings.safeParse({ density: 0.4 }).success
    ? [[method, { density: 0.4 }] as const]
    : []),
]);

it.each(CASES)('by %s with %j', async (method, settings) => {
  const merge = async (
    models: readonly Float32Array[],
    weights: readonly number[],
    tasks: readonly string[],
  ) => {
    const { combiner, hasBase } = combinerOf(method, settings, { weights, tasks });
    const values = hasBase ? [...models, BASE] : models;
    return await combine(combiner, { shape: [6, 5], values, hasBase });
  };
  const without = await merge([A, C], [2, 0.5], ['a', 'c']);
  const found = await merge([A, B, C], [2, 0, 0.5], ['a', 'b', 'c']);
  expect(worstError(found, without)).toBeLessThan(1e-6);
});
