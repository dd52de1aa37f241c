/** Fisher merging by the diagonal of every parameter: against the formula, and of numbers that no Fisher has. */
import { describe, expect, it } from 'vitest';
import { worstError } from '../../../golden.ts';
import { combine, combinerOf } from './regions.ts';
import { drawNumbers, makeStatistics } from './statistics.ts';

const NAME = 'a.weight';
const SHAPE = [7, 5];
const COUNT = 35;
const WEIGHTS = [1, 0.5, 2];

const narrow = (values: Float64Array) => new Float32Array(values);

/** Squares from 1e-12 to about 1, some of them 0. */
const drawFisher = (seed: number): Float64Array =>
  drawNumbers(seed, COUNT).map((value, at) =>
    at % 6 === seed % 6 ? 0 : Math.fround(value ** 2 * 10 ** -(at % 13)),
  );

const MODELS = [1, 2, 3].map((seed) => narrow(drawNumbers(seed, COUNT)));
const BASE = narrow(drawNumbers(9, COUNT));
const FISHERS = [4, 5, 6].map(drawFisher);
const OTHER = [7, 8, 9].map((seed) => drawNumbers(seed, 11).map((value) => Math.fround(value ** 2)));

async function merge(
  settings: object,
  fishers: readonly (Float64Array | undefined)[] = FISHERS,
  values = MODELS,
  weights: readonly number[] = WEIGHTS,
) {
  const statistics = await Promise.all(
    fishers.map((of, at) =>
      makeStatistics('full-fisher', {
        ...(of && { [NAME]: { shape: SHAPE, values: of } }),
        'another.bias': { shape: [11], values: OTHER[at]! },
      }),
    ),
  );
  const { combiner } = combinerOf('full-fisher', settings, { weights, statistics });
  const hasBase = values.length > fishers.length;
  return await combine(combiner, { name: NAME, shape: SHAPE, values, hasBase, rowsAtOnce: 2 });
}

/** Σ λ F θ / Σ λ F with F of at least `floor`. */
function mergeElement(at: number, floor: number, divisors: readonly number[], fishers = FISHERS): number {
  const shares = fishers.map((of, model) => WEIGHTS[model]! * Math.max(floor, of[at]! / divisors[model]!));
  const total = shares.reduce((a, b) => a + b, 0);
  const own = total > 0 ? shares : WEIGHTS;
  const sum = own.reduce((all, share, model) => all + share * MODELS[model]![at]!, 0);
  return sum / own.reduce((a, b) => a + b, 0);
}

describe('every number is the formula', () => {
  const everything = FISHERS.map((of, model) => [...of, ...OTHER[model]!]);
  const means = everything.map((of) => of.reduce((a, b) => a + b, 0) / of.length);
  const norms = everything.map((of) => Math.sqrt(of.reduce((sum, value) => sum + value ** 2, 0)));
  const cases = [
    [{}, 1e-6, [1, 1, 1]],
    [{ floor: 0 }, 0, [1, 1, 1]],
    [{ normalize: 'mean' }, 1e-6, means],
    [{ normalize: 'norm', floor: 1e-3 }, 1e-3, norms],
  ] as const;
  it.each(cases)('with %j', async (settings, floor, divisors) => {
    const expected = BASE.map((_, at) => mergeElement(at, floor, divisors));
    expect(worstError(await merge(settings), expected)).toBeLessThan(1e-6);
  });

  it('scaled about a base', async () => {
    const found = await merge({ scale: 1.5 }, FISHERS, [...MODELS, BASE]);
    const expected = BASE.map((base, at) => base + 1.5 * (mergeElement(at, 1e-6, [1, 1, 1]) - base));
    expect(worstError(found, expected)).toBeLessThan(1e-6);
  });

  it('of Fishers that are all 0, without a floor, is the average by λ', async () => {
    const zeros = FISHERS.map(() => new Float64Array(COUNT));
    const expected = BASE.map((_, at) => mergeElement(at, 0, [1, 1, 1], zeros));
    expect(worstError(await merge({ floor: 0 }, zeros), expected)).toBeLessThan(1e-6);
  });

  it('of a tensor that one model makes no use of, its Fisher being 0, is that of the others', async () => {
    const expected = BASE.map((_, at) =>
      mergeElement(at, 1e-6, [1, 1, 1], FISHERS.with(1, new Float64Array(COUNT))),
    );
    expect(worstError(await merge({}, [FISHERS[0], undefined, FISHERS[2]]), expected)).toBeLessThan(1e-6);
  });

  it('of models that do not count, as the only ones that know some words may not, is their average', async () => {
    const zeros = FISHERS.map(() => new Float64Array(COUNT));
    const expected = BASE.map((_, at) => MODELS.reduce((sum, of) => sum + of[at]! / 3, 0));
    expect(worstError(await merge({}, zeros, MODELS, [0, 0, 0]), expected)).toBeLessThan(1e-6);
  });
});

describe('a Fisher is refused', () => {
  it.each([
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [-1e-3, '-0.0010000000474974513'],
  ])('that holds %d', async (value, shown) => {
    const spoilt = [NAME, 17, value] as const;
    const own = { [NAME]: { shape: SHAPE, values: FISHERS[0]! } };
    const statistics = [await makeStatistics('full-fisher', own, { spoilt })];
    const { combiner } = combinerOf('full-fisher', {}, { weights: [1], statistics });
    const tensors = { name: NAME, shape: SHAPE, values: [MODELS[0]!], hasBase: false };
    await expect(combine(combiner, tensors)).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringMatching(
        `Tensor '${NAME}' of '.*full-fisher.safetensors' holds ${shown} at element 17; expected finite numbers of 0 or more.`,
      ) as string,
    });
  });

  it('that is of another shape', async () => {
    const statistics = [
      await makeStatistics('full-fisher', { [NAME]: { shape: [5, 7], values: FISHERS[0]! } }),
    ];
    const { combiner } = combinerOf('full-fisher', {}, { weights: [1], statistics });
    const tensors = { name: NAME, shape: SHAPE, values: [MODELS[0]!], hasBase: false };
    await expect(combine(combiner, tensors)).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringMatching(
        `Tensor '${NAME}' of '.*' is F32 \\[5,7\\]; expected \\[7,5\\].`,
      ) as string,
    });
  });
});
