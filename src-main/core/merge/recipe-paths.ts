/** What a recipe names: paths that begin in its folder and names of the library, made absolute or moved to another folder. */
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { type Document, isScalar, parseDocument } from 'yaml';
import { WeirError } from '../../contract/error.ts';
import type { LibraryNames } from '../../contract/work.ts';
import { isObject } from '../files/json.ts';
import { canonicalJson } from './canonical-json.ts';
import { isMergekit, MERGEKIT_PATHS, TOKENIZER_WORDS } from './mergekit/document.ts';
import type { Recipe } from './recipe.ts';
import { readRecipe, toOwnForm } from './recipe-form.ts';
import type { Path } from './recipe-text.ts';

export const NO_NAMES: LibraryNames = { checkpoints: {}, datasets: {} };

function find<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** What a recipe says of a dataset stands above what the library knows of it. */
function withKnown<D extends { readonly file: string }>(
  dataset: D,
  folder: string,
  { datasets }: LibraryNames,
): D {
  const known = find(datasets, dataset.file);
  if (known === undefined) return { ...dataset, file: resolve(folder, dataset.file) };
  return { ...known.reading, ...dataset, file: known.reading.file };
}

function knownMetric(file: string, { datasets }: LibraryNames): string[] | undefined {
  const metric = find(datasets, file)?.metric;
  return metric === undefined ? undefined : [metric];
}

/** The recipe with absolute paths, relative ones taken from `folder`: the one that the recipe lies in. */
export function resolvePaths(recipe: Recipe, folder: string, names: LibraryNames = NO_NAMES): Recipe {
  const at = (path: string): string => find(names.checkpoints, path) ?? resolve(folder, path);
  return {
    ...recipe,
    base: recipe.base === undefined ? undefined : at(recipe.base),
    models: recipe.models.map((model) => {
      const { checkpoint, dataset, evaluate, fisher } = model;
      return {
        ...model,
        checkpoint: at(checkpoint),
        dataset: dataset && withKnown(dataset, folder, names),
        evaluate: evaluate && {
          ...withKnown(evaluate, folder, names),
          metric: evaluate.metric ?? knownMetric(evaluate.file, names),
        },
        fisher: fisher === undefined ? undefined : resolve(folder, fisher),
      };
    }),
  };
}

/** Where a recipe names paths; `*` stands for every entry of a list. */
const PATHS: readonly Path[] = [
  ['base'],
  ['models', '*', 'checkpoint'],
  ['models', '*', 'fisher'],
  ['models', '*', 'dataset', 'file'],
  ['models', '*', 'evaluate', 'file'],
];

type Place = readonly (string | number)[];

/** The places that a pattern means in a value. */
function listPlaces(value: unknown, [key, ...rest]: Path, before: Place = []): Place[] {
  if (key === undefined) return [before];
  if (key === '*')
    return Array.isArray(value) ? value.flatMap((inner, at) => listPlaces(inner, rest, [...before, at])) : [];
  return isObject(value) ? listPlaces(value[String(key)], rest, [...before, String(key)]) : [];
}

/** Writes down what a name of the library means, so that the recipe says the same where there is no such library. */
function writeMeaning(document: Document, place: Place, names: LibraryNames): boolean {
  const name = document.getIn(place) as string;
  if (place.at(-1) !== 'file') {
    const folder = place.at(-1) === 'fisher' ? undefined : find(names.checkpoints, name);
    if (folder !== undefined) document.setIn(place, folder);
    return folder !== undefined;
  }
  const known = find(names.datasets, name);
  if (known === undefined) return false;
  const dataset = place.slice(0, -1);
  const { reading, metric } = known;
  const said = dataset.at(-1) === 'evaluate' ? { ...reading, metric } : reading;
  for (const [key, value] of Object.entries(said)) {
    const spoken = key === 'file' || (value !== undefined && !document.hasIn([...dataset, key]));
    if (spoken) document.setIn([...dataset, key], document.createNode(value));
  }
  return true;
}

/**
 * The text of the recipe at `from` as it must read at `to`, both paths of files: relative paths are rewritten, names of the
 * library give way to what they stand for, all else stays, comments too.
 */
export function rebaseRecipe(text: string, from: string, to: string, names: LibraryNames = NO_NAMES): string {
  const document = parseDocument(text);
  const value: unknown = document.toJS();
  const isForeign = isMergekit(value);
  for (const place of (isForeign ? MERGEKIT_PATHS : PATHS).flatMap((pattern) => listPlaces(value, pattern))) {
    const node = document.getIn(place, true);
    if (!isScalar(node) || typeof node.value !== 'string') continue;
    if (place[0] === 'tokenizer_source' && TOKENIZER_WORDS.includes(node.value)) continue;
    if (writeMeaning(document, place, names) || isAbsolute(node.value)) continue;
    const moved = relative(dirname(to), resolve(dirname(from), node.value));
    node.value = moved.replaceAll('\\', '/');
  }
  const moved = document.toString({ lineWidth: 0 });
  if (!isForeign || isSameMerge(text, moved)) return moved;
  return rebaseRecipe(toOwnForm(text, from), from, to, names);
}

/** mergekit's recipes name no tasks, so that another path may mean another task; and in a path, some characters have a meaning. */
function isSameMerge(text: string, moved: string): boolean {
  const withoutPaths = (recipe: string): string => {
    const { base, models, ...rest } = readRecipe(recipe, '').value as Pick<Recipe, 'base' | 'models'>;
    return canonicalJson([base === undefined, models.map(({ checkpoint, ...model }) => model), rest]);
  };
  try {
    return withoutPaths(moved) === withoutPaths(text);
  } catch (error) {
    if (error instanceof WeirError) return false;
    throw error;
  }
}
