/** A sweep before it is started: the checkpoints of the page Merge, and the methods that people compare first. */
import { call } from '../../bridge/bridge.ts';
import type { RecipeDraft } from '../merge/recipe-draft.ts';

const AVERAGE = 'average';
const MASK = {
  name: 'mask, aligned',
  method: 'fisher-mask',
  settings: { scheme: 'aligned', normalize: 'mean' },
};

/** Those that need a base are left out where there is none. */
function listMethods(hasBase: boolean): unknown[] {
  if (!hasBase) return [AVERAGE, 'fisher-mask', MASK, 'full-fisher', 'regmean', 'karcher'];
  const thinned = {
    ...MASK,
    name: 'mask, aligned, ties 0.5',
    settings: { ...MASK.settings, sparsify: 'ties', density: 0.5 },
  };
  return [AVERAGE, 'fisher-mask', MASK, thinned, 'full-fisher', 'task-arithmetic', 'ties', 'dare-ties'];
}

/** Whether there are enough models, each with rows to be scored on. */
export function canSweep({ models }: RecipeDraft): boolean {
  return models.length > 1 && models.every(({ evaluate }) => evaluate !== undefined);
}

/** The sweep that one begins with. */
export function writeSweep(recipe: RecipeDraft): Promise<string> {
  return write(recipe, listMethods(recipe.base !== undefined));
}

/** All pairs by plain average, mask Fisher and full Fisher: what the paper compares. */
export function writePaperSweep(recipe: RecipeDraft): Promise<string> {
  return write(recipe, [AVERAGE, 'fisher-mask', 'full-fisher']);
}

async function write({ base, models }: RecipeDraft, methods: readonly unknown[]): Promise<string> {
  const recipe = { sets: 'pairs', methods, samples: [256], ...(base !== undefined && { base }), models };
  return (await call('recipe.write', { recipe })).text;
}
