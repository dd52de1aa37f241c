/** Merges by chance: a seed writes the same bytes on every machine, and what one model keeps is its own affair. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../../../src-main/core/safetensors/header.ts';
import { makeFisher, makeTiny, type TinyOptions } from '../tiny.ts';
import { mergeBy, type Merging } from './merging.ts';

/** Of even numbers, which no machine's logarithm has a part in. */
const draw: NonNullable<TinyOptions['draw']> = (random) => random.uniform() - 0.5;

interface Among {
  /** Of the models. */
  readonly seeds?: readonly number[];
  readonly weights?: readonly number[];
  readonly tasks?: readonly string[];
}

async function merge(
  merging: Pick<Merging, 'method' | 'settings'>,
  {
    seeds = [1, 2, 3],
    weights = seeds.map(() => 1),
    tasks = seeds.map((seed) => `task-${seed}`),
  }: Among = {},
): Promise<string> {
  const models = await Promise.all(seeds.map((seed) => makeTiny({ seed, draw })));
  const base = await makeTiny({ seed: 9, draw });
  const fishers = seeds.map((seed) => makeFisher(seed));
  return (await mergeBy({ ...merging, models, base, weights, tasks, fishers })).file;
}

/** Of the numbers alone: what is said beside them, such as the plan's hash, may change with Weir. */
async function hashNumbers(file: string): Promise<string> {
  const { dataBegin } = await readHeader(file);
  return createHash('sha256')
    .update((await readFile(file)).subarray(dataBegin))
    .digest('hex');
}

/** SHA-256 of what an implementation in NumPy made of the same checkpoints, stream of numbers and hashing included. */
const CASES = [
  ['dare-linear', {}, '4c05512b8ab222346ff307b85d1080433a7dd6c28edb8eeca10117ffd1aa5d67'],
  ['dare-linear', { seed: 1 }, '5e98aec1ffd9cd0ee99c011addd80f9e63bcb6cfbc20f01829919e11c706aa7a'],
  [
    'dare-ties',
    { density: 0.3, rescale: 'norm', seed: 2 ** 52 },
    'e51f8aa12f626272a8fd125c9f4e1bdf814a577d63b8625ba7c7a6c68b9376d8',
  ],
  ['della', {}, '5eefe031c8b60f252cbeb7fa885b23e25c233e298a7a784d2f881954dcfa3bb3'],
  [
    'della-linear',
    { density: 0.7, epsilon: 0.2, seed: 1 },
    '383ecc4e6e0a77858a577df20ee83014adc27da51b67b96c5f3922d71f8a62ed',
  ],
] as const;

describe('the same seed writes the same numbers on every machine', () => {
  it.each(CASES)('by %s with %j', async (method, settings, expected) => {
    expect(await hashNumbers(await merge({ method, settings }))).toBe(expected);
  });
});

const METHODS = [
  ['dare-linear', {}],
  ['dare-ties', {}],
  ['della', {}],
  ['della-linear', {}],
  ['fisher-mask', { sparsify: 'dare' }],
] as const;

describe.each(METHODS)('by %s with %j', (method, settings) => {
  it('the whole file is the same at the second time', async () => {
    const files = [await merge({ method, settings }), await merge({ method, settings })];
    const [one, two] = await Promise.all(files.map((file) => readFile(file)));
    expect(one).toEqual(two);
  });

  it('another seed writes others', async () => {
    const hashes = new Set<string>();
    for (const seed of [0, 1, 2, 2 ** 32, 2 ** 53 - 1])
      hashes.add(await hashNumbers(await merge({ method, settings: { ...settings, seed } })));
    expect(hashes.size).toBe(5);
  });
});

describe.each(['dare-ties', 'della'])('by %s, what a model keeps', (method) => {
  const settings = { seed: 5 };
  const hashOf = async (among: Among) => await hashNumbers(await merge({ method, settings }, among));

  it('does not depend on the other models, nor on their order', async () => {
    const alone = await hashOf({ seeds: [1] });
    expect(await hashOf({ seeds: [1, 2], weights: [1, 0] })).toBe(alone);
    expect(await hashOf({ seeds: [3, 1, 2], weights: [0, 1, 0] })).toBe(alone);
  });

  it('depends on its task, so that models do not all keep the same', async () => {
    expect(await hashOf({ seeds: [1], tasks: ['another'] })).not.toBe(await hashOf({ seeds: [1] }));
  });
});
