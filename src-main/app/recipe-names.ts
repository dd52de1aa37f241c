/** A recipe as commands name it, by its file or by a merge of the library, with the library's names that stand in it. */
import { existsSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { WeirError } from '../contract/error.ts';
import type { KnownDataset, RecipeText } from '../contract/work.ts';
import { readTextFile } from '../core/files/disk.ts';
import { LARGEST_RECIPE, parseRecipe, type Recipe } from '../core/merge/recipe.ts';
import { writePaperSweep } from '../core/sweep/paper-sweep.ts';
import { parseSweep } from '../core/sweep/sweep-parser.ts';
import { findItem } from '../library/item-lookup.ts';
import { resolveCheckpoint, resolveDataset, type Resolved } from './item-names.ts';
import type { Workshop } from './workshop.ts';

export interface ResolvedRecipe {
  readonly recipe: RecipeText;
  readonly expects: readonly number[];
  readonly title: string;
}

async function readRecipe(
  workshop: Workshop,
  wanted: string,
  given: string | undefined,
): Promise<Omit<RecipeText, 'names'>> {
  if (given !== undefined) return { file: workshop.library.pathOf('recipe.yaml'), text: given };
  if (isAbsolute(wanted)) return { file: wanted, text: await readTextFile(wanted, LARGEST_RECIPE) };
  const { recipe, recipeFolder } = findItem(workshop.library, 'merge', wanted);
  return { file: join(recipeFolder, 'recipe.yaml'), text: recipe };
}

/** 'mix.yaml' → 'mix'; 'sst2+mrpc/recipe.yaml' → 'sst2+mrpc'. */
function nameRecipe(file: string): string {
  const stem = basename(file, extname(file));
  return (stem === 'recipe' ? basename(dirname(file)) : stem) || 'merge';
}

type Find<T> = (workshop: Workshop, name: string) => Promise<Resolved<T>>;

const findDataset: Find<KnownDataset> = async (workshop, name) => {
  const { value, metric, ...rest } = await resolveDataset(workshop, { file: name });
  return { ...rest, value: { reading: value, metric } };
};

/** What the library means by those of the paths under which nothing lies: a path that lies there is a path. */
async function findMeanings<T>(
  workshop: Workshop,
  folder: string,
  paths: readonly (string | undefined)[],
  find: Find<T>,
): Promise<{ readonly meanings: Readonly<Record<string, T>>; readonly expects: readonly number[] }> {
  const meanings: Record<string, T> = {};
  const expects: number[] = [];
  for (const path of new Set(paths)) {
    if (path === undefined || isAbsolute(path) || existsSync(resolve(folder, path))) continue;
    try {
      const found = await find(workshop, path);
      meanings[path] = found.value;
      expects.push(...found.expects);
    } catch (error) {
      // Then a path is missed, which the reader of it says better.
      if (!(error instanceof WeirError && error.code === 'unknown-name')) throw error;
    }
  }
  return { meanings, expects };
}

export async function resolveRecipe(
  workshop: Workshop,
  wanted: string,
  text?: string,
): Promise<ResolvedRecipe> {
  return nameParts(workshop, wanted, await readRecipe(workshop, wanted, text), parseRecipe);
}

/** A sweep names checkpoints and datasets as recipes do. */
export async function resolveSweep(
  workshop: Workshop,
  wanted: string,
  text?: string,
): Promise<ResolvedRecipe> {
  const read =
    text === undefined
      ? { file: wanted, text: await readTextFile(wanted, LARGEST_RECIPE) }
      : { file: workshop.library.pathOf('sweep.yaml'), text };
  return nameParts(workshop, wanted, read, parseSweep);
}

/** The paper's claim on the models of a recipe or sweep; see writePaperSweep. */
export async function resolvePaperSweep(
  workshop: Workshop,
  wanted: string,
  samples: number | undefined,
): Promise<ResolvedRecipe> {
  const { file, text } = await readRecipe(workshop, wanted, undefined);
  return nameParts(workshop, wanted, { file, text: writePaperSweep(text, wanted, samples) }, parseSweep);
}

async function nameParts(
  workshop: Workshop,
  wanted: string,
  read: Omit<RecipeText, 'names'>,
  parse: (text: string, source: string) => Pick<Recipe, 'base' | 'models'>,
): Promise<ResolvedRecipe> {
  const folder = dirname(read.file);
  const { base, models } = parse(read.text, wanted);
  const folders = [base, ...models.map(({ checkpoint }) => checkpoint)];
  const files = models.flatMap(({ dataset, evaluate }) => [dataset?.file, evaluate?.file]);
  const checkpoints = await findMeanings(workshop, folder, folders, resolveCheckpoint);
  const datasets = await findMeanings(workshop, folder, files, findDataset);
  return {
    recipe: { ...read, names: { checkpoints: checkpoints.meanings, datasets: datasets.meanings } },
    expects: [...checkpoints.expects, ...datasets.expects],
    title: isAbsolute(wanted) ? nameRecipe(wanted) : wanted,
  };
}
