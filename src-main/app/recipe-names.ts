/** A recipe as commands name it, by its file or by a merge of the library, with the library's names that stand in it. */
import { existsSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { WeirError } from '../contract/error.ts';
import type { RecipeText } from '../contract/work.ts';
import { readTextFile } from '../core/files/disk.ts';
import { LARGEST_RECIPE, parseRecipe, type Recipe } from '../core/merge/recipe.ts';
import { findItem } from '../library/item-lookup.ts';
import { resolveCheckpoint, resolveDataset, type Resolved } from './item-names.ts';
import type { Workshop } from './workshop.ts';

export interface ResolvedRecipe {
  readonly recipe: RecipeText;
  readonly expects: readonly number[];
  readonly title: string;
}

async function readRecipe(workshop: Workshop, wanted: string): Promise<Omit<RecipeText, 'names'>> {
  if (isAbsolute(wanted)) return { file: wanted, text: await readTextFile(wanted, LARGEST_RECIPE) };
  const { recipe, recipeFolder } = findItem(workshop.library, 'merge', wanted);
  return { file: join(recipeFolder, 'recipe.yaml'), text: recipe };
}

/** 'mix.yaml' → 'mix'; 'sst2+mrpc/recipe.yaml' → 'sst2+mrpc'. */
function nameRecipe(file: string): string {
  const stem = basename(file, extname(file));
  return (stem === 'recipe' ? basename(dirname(file)) : stem) || 'merge';
}

type Find = (workshop: Workshop, name: string) => Promise<Resolved<string>>;

const findCheckpoint: Find = resolveCheckpoint;
const findDataset: Find = async (workshop, name) => {
  const { value, ...rest } = await resolveDataset(workshop, { file: name });
  return { ...rest, value: value.file };
};

function listPaths({ base, models }: Recipe): (readonly [path: string, find: Find])[] {
  const pairs = [
    [base, findCheckpoint],
    ...models.flatMap(
      ({ checkpoint, dataset, evaluate }) =>
        [
          [checkpoint, findCheckpoint],
          [dataset?.file, findDataset],
          [evaluate?.file, findDataset],
        ] as const,
    ),
  ] as const;
  return pairs.flatMap(([path, find]) => (path === undefined ? [] : [[path, find] as const]));
}

/** Whether a failure only says that the library knows no such name: then the path is missed, which the reader of it says better. */
function isUnknown(error: unknown): boolean {
  return error instanceof WeirError && error.code === 'invalid-input' && error.message.includes('has no ');
}

/** A path that lies there is a path; only otherwise it may be a name. */
export async function resolveRecipe(workshop: Workshop, wanted: string): Promise<ResolvedRecipe> {
  const read = await readRecipe(workshop, wanted);
  const folder = dirname(read.file);
  const names: Record<string, string> = {};
  const expects: number[] = [];
  for (const [path, find] of listPaths(parseRecipe(read.text, wanted))) {
    if (isAbsolute(path) || Object.hasOwn(names, path) || existsSync(resolve(folder, path))) continue;
    try {
      const found = await find(workshop, path);
      names[path] = found.value;
      expects.push(...found.expects);
    } catch (error) {
      if (!isUnknown(error)) throw error;
    }
  }
  return { recipe: { ...read, names }, expects, title: isAbsolute(wanted) ? nameRecipe(wanted) : wanted };
}
