/** Every command and who does what it asks for (a table). */
import type { Command } from '../contract/commands.ts';
import { FISHER, MERGE, SCORE } from './compute.ts';
import type { HandlersOf } from './handler.ts';
import { inspectCheckpoint } from './inspect.ts';
import { resolveCheckpoint } from './item-names.ts';
import { LIBRARY_HANDLERS } from './library-handlers.ts';
import { resolveRecipe } from './recipe-names.ts';
import { RUN_HANDLERS } from './run-handlers.ts';

export type Handlers = HandlersOf<Command>;

export const HANDLERS: Handlers = {
  inspect: async ({ checkpoint }, _, workshop) =>
    inspectCheckpoint({ checkpoint: (await resolveCheckpoint(workshop, checkpoint)).value }),
  fisher: FISHER,
  score: SCORE,
  merge: MERGE,
  plan: async ({ recipe }, control, workshop) =>
    workshop.work('plan', { recipe: (await resolveRecipe(workshop, recipe)).recipe }, control),
  devices: (_, control, workshop) => workshop.work('devices', {}, control),
  bench: (input, control, workshop) => workshop.work('bench', input, control),
  ...LIBRARY_HANDLERS,
  ...RUN_HANDLERS,
};
