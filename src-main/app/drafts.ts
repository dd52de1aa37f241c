/** Runs as commands ask for them: their name, and the input that the library keeps (a table). */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { CommandInput } from '../contract/commands.ts';
import { WeirError } from '../contract/error.ts';
import { setInRecipe } from '../core/merge/recipe-form.ts';
import type { RunCommand } from '../contract/library.ts';
import type { RunInput } from '../runs/run-kind.ts';
import { resolveCheckpoint, resolveDataset } from './item-names.ts';
import { resolveRecipe, resolveSweep } from './recipe-names.ts';
import { readSettings } from './settings.ts';
import type { Workshop } from './workshop.ts';

/** The command of each kind of run. */
interface CommandOf {
  readonly import: 'library.import';
  readonly fisher: 'fisher';
  readonly score: 'score';
  readonly merge: 'merge';
  readonly sweep: 'sweep';
  readonly search: 'search';
}

export interface Draft<C extends RunCommand> {
  readonly command: C;
  readonly name: string;
  readonly input: RunInput<C>;
}

export type Drafts = {
  readonly [C in RunCommand]: (
    input: CommandInput<CommandOf[C]>,
    workshop: Workshop,
  ) => Draft<C> | Promise<Draft<C>>;
};

/** What was asked for, or where that is 'auto' what is set; what is not recorded knows no library. */
function chooseDevice(
  workshop: Workshop,
  { device, record }: { readonly device: string; readonly record: boolean },
): string {
  return record && device === 'auto' ? readSettings(workshop.library).device : device;
}

/** Whether a merge that has not ended will be written there. */
function isAwaited({ db }: Workshop['library'], folder: string): boolean {
  const found = db
    .prepare<[string]>(
      `SELECT 1 FROM run WHERE state IN ('queued', 'running') AND command = 'merge'
         AND json_extract(input, '$.out') = ?`,
    )
    .get(folder);
  return found !== undefined;
}

/** A folder of the library's own that is not there yet, named as the merge will be. */
export function chooseMergeFolder({ library }: Workshop, title: string): string {
  // A name may hold what a folder's name may not.
  const name = title.replace(/[^\p{L}\p{N}._+@ -]+/gu, '-').replace(/^[. ]+|[. ]+$/g, '') || 'merge';
  const isTaken = (folder: string): boolean => existsSync(folder) || isAwaited(library, folder);
  let folder = library.pathOf('merges', name);
  for (let number = 2; isTaken(folder); number++) folder = library.pathOf('merges', `${name}-${number}`);
  return folder;
}

function nameImport(paths: readonly string[], scan: boolean): string {
  const [first = ''] = paths;
  const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  return `${scan ? 'Scan' : 'Import'} of ${basename(first) || first}${more}`;
}

function requireOut(): never {
  throw new WeirError('invalid-input', 'A merge that is not recorded needs a folder to be written to.', {
    hint: 'Say --out DIR.',
  });
}

export const DRAFTS: Drafts = {
  import: async ({ name, base, ...input }, workshop) => {
    const resolved = base === undefined ? undefined : await resolveCheckpoint(workshop, base);
    const work = { ...input, title: name, bases: [], base: resolved?.value, expects: resolved?.expects };
    return { command: 'import', name: nameImport(input.paths, input.scan), input: work };
  },

  fisher: async (input, workshop) => {
    const checkpoint = await resolveCheckpoint(workshop, input.checkpoint);
    const dataset = await resolveDataset(workshop, input.dataset);
    const { settings, out, name: title } = input;
    const device = chooseDevice(workshop, input);
    const work = { checkpoint: checkpoint.value, dataset: dataset.value, settings, device, out };
    const expects = [...checkpoint.expects, ...dataset.expects];
    const name = title ?? `Fisher of ${basename(checkpoint.title)}`;
    return { command: 'fisher', name, input: { ...work, title, expects } };
  },

  score: async (input, workshop) => {
    const checkpoint = await resolveCheckpoint(workshop, input.checkpoint);
    const dataset = await resolveDataset(workshop, input.dataset);
    const metrics = input.metrics ?? (dataset.metric === undefined ? undefined : [dataset.metric]);
    const device = chooseDevice(workshop, input);
    const { maxLength } = input;
    const work = { checkpoint: checkpoint.value, dataset: dataset.value, metrics, maxLength, device };
    const expects = [...checkpoint.expects, ...dataset.expects];
    const name = input.name ?? `Score of ${basename(checkpoint.title)}`;
    return { command: 'score', name, input: { ...work, expects } };
  },

  merge: async (input, workshop) => {
    const { recipe, expects, title } = await resolveRecipe(workshop, input.recipe, input.text);
    const { replace, record, onnx } = input;
    // Kept with the recipe, which so says the same wherever it is carried out again.
    const text = onnx ? setInRecipe(recipe.text, ['output', 'onnx'], true) : recipe.text;
    const out = input.out ?? (record ? chooseMergeFolder(workshop, input.name ?? title) : requireOut());
    const name = input.name ?? (input.out === undefined ? title : basename(input.out));
    const device = chooseDevice(workshop, input);
    const work = { recipe: { ...recipe, text }, out, replace, device, title: name, expects };
    return { command: 'merge', name: `Merge ${name}`, input: work };
  },

  sweep: async (input, workshop) => {
    const { recipe, expects, title } = await resolveSweep(workshop, input.sweep, input.text);
    const device = chooseDevice(workshop, input);
    return { command: 'sweep', name: input.name ?? `Sweep ${title}`, input: { recipe, device, expects } };
  },

  search: async (input, workshop) => {
    const { recipe, expects, title } = await resolveRecipe(workshop, input.recipe, input.text);
    const { algorithm, objective, trials, over, seed, share, out } = input;
    const device = chooseDevice(workshop, input);
    const work = { recipe, algorithm, objective, trials, over, seed, share, out, device, expects };
    return { command: 'search', name: input.name ?? `Search ${title}`, input: work };
  },
};
