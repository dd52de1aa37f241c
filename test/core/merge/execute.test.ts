/** Merges of tiny checkpoints: against the formula, and whatever may spoil them. */
import { readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Control, Progress } from '../../../src-main/contract/progress.ts';
import type { Fisher } from '../../../src-main/core/fisher/fisher.ts';
import { mergeEncoder } from '../../../src-main/core/merge/execute.ts';
import { hashPlan, planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { temporaryFolder } from '../../temporary.ts';
import { mergeElement } from './reference.ts';
import { columnsOf, makeFisher, makeTiny, type Tiny } from './tiny.ts';

interface Setting {
  readonly method?: 'average' | 'fisher-mask';
  readonly settings?: object;
  readonly weights?: readonly number[];
  readonly fishers?: readonly Fisher[];
  readonly base?: Tiny;
  readonly dtype?: string;
}

const FISHERS = [makeFisher(11), makeFisher(12), makeFisher(13)];

async function merge(models: readonly Tiny[], setting: Setting = {}, control: Control = {}) {
  const { method = 'average', settings = {}, fishers = FISHERS, base, dtype = 'float32' } = setting;
  const recipe = parseRecipe(
    JSON.stringify({
      method,
      settings,
      ...(base && { base: 'base' }),
      models: models.map((_, at) => ({
        checkpoint: `c${at}`,
        task: `t${at}`,
        fisher: `f${at}`,
        weight: setting.weights?.[at] ?? 1,
      })),
      output: { dtype },
    }),
    'r.json',
  );
  const plan = planMerge({ recipe, checkpoints: models, base });
  const folder = await temporaryFolder();
  const file = join(folder, 'encoder.safetensors');
  const traffic = mergeEncoder(
    { plan, checkpoints: models, base, fishers, recipe: 'as written', file },
    control,
  );
  return { plan, folder, file, traffic };
}

async function readAll(file: string): Promise<Map<string, Float32Array>> {
  await using weights = await Weights.open(file);
  const all = new Map<string, Float32Array>();
  for (const name of weights.tensors.keys())
    all.set(name.replace(/^bert\./, ''), await weights.readFloats(name));
  return all;
}

describe('a merge is refused', () => {
  const spoilt = [
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [-Infinity, '-Infinity'],
  ] as const;
  it.each(spoilt)('of a checkpoint that holds %d, by name', async (value, shown) => {
    const name = 'encoder.layer.1.output.dense.weight';
    const a = await makeTiny();
    const b = await makeTiny({ seed: 2, spoil: [[name, 7, value]] });
    for (const weights of [
      [1, 1],
      [1, 0],
    ]) {
      const { folder, traffic } = await merge([a, b], { weights });
      await expect(traffic).rejects.toMatchObject({
        code: 'invalid-file',
        message: `Tensor 'bert.${name}' of '${b.folder}' holds ${shown} at element 7; expected finite numbers.`,
      });
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it('that float16 has no room for', async () => {
    const a = await makeTiny({ spoil: [['pooler.dense.bias', 0, 70_000]] });
    const { folder, traffic } = await merge([a], { dtype: 'float16' });
    await expect(traffic).rejects.toThrow(
      "Tensor 'pooler.dense.bias' of the merge has numbers too large for F16.",
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('with the Fisher of another encoder, or an impossible one', async () => {
    const a = await makeTiny();
    const other = { ...makeFisher(1), headsPerLayer: 1, heads: Float64Array.of(1, 1) };
    const negative = { ...makeFisher(1), heads: Float64Array.of(1, 1, -1, 1) };
    const attempt = async (fishers: readonly Fisher[]) => {
      const { folder, traffic } = await merge([a], { method: 'fisher-mask', fishers });
      const error: unknown = await traffic.catch((caught: unknown) => caught);
      expect(await readdir(folder)).toEqual([]);
      return String(error);
    };
    expect(await attempt([other])).toContain("The Fisher of 't0' is of 2 layers of 1 heads and 5 neurons");
    expect(await attempt([negative])).toContain("The Fisher of 't0' holds -1 in heads[1,0]");
    expect(await attempt([])).toContain("no Fisher for 't0'");
  });

  it('when a checkpoint shrinks under it', async () => {
    const a = await makeTiny();
    const [weights] = a.weights.files;
    await truncate(weights!, 4000);
    const { folder, traffic } = await merge([a]);
    await expect(traffic).rejects.toThrow('ends at byte 4000');
    expect(await readdir(folder)).toEqual([]);
  });

  it('when somebody asks to stop', async () => {
    const a = await makeTiny();
    const stop = new AbortController();
    const report = () => {
      stop.abort();
    };
    const { folder, traffic } = await merge([a], {}, { signal: stop.signal, report });
    await expect(traffic).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a merge', () => {
  const dead = [
    makeFisher(21, { heads: [1], neurons: [0, 7] }),
    makeFisher(22, { heads: [1], neurons: [0, 7] }),
    makeFisher(23, { heads: [1], neurons: [0] }),
  ];
  const cases: readonly (readonly [string, Setting])[] = [
    ['average', {}],
    ['average', { weights: [1, 0, 2.5] }],
    ['paper', { method: 'fisher-mask', settings: { scheme: 'paper' } }],
    ['paper', { method: 'fisher-mask', settings: { scheme: 'paper' }, fishers: dead }],
    ['aligned', { method: 'fisher-mask', settings: { scheme: 'aligned' }, weights: [3, 1, 0.1] }],
    ['aligned', { method: 'fisher-mask', settings: { scheme: 'aligned' }, fishers: dead }],
  ];
  it.each(cases)('by %s of three is the formula, element by element (%j)', async (scheme, setting) => {
    const models = await Promise.all([1, 2, 3].map((seed) => makeTiny({ seed })));
    const { file, traffic } = await merge(models, setting);
    await traffic;
    const reference = {
      scheme: scheme as 'average' | 'paper' | 'aligned',
      models: models.map(({ values }, at) => ({
        values,
        fisher: (setting.fishers ?? FISHERS)[at]!,
        weight: setting.weights?.[at] ?? 1,
      })),
      columnsOf,
    };
    for (const [name, values] of await readAll(file)) {
      for (const [element, value] of values.entries()) {
        expect(Math.abs(value - mergeElement(reference, name, element)), name).toBeLessThan(3e-7);
      }
    }
  });

  it('scaled about a base goes that far from it', async () => {
    const [a, b, base] = (await Promise.all([1, 2, 3].map((seed) => makeTiny({ seed })))) as [
      Tiny,
      Tiny,
      Tiny,
    ];
    const { file, traffic } = await merge([a, b], { settings: { scale: 1.5 }, base });
    await traffic;
    for (const [name, values] of await readAll(file)) {
      const [x, y, origin] = [a, b, base].map((model) => model.values.get(name)!) as [
        Float32Array,
        Float32Array,
        Float32Array,
      ];
      const expected = origin.map((value, at) => value + 1.5 * ((x[at]! + y[at]!) / 2 - value));
      for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[at]!, 5);
    }
  });

  it('of a checkpoint with itself is that checkpoint', async () => {
    const a = await makeTiny();
    const { file, traffic } = await merge([a, a, a], {
      method: 'fisher-mask',
      settings: { scheme: 'aligned' },
    });
    await traffic;
    expect(await readAll(file)).toEqual(new Map([...a.values].sort(([x], [y]) => (x < y ? -1 : 1))));
  });

  it.each(['float16', 'bfloat16'])('reads what is stored in half and writes %s', async (dtype) => {
    const a = await makeTiny({ dtype: 'F16' });
    const b = await makeTiny({ seed: 2 });
    const { file, traffic } = await merge([a, b], { dtype });
    const { read, written } = await traffic;
    expect(read).toBe(3 * written);
    for (const [name, values] of await readAll(file)) {
      const [x, y] = [new Float16Array(a.values.get(name)!), b.values.get(name)!];
      for (const [at, value] of values.entries()) {
        const expected = (x[at]! + y[at]!) / 2;
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(
          Math.abs(expected) * (dtype === 'float16' ? 2 ** -11 : 2 ** -8),
        );
      }
    }
  });

  it('gives the same bytes for the same recipe, with its own recipe and plan in them', async () => {
    const a = await makeTiny();
    const b = await makeTiny({ seed: 2 });
    const [one, two] = [await merge([a, b]), await merge([a, b])];
    await Promise.all([one.traffic, two.traffic]);
    expect(await readFile(one.file)).toEqual(await readFile(two.file));
    await using weights = await Weights.open(one.file);
    expect(weights.metadata).toEqual({
      format: 'pt',
      'weir.recipe': 'as written',
      'weir.plan': hashPlan(one.plan),
    });
  });

  it('reports bytes as they are written', async () => {
    const a = await makeTiny();
    const reports: Progress[] = [];
    const { traffic } = await merge([a], {}, { report: (progress) => reports.push(progress) });
    const { written } = await traffic;
    expect(reports.at(-1)).toEqual({ phase: 'Merge', done: written, total: written, unit: 'bytes' });
  });
});
