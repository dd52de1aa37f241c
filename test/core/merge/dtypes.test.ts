/** Merges of checkpoints stored in different types, and in several within one, into each type of output: against float64. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mergeEncoder } from '../../../src-main/core/merge/execute.ts';
import { planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import type { FloatDType } from '../../../src-main/core/tensor/float.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { temporaryFolder } from '../../temporary.ts';
import { makeTiny, type Tiny } from './tiny.ts';

/** How far a rounded number may be off: relative to itself and, below the smallest normal number, absolutely. */
const OUTPUTS = {
  float32: { relative: 2 ** -24, absolute: 2 ** -150 },
  float16: { relative: 2 ** -11, absolute: 2 ** -25 },
  bfloat16: { relative: 2 ** -8, absolute: 2 ** -134 },
} as const;

const TYPES: readonly FloatDType[] = ['F64', 'F32', 'F16', 'BF16'];

/** Each tensor in another type than its neighbours. */
const mixed = (first: number) => (name: string) => TYPES[(name.length + first) % TYPES.length]!;

async function merge(models: readonly Tiny[], weights: readonly number[], dtype: string, base?: Tiny) {
  const recipe = parseRecipe(
    JSON.stringify({
      method: 'average',
      settings: { scale: base ? 1.5 : 1 },
      ...(base && { base: 'base' }),
      models: models.map((_, at) => ({ checkpoint: `c${at}`, task: `t${at}`, weight: weights[at] })),
      output: { dtype },
    }),
    'r.json',
  );
  const plan = planMerge({ recipe, checkpoints: models, base });
  const folder = await temporaryFolder();
  const file = join(folder, 'encoder.safetensors');
  const traffic = mergeEncoder({ plan, checkpoints: models, base, fishers: [], recipe: '', file });
  return { folder, file, traffic };
}

describe.each(Object.entries(OUTPUTS))('written in %s', (dtype, { relative, absolute }) => {
  /** The sum in float64 of what is stored; a source in F64 may be rounded to float32 before. */
  async function expectSums(models: readonly Tiny[], weights: readonly number[], base?: Tiny): Promise<void> {
    const { file, traffic } = await merge(models, weights, dtype, base);
    const { read, written } = await traffic;
    const total = weights.reduce((a, b) => a + b, 0);
    const scale = base ? 1.5 : 1;
    const shares = [...weights.map((weight) => (scale * weight) / total), ...(base ? [1 - scale] : [])];
    const sources = base ? [...models, base] : models;
    await using merged = await Weights.open(file);
    let [bytesRead, bytesWritten] = [0, 0];
    for (const { name, begin, end } of merged.tensors.values()) {
      bytesWritten += end - begin;
      for (const { weights: own } of sources) bytesRead += own.entry(name).end - own.entry(name).begin;
      const stored = sources.map((source) => source.stored.get(name.replace('bert.', ''))!);
      for (const [at, value] of (await merged.readFloats(name)).entries()) {
        const terms = stored.map((values, source) => shares[source]! * values[at]!);
        const expected = terms.reduce((a, b) => a + b, 0);
        const rounding = terms.reduce((sum, term) => sum + Math.abs(term), 0) * 2 ** -23;
        const bound = Math.abs(expected) * relative + rounding + absolute;
        expect(Math.abs(value - expected), `${name} at ${at}`).toBeLessThanOrEqual(bound);
      }
    }
    expect([read, written]).toEqual([bytesRead, bytesWritten]);
  }

  it('a merge of checkpoints in F64, F32, F16 and BF16 is their sum', async () => {
    const models = await Promise.all(TYPES.map((stored, at) => makeTiny({ seed: at + 1, dtype: stored })));
    await expectSums(models, [1, 2, 0.5, 3]);
  });

  it('a merge of checkpoints that mix types, about a base that does, is their sum', async () => {
    const models = await Promise.all([0, 1, 2].map((at) => makeTiny({ seed: at + 1, dtype: mixed(at) })));
    await expectSums(models, [1, 0, 2.5], await makeTiny({ seed: 9, dtype: mixed(3) }));
  });

  it('a merge keeps the smallest numbers that the type has', async () => {
    const spoil = [2 ** -24, 3 * 2 ** -25, 2 ** -14, -(2 ** -15)].map(
      (value, at) => ['pooler.dense.bias', at, value] as const,
    );
    const models = [await makeTiny({ dtype: 'F16', spoil }), await makeTiny({ dtype: 'F64', spoil })];
    await expectSums(models, [1, 3]);
  });
});

it.each(TYPES)(
  'a checkpoint in %s comes out of a merge with itself as it was, where its type is written',
  async (stored) => {
    const model = await makeTiny({ dtype: stored });
    const dtype = { F64: 'float32', F32: 'float32', F16: 'float16', BF16: 'bfloat16' }[stored];
    const { file, traffic } = await merge([model, model], [1, 3], dtype);
    await traffic;
    await using merged = await Weights.open(file);
    for (const name of merged.tensors.keys())
      expect(await merged.readFloats(name)).toEqual(
        new Float32Array(model.stored.get(name.replace('bert.', ''))!),
      );
  },
);

it('a number in F64 that float32 has no room for is refused as what it is', async () => {
  const model = await makeTiny({ dtype: 'F64', spoil: [['pooler.dense.bias', 2, -1e300]] });
  const { folder, traffic } = await merge([model], [1], 'float32');
  await expect(traffic).rejects.toThrow(
    `Tensor 'bert.pooler.dense.bias' of '${model.folder}' holds -1e+300 at element 2; expected numbers that float32 has room for.`,
  );
  expect(await readdir(folder)).toEqual([]);
});

it.each(['float32', 'bfloat16'])('numbers of BF16 as large as %s has them are merged', async (dtype) => {
  const spoil = [['pooler.dense.bias', 0, 3e38]] as const;
  const models = [
    await makeTiny({ dtype: 'BF16', spoil }),
    await makeTiny({ seed: 2, dtype: 'BF16', spoil }),
  ];
  const { file, traffic } = await merge(models, [1, 1], dtype);
  await traffic;
  await using merged = await Weights.open(file);
  const [first] = await merged.readFloats('bert.pooler.dense.bias');
  expect(first).toBe(models[0]!.stored.get('pooler.dense.bias')![0]);
});
