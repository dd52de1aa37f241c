/** Every command and who does what it asks for (a table). */
import type { Command } from '../contract/commands.ts';
import { BENCH } from './bench.ts';
import { FISHER, MERGE, SCORE, SEARCH, SWEEP } from './compute.ts';
import { DESK_HANDLERS } from './desk-handlers.ts';
import type { HandlersOf } from './handler.ts';
import { resolveCheckpoint } from './item-names.ts';
import { LIBRARY_HANDLERS } from './library-handlers.ts';
import { RECIPE_HANDLERS } from './recipe-handlers.ts';
import { resolveRecipe } from './recipe-names.ts';
import { RUN_HANDLERS } from './run-handlers.ts';
import { keepSettings, readSettings } from './settings.ts';

export type Handlers = HandlersOf<Command>;

export const HANDLERS: Handlers = {
  ...DESK_HANDLERS,
  ...RECIPE_HANDLERS,
  'settings.read': (_input, _, { library }) => readSettings(library),
  'settings.write': (changes, _, { library }) => library.write(() => keepSettings(library, changes)),
  inspect: async ({ checkpoint }, _, workshop) => {
    // Loaded when it is asked for: what reads checkpoints would hold up every start.
    const { inspectCheckpoint } = await import('./inspect.ts');
    return await inspectCheckpoint({ checkpoint: (await resolveCheckpoint(workshop, checkpoint)).value });
  },
  fisher: FISHER,
  score: SCORE,
  merge: MERGE,
  sweep: SWEEP,
  search: SEARCH,
  plan: async ({ recipe, text }, control, workshop) =>
    workshop.work('plan', { recipe: (await resolveRecipe(workshop, recipe, text)).recipe }, control),
  devices: (_, control, workshop) => workshop.work('devices', {}, control),
  bench: BENCH,
  ...LIBRARY_HANDLERS,
  ...RUN_HANDLERS,
};
