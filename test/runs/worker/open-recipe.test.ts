/** Checkpoints of a recipe that are opened: what is not there, and what has other layers than the recipe asks for. */
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { NO_NAMES } from '../../../src-main/core/merge/recipe-paths.ts';
import { openRecipe } from '../../../src-main/runs/worker/open-recipe.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  await writeTinyCheckpoint(join(folder, 'a'));
});

const open = (text: string) => openRecipe({ file: join(folder, 'recipe.yaml'), text, names: NO_NAMES });
const recipe = (checkpoint: string, more = '') =>
  `method: average\n${more}models: [{ checkpoint: ${checkpoint}, task: t }]\n`;

it('has as many layers as it must', async () => {
  await using opened = await open(recipe('a', 'layers: 2\n'));
  expect(opened.checkpoints).toHaveLength(1);
  await expect(open(recipe('a', 'layers: 1\n'))).rejects.toMatchObject({
    code: 'mismatch',
    message: "'a' has 2 layers; the recipe asks for 1, and for all of them.",
  });
});

it('says where a name of a hub was looked for', async () => {
  await expect(open(recipe('org/name'))).rejects.toMatchObject({
    code: 'missing-file',
    message: `'${join(folder, 'org/name')}' is not a checkpoint: there is no such folder.`,
    hint: "'org/name' was looked for in the recipe's folder and in the library; nothing is fetched from a hub.",
  });
});

it('says nothing of hubs where a folder or a whole path was meant', async () => {
  const whole = open(recipe(join(folder, 'gone')));
  await expect(whole).rejects.toMatchObject({ code: 'missing-file', hint: undefined });
  await expect(open(recipe('.'))).rejects.toMatchObject({
    message: expect.stringContaining('it holds no config.json') as string,
    hint: undefined,
  });
});
