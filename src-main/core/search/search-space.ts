/** What a search varies: the models' weights and the numbers among a method's settings (a table). */
import { WeirError } from '../../contract/error.ts';
import { findNearest } from '../nearest.ts';
import { METHODS, needsBase } from '../merge/methods.ts';
import type { Recipe } from '../merge/recipe.ts';

/** A setting's least and largest value; what lies between is tried evenly. */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = {
  scale: [0, 2],
  density: [0.05, 1],
  epsilon: [0, 0.2],
  gamma: [0, 0.2],
  offDiagonal: [0, 1],
};

export const WEIGHTS = 'weights';

export interface SearchSpace {
  /** 'weights', and names of settings. */
  readonly over: readonly string[];
  /** Numbers from 0 to 1 that make a point: one for each model where weights are varied, one for each setting. */
  readonly dimensions: number;
  /** The recipe at a point. */
  readonly at: (point: readonly number[]) => SearchedRecipe;
  /** The recipe as it is. */
  readonly origin: readonly number[];
}

export interface SearchedRecipe {
  /** λ of each model. */
  readonly weights: readonly number[];
  readonly settings: Readonly<Record<string, number>>;
}

/** Without `over`, all that the recipe's method has. Throws 'invalid-input' for what it lacks, or where there is nothing to search. */
export function describeSpace(recipe: Recipe, over?: readonly string[]): SearchSpace {
  const known = listSearchable(recipe);
  const strange = over?.find((name) => !known.includes(name));
  if (strange !== undefined) {
    const nearest = findNearest(strange, known);
    throw new WeirError(
      'invalid-input',
      `'${strange}' cannot be searched with method '${recipe.method}'; known are ${known.join(', ')}.`,
      nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` },
    );
  }
  const chosen = known.filter((name) => over?.includes(name) ?? true);
  const settings = chosen.filter((name) => name !== WEIGHTS);
  const models = chosen.includes(WEIGHTS) ? recipe.models.length : 0;
  if (models + settings.length === 0)
    throw new WeirError('invalid-input', `Method '${recipe.method}' has nothing to search for.`);
  const own = recipe.models.map(({ weight }) => weight);
  const largest = Math.max(...own);
  return {
    over: chosen,
    dimensions: models + settings.length,
    origin: [
      // Half of the way, so that a weight can also grow beside the others.
      ...(models > 0 ? own.map((weight) => weight / largest / 2) : []),
      ...settings.map((name) => toUnit(name, readNumber(recipe, name))),
    ],
    at: (point) => ({
      weights: models > 0 ? normalize(point.slice(0, models), own) : own,
      settings: Object.fromEntries(settings.map((name, at) => [name, fromUnit(name, point[models + at]!)])),
    }),
  };
}

function listSearchable(recipe: Recipe): string[] {
  const { method, settings, base, models } = recipe;
  const names = Object.keys(settings).filter((name) => Object.hasOwn(RANGES, name));
  // Without a base there is nothing to scale about.
  const usable = names.filter((name) => name !== 'scale' || base !== undefined || needsBase(recipe));
  const weighs = models.length > 1 && method !== 'model-stock';
  return [
    ...(weighs ? [WEIGHTS] : []),
    ...usable.filter((name) => name in METHODS[method].settings.parse({}) || name in settings),
  ];
}

function readNumber({ settings }: Recipe, name: string): number {
  return (settings as Readonly<Record<string, number>>)[name]!;
}

/** Their mean is 1, so that methods which do not divide by the sum get as much of all as before. */
function normalize(shares: readonly number[], own: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  const total = own.reduce((a, b) => a + b, 0);
  return sum > 0 ? shares.map((share) => round((share * total) / sum)) : [...own];
}

function toUnit(name: string, value: number): number {
  const [low, high] = RANGES[name]!;
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

function fromUnit(name: string, share: number): number {
  const [low, high] = RANGES[name]!;
  return round(low + share * (high - low));
}

/** To what a person would write down. */
function round(value: number): number {
  return Number(value.toFixed(4));
}
