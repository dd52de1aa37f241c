/** What the sample shows: scores on dev.tsv of its experts, of their merge by its recipe, and of averages. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalApp } from '../../src-main/app/local-app.ts';
import type { ScoreTable } from '../../src-main/contract/records.ts';
import { rebaseRecipe } from '../../src-main/core/merge/recipe-paths.ts';
import { formatRecipe, SCALE } from './recipe.ts';

/** Merges as `weir merge` does; beside the plain average stands the one that is stretched as much as the merge. */
export async function measureSample(folder: string): Promise<ScoreTable> {
  const merged = await scoreMerge(folder, formatRecipe('fisher-mask'));
  const stretched = await scoreMerge(folder, formatRecipe('average'));
  const average = stretched.models.find(({ kind }) => kind === 'merge')!;
  return { ...merged, models: [...merged.models, { ...average, name: `average, scale ${SCALE}` }] };
}

async function scoreMerge(folder: string, recipe: string): Promise<ScoreTable> {
  const scratch = await mkdtemp(join(tmpdir(), 'weir-sample-'));
  try {
    const file = join(scratch, 'recipe.yaml');
    await writeFile(file, rebaseRecipe(recipe, join(folder, 'recipe.yaml'), file));
    const request = { recipe: file, out: join(scratch, 'merged'), device: 'cpu', record: false };
    const app = createLocalApp({
      notify: (sentence) => {
        console.error(sentence);
      },
    });
    const { scores } = await app.call('merge', request);
    return scores!;
  } finally {
    await rm(scratch, { recursive: true });
  }
}
