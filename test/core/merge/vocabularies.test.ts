/** Merges of checkpoints whose vocabularies differ: which rows are merged among whom, against the formula in float64. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fisher } from '../../../src-main/core/fisher/fisher.ts';
import { mergeEncoder } from '../../../src-main/core/merge/execute.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { temporaryFolder } from '../../temporary.ts';
import { makeFisher, type Tiny } from './tiny.ts';
import { know, planOf, type Setting, SHARED, threeSizes, WIDTH, WORDS } from './vocabularies.ts';

async function merge(models: readonly Tiny[], setting: Setting) {
  const plan = planOf(models, setting);
  const folder = await temporaryFolder();
  const { fishers = [], base } = setting;
  const file = join(folder, 'encoder.safetensors');
  const taskFiles = (plan.taskTensors ?? []).map((_, at) => join(folder, `t${at}.safetensors`));
  const traffic = mergeEncoder({ plan, checkpoints: models, base, fishers, recipe: '', file, taskFiles });
  return { plan, folder, file, taskFiles, traffic };
}

/** The rows of word embeddings in a file; undefined where it has none. */
async function readWords(file: string): Promise<Float32Array | undefined> {
  await using weights = await Weights.open(file);
  return weights.tensors.has(`bert.${WORDS}`) ? await weights.readFloats(`bert.${WORDS}`) : undefined;
}

/** u, from its definition. */
function meanOfAll({ layers, heads, neurons }: Fisher): number {
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
  let sum = 0;
  for (let layer = 0; layer < layers; layer++) {
    const of = (values: Float64Array) =>
      values.slice((layer * values.length) / layers).slice(0, values.length / layers);
    sum += mean(of(heads)) + mean(of(neurons));
  }
  return sum / layers;
}

/** An element of the table: merged among those who are said to have it, and scaled about the base if that does. */
function expectElement(
  element: number,
  among: readonly number[],
  models: readonly Tiny[],
  { weights, fishers, base, scale = 1 }: Setting,
): number {
  const lambdas = among.length === 1 ? [1] : among.map((at) => weights?.[at] ?? 1);
  const factors = among.map((at, place) => lambdas[place]! * (fishers ? meanOfAll(fishers[at]!) : 1));
  const sum = factors.reduce((a, b) => a + b, 0);
  const values = among.map((at) => models[at]!.stored.get(WORDS)![element]!);
  const merged = values.reduce((total, value, at) => total + (factors[at]! / sum) * value, 0);
  const origin = base?.stored.get(WORDS)![element];
  return origin === undefined ? merged : origin + scale * (merged - origin);
}

/** `haves`: for each row, the models whose row it is made of. */
function expectTable(
  table: Float32Array | undefined,
  haves: readonly (readonly number[])[],
  models: readonly Tiny[],
  setting: Setting,
): void {
  expect(table).toHaveLength(haves.length * WIDTH);
  for (const [element, value] of table!.entries()) {
    const among = haves[Math.floor(element / WIDTH)]!;
    expect(
      Math.abs(value - expectElement(element, among, models, setting)),
      `element ${element}`,
    ).toBeLessThan(1e-6);
  }
}

const repeat = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

const FISHERS = [makeFisher(11), makeFisher(12), makeFisher(13)];

