/** The commands of the window's pages that belong to no topic of their own (a table). */
import { join } from 'node:path';
import { WeirError } from '../contract/error.ts';
import type { CommandInput } from '../contract/commands.ts';
import { readTextFile } from '../core/files/disk.ts';
import { readFisher } from '../core/fisher/fisher-file.ts';
import { findItem } from '../library/item-lookup.ts';
import { describeProgram } from './about.ts';
import { listFiles } from './file-list.ts';
import type { HandlersOf } from './handler.ts';
import { resolveCheckpoint, resolveDataset } from './item-names.ts';
import { moveLibrary } from './library-move.ts';
import { importSample } from './sample.ts';
import { readSettings } from './settings.ts';

/** Bytes: a card with the recipe in it has some thousands. */
const LARGEST_CARD = 2 ** 21;

/** What a host can do by itself it puts in the place of these. */
function refuseHost(what: string): never {
  throw new WeirError('unsupported', `This Weir cannot ${what}; it runs without a desktop of its own.`);
}

export const DESK_HANDLERS: HandlersOf<
  | 'merge.card'
  | 'fisher.values'
  | 'dataset.look'
  | 'dataset.labels'
  | 'predict'
  | 'sample.import'
  | 'library.move'
  | 'about'
  | 'files.list'
  | 'host.reveal'
  | 'host.choose'
> = {
  'merge.card': async ({ merge, task }, _, { library }) => {
    const { folder, name, parents } = findItem(library, 'merge', merge);
    // Of the merge's own tasks alone: no other file is read by this.
    if (!parents.some((parent) => parent.task === task)) {
      throw new WeirError('unknown-name', `The merge '${name}' has no task '${task}'.`);
    }
    return { text: await readTextFile(join(folder, task, 'README.md'), LARGEST_CARD) };
  },
  'fisher.values': async ({ fisher }, _, { library }) => {
    const { file } = findItem(library, 'fisher', fisher);
    const { layers, headsPerLayer, neuronsPerLayer, heads, neurons, count } = await readFisher(file);
    return { layers, headsPerLayer, neuronsPerLayer, heads, neurons, count };
  },
  'dataset.look': async ({ dataset }, control, workshop) =>
    workshop.work('look', { dataset: (await resolveDataset(workshop, dataset)).value }, control),
  'dataset.labels': async (input, control, workshop) => {
    const dataset = (await resolveDataset(workshop, input.dataset)).value;
    const checkpoint = (await resolveCheckpoint(workshop, input.checkpoint)).value;
    return workshop.work('labels', { dataset, checkpoint }, control);
  },
  predict: async ({ checkpoints, ...texts }: CommandInput<'predict'>, control, workshop) => {
    const { device } = readSettings(workshop.library);
    const folders: string[] = [];
    for (const one of checkpoints) folders.push((await resolveCheckpoint(workshop, one)).value);
    return workshop.work(
      'predict',
      { checkpoints: folders, ...texts, device },
      control,
      workshop.surroundings(),
    );
  },
  'sample.import': (_input, control, workshop) => importSample(workshop, control),
  'library.move': ({ folder }, control, workshop) => moveLibrary(workshop, folder, control),
  about: (_input, _, workshop) => describeProgram(workshop),
  'files.list': ({ folder }) => listFiles(folder),
  'host.reveal': () => refuseHost('show a file in the file manager'),
  'host.choose': () => refuseHost("show the system's dialog"),
};
