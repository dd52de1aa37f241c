/** A sweep: which checkpoints are merged in which sets, by which methods, with which seeds and sample counts. */
import type { RowPart, SweptMethod } from '../../contract/sweep.ts';
import type { MethodName } from '../merge/methods.ts';
import type { Recipe, RecipeModel } from '../merge/recipe.ts';

/** Which tasks are merged together: all pairs, triples, all at once, all and then all but each. */
export const SET_CHOICES = ['pairs', 'triples', 'all', 'leave-one-out'] as const;

export type SetChoice = (typeof SET_CHOICES)[number];

export interface Sweep extends Pick<Recipe, 'base' | 'models' | 'output'> {
  /** Places in `models`, ascending. */
  readonly sets: readonly (readonly number[])[];
  readonly methods: readonly (SweptMethod & { readonly method: MethodName })[];
  /** Instead of what a method's settings say. */
  readonly seeds?: readonly number[] | undefined;
  readonly samples?: readonly number[] | undefined;
  /** Of the evaluation files. */
  readonly rows: RowPart;
}

/** The models of a set, in their order. */
export function modelsOf({ models }: Pick<Sweep, 'models'>, set: readonly number[]): readonly RecipeModel[] {
  return set.map((place) => models[place]!);
}
