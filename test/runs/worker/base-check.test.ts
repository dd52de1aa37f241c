/** Bases that models were not fine-tuned from: refused where task vectors are merged, else said. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBase } from '../../../src-main/runs/worker/base-check.ts';
import { openRecipe } from '../../../src-main/runs/worker/open-recipe.ts';
import { readRecipe } from '../../recipe-text.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

async function check(method: string, settings: string, base: string): Promise<string[]> {
  const folder = await temporaryFolder();
  for (const [seed, name] of ['a', 'b', 'other'].entries())
    await writeTinyCheckpoint(join(folder, name), { seed });
  const path = join(folder, 'recipe.yaml');
  await writeFile(
    path,
    `method: ${method}\nsettings: ${settings}\nbase: ${base}\nmodels:\n  - { checkpoint: a, task: a }\n  - { checkpoint: b, task: b }\n`,
  );
  await using open = await openRecipe(await readRecipe(path));
  return await checkBase(open);
}

describe('a base', () => {
  it('that a model was not fine-tuned from is refused for task vectors, with the number', async () => {
    await expect(check('ties', '{}', 'other')).rejects.toThrow(
      /^'a' was not fine-tuned from 'other': their weights differ by 1\.\d\d of the base's size; expected less than 0\.5\.$/,
    );
  });

  it('is doubted where a merge is only scaled about it', async () => {
    const remarks = await check('average', '{ scale: 1.5 }', 'other');
    expect(remarks).toHaveLength(2);
    expect(remarks[0]).toMatch(
      /^'a' was not fine-tuned from 'other': .* so that a scale about it says little\.$/,
    );
  });

  it('that is one of the models is said', async () => {
    const remarks = await check('average', '{ scale: 1.5 }', 'a');
    expect(remarks[0]).toBe(
      "'a' has the same weights as the base 'a' where they were compared: it learned nothing beyond it.",
    );
  });

  it('that no method reads is not looked at', async () => {
    expect(await check('average', '{}', 'other')).toEqual([]);
  });
});
