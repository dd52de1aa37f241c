/** A recipe's file as the worker gets it. */
import { readFile } from 'node:fs/promises';
import { NO_NAMES } from '../src-main/core/merge/recipe-paths.ts';
import type { RecipeText } from '../src-main/contract/work.ts';

export async function readRecipe(file: string): Promise<RecipeText> {
  return { file, text: await readFile(file, 'utf8'), names: NO_NAMES };
}
