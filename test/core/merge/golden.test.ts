/** Merges of real checkpoints against what the authors' own code wrote, and the aligned scheme against PyTorch. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import type { Fisher } from '../../../src-main/core/fisher/fisher.ts';
import { DEFAULT_FISHER_SETTINGS } from '../../../src-main/core/fisher/settings.ts';
import { mergeEncoder } from '../../../src-main/core/merge/execute.ts';
import { planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { describeWithFixtures } from '../../fixtures.ts';
import { temporaryFolder } from '../../temporary.ts';

const TOLERANCE = 2e-6;

interface GoldenMerge {
  readonly tasks: readonly string[];
  readonly results: Readonly<Record<string, { readonly probe: Readonly<Record<string, readonly number[]>> }>>;
}

describeWithFixtures('merging real checkpoints', (fixtures) => {
  const folder = join(fixtures, 'glue-mini');

  async function readGoldenFisher(task: string, gradient: 'example' | 'batch'): Promise<Fisher> {
    await using weights = await Weights.open(join(folder, 'golden', `${task}.mask-fisher.safetensors`));
    const [layers, headsPerLayer] = weights.entry(`${gradient}.heads`).shape as [number, number];
    return {
      layers,
      headsPerLayer,
      neuronsPerLayer: weights.entry(`${gradient}.neurons`).shape[1]!,
      heads: Float64Array.from(await weights.readFloats(`${gradient}.heads`)),
      neurons: Float64Array.from(await weights.readFloats(`${gradient}.neurons`)),
      count: gradient === 'example' ? 256 : 8,
      settings: { ...DEFAULT_FISHER_SETTINGS, gradient },
      checkpoint: '',
      dataset: '',
    };
  }

  /** `kind`: as merges.json calls it, `average` or `fisher-mask/<scheme>/<gradient>`. */
  async function merge(tasks: readonly string[], kind: string): Promise<string> {
    const [method, scheme, gradient] = kind.split('/') as [string, string?, ('example' | 'batch')?];
    const models = tasks.map((task) => ({ checkpoint: task, task, fisher: task }));
    const recipe = parseRecipe(
      JSON.stringify({ method, settings: scheme && { scheme, gradient }, models }),
      'r.json',
    );
    const checkpoints = await Promise.all(
      tasks.map((task) => openCheckpoint(join(folder, 'checkpoints', task))),
    );
    const fishers = gradient ? await Promise.all(tasks.map((task) => readGoldenFisher(task, gradient))) : [];
    const file = join(await temporaryFolder(), 'encoder.safetensors');
    const plan = planMerge({ recipe, checkpoints, base: undefined });
    await mergeEncoder({ plan, checkpoints, base: undefined, fishers, recipe: '', file });
    await Promise.all(checkpoints.map((checkpoint) => checkpoint[Symbol.asyncDispose]()));
    return file;
  }

  it.each(['paper/batch', 'paper/example', 'aligned/example'])(
    'gives every number of sst2 + agnews by %s',
    async (kind) => {
      await using found = await Weights.open(await merge(['sst2', 'agnews'], `fisher-mask/${kind}`));
      const golden = `sst2+agnews.fisher-mask.${kind.replace('/', '.')}.safetensors`;
      await using expected = await Weights.open(join(folder, 'golden', golden));
      expect([...found.tensors.keys()]).toEqual([...expected.tensors.keys()].map((name) => `bert.${name}`));
      for (const name of expected.tensors.keys()) {
        const [a, b] = [await found.readFloats(`bert.${name}`), await expected.readFloats(name)];
        expect(a).toHaveLength(b.length);
        const worst = a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
        expect(worst, name).toBeLessThanOrEqual(TOLERANCE);
      }
    },
  );

  it(
    'gives the probed numbers of every pair and of all five, by every method',
    { timeout: 120_000 },
    async () => {
      const merges = JSON.parse(
        await readFile(join(folder, 'golden', 'merges.json'), 'utf8'),
      ) as GoldenMerge[];
      expect(merges.length).toBeGreaterThan(10);
      for (const { tasks, results } of merges) {
        for (const [kind, { probe }] of Object.entries(results)) {
          await using found = await Weights.open(await merge(tasks, kind));
          for (const [name, expected] of Object.entries(probe)) {
            const values = await found.readFloats(`bert.${name}`);
            const step = Math.floor(values.length / 4);
            const worst = Math.max(...expected.map((value, at) => Math.abs(value - values[at * step]!)));
            expect(worst, `${tasks.join('+')} ${kind} ${name}`).toBeLessThanOrEqual(TOLERANCE);
          }
        }
      }
    },
  );
});
