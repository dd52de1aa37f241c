/** The commands of recipes: read, written, and checked before anything is computed (a table). */
import { WeirError } from '../contract/error.ts';
import type { CheckedModel } from '../contract/work.ts';
import { parseRecipe } from '../core/merge/recipe.ts';
import { readRecipe } from '../core/merge/recipe-form.ts';
import { writeRecipeText } from '../core/merge/recipe-text.ts';
import { measureSpeeds, SCORED, type Speeds } from '../library/speeds.ts';
import type { CommandsOf, HandlersOf } from './handler.ts';
import { resolveRecipe } from './recipe-names.ts';

/** From the speed of earlier runs; null where one is needed that nothing was measured of. */
function estimateSeconds(models: readonly CheckedModel[], { fisher, score }: Speeds): number | null {
  const work = (count: (model: CheckedModel) => number): number =>
    models.reduce((sum, model) => sum + count(model) * model.parameters, 0);
  const gradients = work(({ samples, known }) => (known ? 0 : samples));
  const forward = work(({ rows }) => SCORED * rows);
  if ((gradients > 0 && fisher === null) || (forward > 0 && score === null)) return null;
  return (fisher === null ? 0 : gradients / fisher) + (score === null ? 0 : forward / score);
}

export const RECIPE_HANDLERS: HandlersOf<CommandsOf<'recipe'>> = {
  'recipe.read': ({ text, source }) => {
    parseRecipe(text, source);
    // With what was said alone: defaults are not the person's words.
    return { recipe: readRecipe(text, source).value as Readonly<Record<string, unknown>> };
  },
  'recipe.write': ({ recipe }) => ({ text: writeRecipeText(recipe) }),
  'recipe.check': async ({ text, source }, control, workshop) => {
    const { recipe } = await resolveRecipe(workshop, source, text);
    const out = workshop.library.pathOf('merges');
    const { models, need, ...said } = await workshop.work(
      'check',
      { recipe, out },
      control,
      workshop.surroundings(),
    );
    const { seconds } = { seconds: estimateSeconds(models, measureSpeeds(workshop.library)) };
    if (need.memory > need.freeMemory || need.disk > need.freeDisk) {
      const [what, needed, free] =
        need.memory > need.freeMemory
          ? ['memory', need.memory, need.freeMemory]
          : ['disk', need.disk, need.freeDisk];
      throw new WeirError(
        what === 'memory' ? 'no-memory' : 'no-space',
        `This merge needs about ${(needed / 1e9).toFixed(2)} GB of ${what}; ${(free / 1e9).toFixed(2)} GB are free.`,
      );
    }
    const known = models.filter((model) => model.known).map(({ task }) => task);
    return { ...said, need: { ...need, seconds }, known };
  },
};
