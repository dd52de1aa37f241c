/** Tensors that have no direction, or no mean of their directions: what averages on a sphere make of them. */
import { describe, expect, it } from 'vitest';
import type { MethodName } from '../../../../src-main/core/merge/methods.ts';
import { combine, combinerOf } from './regions.ts';
import { drawNumbers } from './statistics.ts';

const COUNT = 50;
const [A, B, BASE] = [1, 2, 3].map((seed) => new Float32Array(drawNumbers(seed, COUNT))) as [
  Float32Array,
  Float32Array,
  Float32Array,
];
const ZEROS = new Float32Array(COUNT);
const OPPOSITE = A.map((value) => -value);
/** Opposite but for rounding. */
const NEARLY_OPPOSITE = A.map((value, at) => -value * (at % 2 === 0 ? 1 + 2 ** -22 : 1));

function merge(method: MethodName, values: readonly Float32Array[], base?: Float32Array, settings = {}) {
  const { combiner } = combinerOf(method, settings, { weights: values.map(() => 1) });
  return combine(combiner, {
    shape: [COUNT],
    values: base ? [...values, base] : values,
    hasBase: base !== undefined,
  });
}

const lengthOf = (values: Float32Array): number => Math.hypot(...values);

describe('models without a direction', () => {
  it.each(['slerp', 'multi-slerp', 'karcher'] as const)('%s of zeros is zeros', async (method) => {
    expect(await merge(method, [ZEROS, ZEROS])).toEqual(ZEROS);
  });

  it.each(['slerp', 'multi-slerp'] as const)('%s of models that are the base is the base', async (method) => {
    expect(await merge(method, [BASE, BASE], BASE, { origin: 'base' })).toEqual(BASE);
  });

  it('model-stock of models that are the base is the base', async () => {
    expect(await merge('model-stock', [BASE, BASE], BASE)).toEqual(BASE);
  });

  it('multi-slerp and karcher take the direction of those that have one, and the mean length', async () => {
    for (const method of ['multi-slerp', 'karcher'] as const) {
      const found = await merge(method, [A, ZEROS]);
      for (const [at, value] of found.entries()) expect(value).toBeCloseTo(A[at]! / 2, 6);
    }
  });
});

describe('models that are opposite to each other', () => {
  it('slerp and multi-slerp of two interpolate straight on', async () => {
    expect(await merge('slerp', [A, OPPOSITE])).toEqual(ZEROS);
    expect(await merge('multi-slerp', [A, OPPOSITE])).toEqual(ZEROS);
  });

  it('multi-slerp of more says which tensor has no mean', async () => {
    const double = A.map((value) => 2 * value);
    await expect(merge('multi-slerp', [A, double, OPPOSITE, OPPOSITE])).rejects.toMatchObject({
      code: 'mismatch',
      message:
        "The models' tensors 'a.weight' cancel each other out, so that they have no mean on a sphere; expected other weights.",
    });
  });

  it.each([
    ['opposite', OPPOSITE],
    ['nearly opposite', NEARLY_OPPOSITE],
  ])('karcher of two that are %s stays on the sphere', async (_, other) => {
    const found = await merge('karcher', [A, other]);
    expect(found.every(Number.isFinite)).toBe(true);
    expect(lengthOf(found) / lengthOf(A)).toBeCloseTo(1, 3);
  });

  it('karcher of three, two of which are opposite, is as long as they are on average', async () => {
    const found = await merge('karcher', [A, OPPOSITE, B], undefined, { iterations: 50 });
    const mean = (2 * lengthOf(A) + lengthOf(B)) / 3;
    expect(lengthOf(found) / mean).toBeCloseTo(1, 3);
  });
});

it('model-stock of models that pull apart goes beyond the base, but no farther than their average lies before it', async () => {
  for (const factor of [0.5, 0.999, 1]) {
    const changes = [A, A.map((value) => -factor * value)];
    const models = changes.map((change) => BASE.map((value, at) => value + change[at]!));
    const found = await merge('model-stock', models, BASE);
    const away = A.map((value) => (value * (1 - factor)) / 2);
    for (const [at, value] of found.entries()) expect(value).toBeCloseTo(BASE[at]! - away[at]!, 5);
  }
});
