/** The sweep that measures the paper's claim: all pairs by plain average, mask Fisher and full Fisher on the same rows (arXiv 2403.09891, tables 1 to 3). */
import { readRecipeText, writeRecipeText } from '../merge/recipe-text.ts';

const METHODS = ['average', 'fisher-mask', 'full-fisher'];

/**
 * Of the models of a recipe or of another sweep, whatever it does with them. `samples`: rows of each Fisher; each method's own number when
 * absent. What is wrong with the models is said when the sweep is read.
 */
export function writePaperSweep(text: string, source: string, samples: number | undefined): string {
  const { value } = readRecipeText(text, source);
  const { base, models, output } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return writeRecipeText({
    sets: 'pairs',
    methods: METHODS,
    ...(samples !== undefined && { samples: [samples] }),
    ...(base !== undefined && { base }),
    models,
    ...(output !== undefined && { output }),
  });
}
