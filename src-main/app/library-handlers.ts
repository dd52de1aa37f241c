/** The commands of the library (a table). */
import { WeirError, asWeirError } from '../contract/error.ts';
import type { NamedItem } from '../contract/library.ts';
import type { BulkReport, ImportReport } from '../contract/reports.ts';
import { backUpLibrary, recoverLibrary } from '../library/backup.ts';
import { checkLibrary } from '../library/check.ts';
import { pointAnew, setBase } from '../library/checkpoints.ts';
import { pointDatasetAnew, requireDataset, setReading } from '../library/datasets.ts';
import { showItem } from '../library/details.ts';
import { measureUsage } from '../library/disk-use.ts';
import { exportHistory } from '../library/history-export.ts';
import { findAny, findItem } from '../library/item-lookup.ts';
import {
  addTags,
  getItem,
  KIND_WORDS,
  removeTags,
  renameItem,
  requireNamed,
  setFavourite,
  setNotes,
} from '../library/items.ts';
import type { Library } from '../library/library.ts';
import { listItems, listScores } from '../library/listing.ts';
import { emptyTrash, restoreItem, trashItem } from '../library/trash.ts';
import { doRun } from './compute.ts';
import { DRAFTS } from './drafts.ts';
import type { CommandsOf, HandlersOf } from './handler.ts';
import { lookAt } from './item-names.ts';
import type { Workshop } from './workshop.ts';

/** Does something to one named item, and gives back what it is then. */
function change({ library }: Workshop, wanted: string, act: (id: number) => void): NamedItem {
  const { id } = findAny(library, wanted);
  act(id);
  return requireNamed(library, id);
}

/** Does something to several, whatever happens to the others. */
function changeAll(
  library: Library,
  wanted: readonly string[],
  trashed: boolean,
  act: (id: number) => void,
): BulkReport {
  const done: NamedItem[] = [];
  const refused: BulkReport['refused'][number][] = [];
  for (const item of wanted) {
    try {
      const { id } = findAny(library, item, { trashed });
      act(id);
      done.push(requireNamed(library, id));
    } catch (error) {
      refused.push({ item, message: asWeirError(error).message });
    }
  }
  return { done, refused };
}

export const LIBRARY_HANDLERS: HandlersOf<Exclude<CommandsOf<'library'>, 'library.move'>> = {
  'library.list': ({ kind, ...query }, _, { library }) => listItems(library, kind, query),
  'library.scores': (query, _, { library }) => listScores(library, query),
  'library.show': ({ item }, _, { library }) => showItem(library, findAny(library, item, { trashed: true })),
  'library.import': async (input, control, workshop) => {
    const run = await doRun(workshop, await DRAFTS.import(input, workshop), control);
    return run.result as ImportReport;
  },
  'library.rename': ({ item, name }, _, workshop) =>
    change(workshop, item, (id) => {
      renameItem(workshop.library, id, name);
    }),
  'library.tag': ({ item, add, remove }, _, { library }) => {
    const { id, kind } = findAny(library, item);
    library.write(() => {
      removeTags(library, id, remove);
      addTags(library, id, add);
    });
    return getItem(library, kind, id);
  },
  'library.note': ({ item, notes }, _, workshop) =>
    change(workshop, item, (id) => {
      setNotes(workshop.library, id, notes);
    }),
  'library.star': ({ item, favourite }, _, workshop) =>
    change(workshop, item, (id) => {
      setFavourite(workshop.library, id, favourite);
    }),
  'library.relocate': relocate,
  'library.rebase': ({ item, base }, _, { library }) => {
    const { id } = findItem(library, 'checkpoint', item);
    setBase(library, id, base === null ? null : findItem(library, 'checkpoint', base).id);
    return getItem(library, 'checkpoint', id);
  },
  'library.trash': ({ items }, _, { library }) =>
    changeAll(library, items, false, (id) => {
      trashItem(library, id);
    }),
  'library.restore': ({ items }, _, { library }) =>
    changeAll(library, items, true, (id) => {
      restoreItem(library, id);
    }),
  'library.empty': (_input, _, { library }) => emptyTrash(library),
  'library.export': ({ format, runs }, _, { library }) => ({
    text: exportHistory(
      library,
      format,
      runs?.map((run) => findItem(library, 'run', run, { trashed: true }).id),
    ),
  }),
  'library.reread': async ({ item, reading, metric }, _, workshop) => {
    const { library } = workshop;
    const dataset = findItem(library, 'dataset', item);
    const [found] = (await lookAt(workshop, dataset.file, reading)).datasets;
    requireDataset(dataset, found);
    if (found) setReading(library, dataset.id, { ...found, metric });
    return getItem(library, 'dataset', dataset.id);
  },
  'library.backup': ({ file }, _, { library }) => backUpLibrary(library, file),
  'library.recover': async ({ file }, _, workshop) => {
    await workshop.close();
    return recoverLibrary(workshop.folder, file);
  },
  'library.check': (_input, _, { library }) => checkLibrary(library),
  'library.usage': (_input, _, { library }) => measureUsage(library),
};

/** A checkpoint or a dataset, checked by its hash. */
async function relocate(
  { item, folder }: { readonly item: string; readonly folder: string },
  _: unknown,
  workshop: Workshop,
) {
  const { library } = workshop;
  const { id, kind } = findAny(library, item);
  if (kind === 'checkpoint') {
    const [found] = (await lookAt(workshop, folder)).checkpoints;
    if (found) return pointAnew(library, id, found.folder, found.hash, found.files);
  } else if (kind === 'dataset') {
    const { reading } = getItem(library, 'dataset', id);
    const [found] = (await lookAt(workshop, folder, reading)).datasets;
    if (found) return pointDatasetAnew(library, id, found);
  }
  throw new WeirError(
    'invalid-input',
    `'${folder}' holds no ${KIND_WORDS[kind]}; checkpoints and datasets can be pointed to where they lie now.`,
  );
}
