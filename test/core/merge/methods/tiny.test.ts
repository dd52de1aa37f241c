/** Every method that needs no data, on tiny checkpoints: each number against a second implementation. */
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES, METHODS } from '../../../../src-main/core/merge/methods.ts';
import { makeTiny, type TinyOptions } from '../tiny.ts';
import { expectReference } from './merging.ts';

type Case = readonly [method: string, settings: object, weights: readonly number[]];

const EQUAL = [1, 1, 1];
/** Weights that differ, and one model that does not count. */
const UNEQUAL = [0.3, 2, 1];
const WITHOUT_FIRST = [0, 1, 2.5];

const CASES: readonly Case[] = [
  ['average', {}, UNEQUAL],
  ['average', { scale: 1.5 }, WITHOUT_FIRST],
  ['task-arithmetic', {}, EQUAL],
  ['task-arithmetic', { scale: -0.7 }, UNEQUAL],
  ['task-arithmetic', { average: true, scale: 1 }, [1e-9, 2e-9, 3e-9]],
  ['ties', {}, EQUAL],
  ['ties', { density: 0.5 }, [1e-9, 2e-9, 3e-9]],
  ['ties', { density: 0.37, scale: 1.3 }, UNEQUAL],
  ['ties', { density: 0.5, rescale: 'norm' }, WITHOUT_FIRST],
  ['ties', { density: 0.5, average: false }, EQUAL],
  ['ties', { density: 1 }, UNEQUAL],
  ['ties', { density: 0.001 }, EQUAL],
  ['dare-linear', {}, UNEQUAL],
  ['dare-linear', { density: 0.9, seed: 7, rescale: 'norm', average: true }, EQUAL],
  ['dare-linear', { density: 1, scale: 1 }, EQUAL],
  ['dare-ties', {}, EQUAL],
  ['dare-ties', { density: 0.3, rescale: 'none', average: false, seed: 2 ** 40 }, UNEQUAL],
  ['della-linear', {}, UNEQUAL],
  ['della-linear', { density: 0.7, epsilon: 0.2, rescale: 'norm' }, EQUAL],
  ['della', {}, EQUAL],
  ['della', { density: 0.3, epsilon: 0.25, seed: 3, rescale: 'none' }, UNEQUAL],
  ['della', { density: 1 }, EQUAL],
  ['breadcrumbs', {}, EQUAL],
  ['breadcrumbs', { density: 0.5, gamma: 0.2, scale: 1, rescale: 'norm' }, UNEQUAL],
  ['breadcrumbs', { density: 0.9, gamma: 0.9, average: true }, EQUAL],
  ['breadcrumbs', { density: 0.6, gamma: 0 }, EQUAL],
  ['breadcrumbs-ties', {}, EQUAL],
  ['breadcrumbs-ties', { density: 0.4, gamma: 0.3, average: true }, UNEQUAL],
  ['slerp', {}, [1, 1]],
  ['slerp', { origin: 'base' }, [1, 3]],
  ['slerp', {}, [1, 0]],
  ['multi-slerp', {}, UNEQUAL],
  ['multi-slerp', { origin: 'base' }, WITHOUT_FIRST],
  ['karcher', {}, EQUAL],
  ['karcher', { iterations: 100, tolerance: 1e-9 }, UNEQUAL],
  ['karcher', { iterations: 1 }, UNEQUAL],
  ['model-stock', {}, EQUAL],
  ['model-stock', {}, UNEQUAL],
  ['sce', {}, EQUAL],
  ['sce', { density: 0.4 }, UNEQUAL],
  ['sce', { density: 0.02 }, EQUAL],
];

/** One of each way to select. */
const SELECTIONS: readonly (readonly [method: string, settings: object])[] = [
  ['ties', {}],
  ['breadcrumbs', {}],
  ['dare-ties', {}],
  ['della', {}],
  ['sce', { density: 0.5 }],
];

/** One of each way to combine a tensor as a whole. */
const OTHERS: typeof SELECTIONS = [
  ['task-arithmetic', {}],
  ['multi-slerp', {}],
  ['karcher', {}],
  ['model-stock', {}],
];

async function expectCase(
  method: string,
  settings: object,
  weights: readonly number[],
  options: TinyOptions = {},
): Promise<void> {
  const seeds = method === 'slerp' ? [1, 2] : [1, 2, 3];
  const models = await Promise.all(seeds.map((seed) => makeTiny({ ...options, seed })));
  const base = await makeTiny({ ...options, seed: 9 });
  const looked = await expectReference({ method, settings, models, base, weights });
  expect(looked).toBe(models[0]!.encoder.length);
}

it('no method without data goes untested', () => {
  const free = METHOD_NAMES.filter((method) => METHODS[method].evidence === undefined);
  expect([...new Set(CASES.map(([method]) => method))].sort()).toEqual([...free].sort());
});

describe('every number of tiny checkpoints is the formula', () => {
  it.each(CASES)('by %s with %j and weights %j', async (method, settings, weights) => {
    await expectCase(method, settings, weights);
  });
});

describe('every number of a tensor of several chunks is the formula', () => {
  // 300,000 numbers of word embeddings; a chunk has 2^18.
  const sizes = { vocabulary: 50_000 };
  it.each([...SELECTIONS, ...OTHERS])('by %s with %j', async (method, settings) => {
    await expectCase(method, settings, EQUAL, { sizes });
  });
});

describe('of models of other types than the base', () => {
  it.each(SELECTIONS)('%s with %j is the formula', async (method, settings) => {
    const types = ['F16', 'BF16', 'F32'] as const;
    const models = await Promise.all(types.map((dtype, at) => makeTiny({ seed: at + 1, dtype })));
    await expectReference({ method, settings, models, base: await makeTiny({ seed: 9, dtype: 'F16' }) });
  });
});
