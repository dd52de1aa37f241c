/** The cells of a sweep: every merge that it asks for, as a recipe by itself. */
import { evidenceOf, METHODS, type MethodName } from '../merge/methods.ts';
import type { RecipeModel } from '../merge/recipe.ts';
import { writeRecipeText } from '../merge/recipe-text.ts';
import type { Sweep } from './sweep.ts';

/** A merge before it is made. */
export interface PlannedCell {
  /** Places in the sweep's `sets` and `methods`. */
  readonly set: number;
  readonly method: number;
  readonly seed: number | null;
  readonly samples: number | null;
  readonly recipe: string;
}

/** Set by set, of each method by method; what a method does not know, such as a seed, makes no further cells of it. */
export function listCells(sweep: Sweep): PlannedCell[] {
  return sweep.sets.flatMap((_, set) =>
    sweep.methods.flatMap((_of, method) => listVariants(sweep, set, method)),
  );
}

function listVariants(sweep: Sweep, set: number, method: number): PlannedCell[] {
  const { method: name, settings } = sweep.methods[method]!;
  const known = METHODS[name].settings.safeParse(settings).data ?? {};
  // What is wrong with the settings is said of the recipe.
  const valuesOf = (key: 'seed' | 'samples', asked: readonly number[] | undefined): (number | null)[] =>
    key in known ? [...(asked ?? [(known as Record<string, number>)[key]!])] : [null];
  return valuesOf('samples', sweep.samples).flatMap((samples) =>
    valuesOf('seed', sweep.seeds).map((seed) => ({
      set,
      method,
      seed,
      samples,
      recipe: writeCell(sweep, set, method, {
        ...(samples !== null && { samples }),
        ...(seed !== null && { seed }),
      }),
    })),
  );
}

function writeCell(
  { sets, methods, models, base, output }: Sweep,
  set: number,
  method: number,
  changes: Readonly<Record<string, number>>,
): string {
  const { method: name, settings } = methods[method]!;
  const all = { ...settings, ...changes };
  return writeRecipeText({
    method: name,
    ...(Object.keys(all).length > 0 && { settings: all }),
    ...(base !== undefined && { base }),
    models: sets[set]!.map((place) => withoutStrange(models[place]!, name)),
    output,
  });
}

/** A file of one kind of method says nothing to another. */
function withoutStrange({ fisher, ...model }: RecipeModel, method: MethodName): RecipeModel {
  return evidenceOf({ method }) === 'mask-fisher' && fisher !== undefined ? { ...model, fisher } : model;
}

/** 'ties on sst2+agnews, seed 1' */
export function nameCell(
  { sets, methods, models }: Sweep,
  { set, method, seed, samples }: PlannedCell,
): string {
  const tasks = sets[set]!.map((place) => models[place]!.task).join('+');
  const parts = [
    `${methods[method]!.name} on ${tasks}`,
    ...(samples === null ? [] : [`${samples} samples`]),
    ...(seed === null ? [] : [`seed ${seed}`]),
  ];
  return parts.join(', ');
}