describe('with a vocabulary of its own, each task', () => {
  const settings: readonly (readonly [string, Setting])[] = [
    ['by average', {}],
    ['by λ', { weights: [1, 2.5, 0] }],
    ['by mask Fisher', { fishers: FISHERS, weights: [3, 1, 0.1] }],
  ];
  it.each(settings)('gets the shared rows merged and keeps its further ones, %s', async (_, setting) => {
    const models = await threeSizes();
    const { file, taskFiles, traffic } = await merge(models, setting);
    const { read, written } = await traffic;
    expect(await readWords(file)).toBeUndefined();
    for (const [at, further] of [0, 3, 1].entries()) {
      const haves = [...repeat(7, [0, 1, 2]), ...repeat(further, [at])];
      expectTable(await readWords(taskFiles[at]!), haves, models, setting);
    }
    // Every file holds 4 bytes a number beside its header; further rows are read of one model, all else of three.
    const further = 4 * 4 * WIDTH;
    expect(read).toBe(3 * (written - further) + further);
  });

  it('keeps rows that no token belongs to', async () => {
    const models = [await know(1, SHARED), await know(2, SHARED, 9)];
    const { taskFiles, traffic } = await merge(models, {});
    await traffic;
    expectTable(await readWords(taskFiles[1]!), [...repeat(7, [0, 1]), ...repeat(9, [1])], models, {});
  });

  it('keeps them as they are in its checkpoint, also about a base that has such rows', async () => {
    const models = [await know(1, SHARED), await know(2, [...SHARED, 'x'])];
    const base = await know(3, [...SHARED, 'x', 'y']);
    const { taskFiles, traffic } = await merge(models, { base, scale: 1.5 });
    await traffic;
    const table = (await readWords(taskFiles[1]!))!;
    expectTable(table.slice(0, 7 * WIDTH), repeat(7, [0, 1]), models, { base, scale: 1.5 });
    expect(table.slice(7 * WIDTH)).toEqual(models[1]!.values.get(WORDS)!.slice(7 * WIDTH));
  });

  it('is told which weight is no number, and nothing is left', async () => {
    const spoil = [[WORDS, 8 * WIDTH + 1, Number.NaN]] as const;
    const models = [await know(1, SHARED), await know(2, [...SHARED, 'x', 'y'], 0, { spoil })];
    const { folder, traffic } = await merge(models, {});
    await expect(traffic).rejects.toThrow(
      `Tensor 'bert.${WORDS}' of '${models[1]!.folder}' holds NaN at element ${8 * WIDTH + 1}; expected finite numbers.`,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('gets its rows however the table is cut for reading', async () => {
    const tokens = Array.from({ length: 60_000 }, (_, id) => `w${id}`);
    const models = [await know(1, tokens.slice(0, 50_000)), await know(2, tokens)];
    const { taskFiles, traffic } = await merge(models, {});
    await traffic;
    const [one, two] = models.map(({ values }) => values.get(WORDS)!) as [Float32Array, Float32Array];
    const table = (await readWords(taskFiles[1]!))!;
    expect(table).toHaveLength(two.length);
    const wrong = table.findIndex(
      (value, at) => value !== Math.fround(at < one.length ? (one[at]! + two[at]!) / 2 : two[at]!),
    );
    expect(wrong).toBe(-1);
  });
});

describe('with merged vocabularies, the table', () => {
  const settings: readonly (readonly [string, Setting])[] = [
    ['by average', {}],
    ['by λ', { weights: [1, 2.5, 0.5] }],
    ['by mask Fisher', { fishers: FISHERS, weights: [3, 1, 0.1] }],
  ];
  it.each(settings)('has every row, merged among the models that have it, %s', async (_, setting) => {
    const models = await threeSizes();
    const merging = { ...setting, vocabulary: 'merge' } as const;
    const { file, taskFiles, traffic } = await merge(models, merging);
    await traffic;
    expect(taskFiles).toEqual([]);
    const haves = [...repeat(7, [0, 1, 2]), [1, 2], [1], [1]];
    expectTable(await readWords(file), haves, models, setting);
  });

  it('has the rows that only a model of λ 0 has as they are there', async () => {
    const models = [await know(1, SHARED), await know(2, [...SHARED, 'x'])];
    const { file, traffic } = await merge(models, { vocabulary: 'merge', weights: [1, 0] });
    await traffic;
    const [one, two] = models.map(({ values }) => values.get(WORDS)!) as [Float32Array, Float32Array];
    expect(await readWords(file)).toEqual(Float32Array.of(...one, ...two.slice(7 * WIDTH)));
  });

  it('is scaled as far as the base goes', async () => {
    const models = await threeSizes();
    const base = await know(4, [...SHARED, 'x']);
    const setting = { base, scale: 0.5, vocabulary: 'merge' } as const;
    const { plan, file, traffic } = await merge(models, setting);
    await traffic;
    expectTable(await readWords(file), [...repeat(7, [0, 1, 2]), [1, 2], [1], [1]], models, setting);
    expect(plan.notes).toEqual([
      "The vocabularies differ: 'x/0' has 7 word embeddings, 'x/1' has 10 word embeddings, 'x/2' has 8 word embeddings. " +
        'The first 7 are merged, each of the others among the models that have it, and every task gets all 10.',
      "The base 'base' has 8 word embeddings: those that are merged beyond them are not scaled.",
    ]);
  });
});

describe('vocabularies of one size', () => {
  it('make the same plan and the same bytes, whatever the recipe says', async () => {
    const models = [await know(1, SHARED), await know(2, SHARED)];
    const plans = [{}, { vocabulary: 'own' }, { vocabulary: 'merge' }] as const;
    for (const setting of plans) expect(planOf(models, setting)).toEqual(planOf(models, {}));
    expect(planOf(models, {})).not.toHaveProperty('taskTensors');
    expect(planOf(models, {}).tensors[0]).not.toHaveProperty('bands');
    const [one, two] = [await merge(models, {}), await merge(models, { vocabulary: 'merge' })];
    await Promise.all([one.traffic, two.traffic]);
    expect(await readFile(one.file)).toEqual(await readFile(two.file));
  });

  it.each(['own', 'merge'] as const)(
    '(%s) about a smaller base are one table, scaled as far as that goes',
    async (vocabulary) => {
      const models = [await know(1, [...SHARED, 'x']), await know(2, [...SHARED, 'x'])];
      const base = await know(3, SHARED.slice(0, 5));
      const setting = { base, scale: 1.5, vocabulary };
      const { plan, file, traffic } = await merge(models, setting);
      await traffic;
      expectTable(await readWords(file), repeat(8, [0, 1]), models, setting);
      expect(plan.notes).toEqual([
        "The base 'base' has 5 word embeddings: those that are merged beyond them are not scaled.",
      ]);
    },
  );

  it('about a larger base use what they need of it', async () => {
    const models = [await know(1, SHARED), await know(2, SHARED)];
    const base = await know(3, SHARED, 57);
    const setting = { base, scale: 1.5 };
    const { plan, file, traffic } = await merge(models, setting);
    await traffic;
    expectTable(await readWords(file), repeat(7, [0, 1]), models, setting);
    expect(plan.notes).toEqual([]);
  });
});
