/** A merge that is begun again: what an attempt before it had put in place is written over, and nothing else. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Progress } from '../../../src-main/contract/progress.ts';
import { runMerge } from '../../../src-main/runs/worker/merge.ts';
import { readRecipe } from '../../recipe-text.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

async function setUp() {
  const folder = await temporaryFolder();
  for (const [seed, name] of ['a', 'b'].entries()) await writeTinyCheckpoint(join(folder, name), { seed });
  const merge = async ({ again, weight = 1 }: { readonly again: boolean; readonly weight?: number }) => {
    const file = join(folder, 'recipe.yaml');
    const models = `[{ checkpoint: a, task: a }, { checkpoint: b, task: b, weight: ${weight} }]`;
    await writeFile(file, `method: average\nmodels: ${models}\n`);
    const recipe = await readRecipe(file);
    return await runMerge({ recipe, out: join(folder, 'out'), device: 'cpu', replace: false }, {}, { again });
  };
  return { merge, folder, read: () => readFile(join(folder, 'out', 'a', 'encoder.safetensors')) };
}

it('writes over the output of its own plan, to the same bytes', async () => {
  const { merge, read } = await setUp();
  await merge({ again: false });
  const bytes = await read();
  await expect(merge({ again: false })).rejects.toThrow(/'.*out' is there already/);
  await merge({ again: true });
  expect(await read()).toEqual(bytes);
});

it('refuses to write over an output of another recipe, or of other weights', async () => {
  const { merge, folder, read } = await setUp();
  await merge({ again: false });
  const bytes = await read();
  await expect(merge({ again: true, weight: 2 })).rejects.toThrow(/'.*out' is there already/);
  await writeTinyCheckpoint(join(folder, 'a'), { seed: 7 });
  await expect(merge({ again: true })).rejects.toThrow(/'.*out' is there already/);
  expect(await read()).toEqual(bytes);
});

it('is not put in place once somebody has asked to stop', async () => {
  const { folder } = await setUp();
  const file = join(folder, 'recipe.yaml');
  await writeFile(
    file,
    'method: average\nmodels: [{ checkpoint: a, task: a }, { checkpoint: b, task: b }]\n',
  );
  const stop = new AbortController();
  const report = ({ phase, done, total }: Progress): void => {
    if (phase === 'Merge' && done === total) stop.abort();
  };
  const input = { recipe: await readRecipe(file), out: join(folder, 'out'), device: 'cpu', replace: false };
  await expect(runMerge(input, { signal: stop.signal, report })).rejects.toThrow(/abort/);
  expect((await readdir(folder)).sort()).toEqual(['a', 'b', 'recipe.yaml']);
});
