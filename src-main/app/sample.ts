/** The sample that comes with Weir, as items of the library. */
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandInput } from '../contract/commands.ts';
import { WeirError } from '../contract/error.ts';
import type { ImportReport } from '../contract/reports.ts';
import { readTextFile } from '../core/files/disk.ts';
import { LARGEST_RECIPE, parseRecipe } from '../core/merge/recipe.ts';
import { doRun } from './compute.ts';
import { DRAFTS } from './drafts.ts';
import type { RunControl } from '../runs/worker-run.ts';
import type { Workshop } from './workshop.ts';

/** From here up: the sources, what is built of them, and what is packed lie at different depths. */
const ABOVE = ['../../', '../', '../../../'] as const;

function findSample(): string {
  const places = ABOVE.map((up) =>
    // Packed in Electron's archive, it lies beside that as plain files.
    fileURLToPath(new URL(`${up}resources/sample`, import.meta.url)).replace(
      /\bapp\.asar\b/,
      'app.asar.unpacked',
    ),
  );
  const found = places.find((place) => existsSync(join(place, 'recipe.yaml')));
  if (found === undefined) throw new WeirError('missing-file', `The sample does not lie in '${places[0]!}'.`);
  return found;
}

/**
 * Its checkpoints, and of each task what it was trained and is judged on. They lie in the library's folder, since the
 * program's own may be another at every start; what is there already is recognised.
 */
export async function importSample(workshop: Workshop, control: RunControl): Promise<ImportReport> {
  const folder = workshop.library.pathOf('sample');
  // With their times, by which files that are there already are known to be the same.
  await cp(findSample(), folder, { recursive: true, preserveTimestamps: true });
  const recipe = parseRecipe(await readTextFile(join(folder, 'recipe.yaml'), LARGEST_RECIPE), 'recipe.yaml');
  const checkpoints = [recipe.base, ...recipe.models.map(({ checkpoint }) => checkpoint)];
  const take = async (
    paths: readonly string[],
    reading: CommandInput<'library.import'>['reading'],
  ): Promise<ImportReport> => {
    const shared = { scan: false, storage: 'linked', name: undefined } as const;
    const request = {
      ...shared,
      tags: ['sample'],
      paths: paths.map((path) => join(folder, path)),
      reading,
      metric: undefined,
    };
    const run = await doRun(workshop, await DRAFTS.import(request, workshop), control);
    return run.result as ImportReport;
  };
  const reports: ImportReport[] = [];
  // Checkpoints last: who sees them has all that a merge of them needs.
  for (const { dataset, evaluate } of recipe.models) {
    if (!dataset || !evaluate) continue;
    const { text, label } = dataset;
    reports.push(await take([dataset.file, evaluate.file], { text, label }));
  }
  const folders = checkpoints.filter((path) => path !== undefined);
  reports.push(await take(folders, {}));
  return {
    run: reports.at(-1)!.run,
    items: reports.flatMap(({ items }) => items),
    refused: reports.flatMap(({ refused }) => refused),
  };
}
