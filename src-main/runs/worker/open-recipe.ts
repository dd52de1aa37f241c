/** A recipe's text understood, with every checkpoint that it names opened. */
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { WeirError } from '../../contract/error.ts';
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
  const open = async (folder: string, name: string): Promise<Checkpoint> => {
    const checkpoint = life.use(await openNamed(folder, name));
    requireLayers(checkpoint, name, recipe);
    return checkpoint;
  };
  const checkpoints: Classifier[] = [];
  for (const [at, { checkpoint: folder }] of resolved.models.entries())
    checkpoints.push(requireClassifier(await open(folder, recipe.models[at]!.checkpoint)));
  const base = needsBase(resolved) ? await open(resolved.base!, recipe.base!) : undefined;
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

/** A name that is neither a path nor the library's may be meant for a hub, as 'org/name' is. */
async function openNamed(folder: string, name: string): Promise<Checkpoint> {
  try {
    return await openCheckpoint(folder);
  } catch (error) {
    const wasName = error instanceof WeirError && error.code === 'missing-file' && !existsSync(folder);
    if (!wasName || isAbsolute(name)) throw error;
    throw new WeirError(error.code, error.message, {
      hint: `'${name}' was looked for in the recipe's folder and in the library; nothing is fetched from a hub.`,
      cause: error,
    });
  }
}

function requireLayers({ config }: Checkpoint, name: string, { layers }: Recipe): void {
  if (layers === undefined || layers === config.layers) return;
  const has = config.layers === 1 ? '1 layer' : `${config.layers} layers`;
  throw new WeirError(
    'mismatch',
    `'${name}' has ${has}; the recipe asks for ${layers}, and for all of them.`,
  );
}
