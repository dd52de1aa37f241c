/** Merges by a method, and what the same tensors are by its reference. */
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Checkpoint } from '../../../../src-main/core/encoder/checkpoint.ts';
import type { Fisher } from '../../../../src-main/core/fisher/fisher.ts';
import { mergeEncoder } from '../../../../src-main/core/merge/execute.ts';
import { needsBase } from '../../../../src-main/core/merge/methods.ts';
import { planMerge } from '../../../../src-main/core/merge/plan.ts';
import { parseRecipe, type Recipe } from '../../../../src-main/core/merge/recipe.ts';
import { Weights } from '../../../../src-main/core/weights/weights.ts';
import { worstError } from '../../../golden.ts';
import { temporaryFolder } from '../../../temporary.ts';
import { REFERENCES } from './references.ts';
import type { Settings, Whole } from './whole.ts';

export interface Merging {
  readonly method: string;
  readonly settings?: object;
  readonly models: readonly Checkpoint[];
  readonly weights?: readonly number[];
  /** Where they are not t0, t1, …. */
  readonly tasks?: readonly string[];
  readonly base?: Checkpoint | undefined;
  readonly fishers?: readonly Fisher[];
  /** Is told where the file will be. */
  readonly tell?: (file: string) => void;
}

export interface Merged {
  readonly recipe: Recipe;
  /** Of the merged encoder. */
  readonly file: string;
}

export async function mergeBy(merging: Merging): Promise<Merged> {
  const { method, settings = {}, models, weights, tasks, base, fishers = [], tell } = merging;
  const recipe = parseRecipe(
    JSON.stringify({
      method,
      settings,
      ...(base && { base: 'base' }),
      models: models.map((_, at) => ({
        checkpoint: `c${at}`,
        task: tasks?.[at] ?? `t${at}`,
        weight: weights?.[at] ?? 1,
        fisher: `f${at}`,
      })),
    }),
    'r.json',
  );
  const file = join(await temporaryFolder(), 'encoder.safetensors');
  tell?.(file);
  const used = needsBase(recipe) ? base : undefined;
  const plan = planMerge({ recipe, checkpoints: models, base: used });
  await mergeEncoder({ plan, checkpoints: models, base: used, fishers, recipe: '', file });
  return { recipe, file };
}

/** Merges, and expects of every tensor, or of those that are `named`, what the reference says. Gives back how many it looked at. */
export async function expectReference(merging: Merging, named?: readonly string[]): Promise<number> {
  const { recipe, file } = await mergeBy(merging);
  await using merged = await Weights.open(file);
  const { family, encoder } = merging.models[0]!;
  const looked = encoder.filter(({ name }) => named?.includes(name) ?? true);
  for (const { name, shape } of looked) {
    const read = async ({ weights, encoder: own }: Checkpoint) =>
      Float64Array.from(await weights.readFloats(own.find((tensor) => tensor.name === name)!.entry.name));
    const models = await Promise.all(merging.models.map(read));
    const whole: Whole = {
      ...{ name, shape, models },
      base: merging.base ? await read(merging.base) : new Float64Array(models[0]!.length),
      weights: recipe.models.map(({ weight }) => weight),
      tasks: recipe.models.map(({ task }) => task),
    };
    const expected = REFERENCES[recipe.method]!(whole, recipe.settings as Settings);
    const found = await merged.readFloats(family.prefix + name);
    expect(worstError(found, expected), name).toBeLessThan(1e-6);
  }
  return looked.length;
}
