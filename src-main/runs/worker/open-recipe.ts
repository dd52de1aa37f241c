/** A recipe's text understood, with every checkpoint that it names opened. */
import { dirname, resolve } from 'node:path';
import type { RecipeText } from '../../contract/work.ts';
import { openCheckpoint, type Checkpoint } from '../../core/encoder/checkpoint.ts';
import { requireClassifier, type Classifier } from '../../core/task/classifier.ts';
import { parseRecipe, type Recipe } from '../../core/merge/recipe.ts';
import { resolvePaths } from '../../core/merge/recipe-paths.ts';
import { needsBase } from '../../core/merge/methods.ts';

export interface OpenRecipe extends AsyncDisposable {
  /** Absolute path of the recipe's file. */
  readonly file: string;
  readonly text: string;
  readonly names: RecipeText['names'];
  /** With paths as they are written. */
  readonly recipe: Recipe;
  /** With absolute paths. */
  readonly resolved: Recipe;
  /** Of the models, in their order. */
  readonly checkpoints: readonly Classifier[];
  /** Only where the settings need it. */
  readonly base: Checkpoint | undefined;
}

export async function openRecipe({ file: path, text, names }: RecipeText): Promise<OpenRecipe> {
  const file = resolve(path);
  const recipe = parseRecipe(text, path);
  const resolved = resolvePaths(recipe, dirname(file), names);
  await using life = new AsyncDisposableStack();
  const checkpoints: Classifier[] = [];
  for (const model of resolved.models)
    checkpoints.push(requireClassifier(life.use(await openCheckpoint(model.checkpoint))));
  const base = needsBase(resolved) ? life.use(await openCheckpoint(resolved.base!)) : undefined;
  const end = life.move();
  return {
    file,
    text,
    names,
    recipe,
    resolved,
    checkpoints,
    base,
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  };
}
