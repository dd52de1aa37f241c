/** Reads what somebody wants in the library: checkpoints, adapters folded into theirs, and datasets, what is wrong with the others, and every hash. */
import { WeirError } from '../../contract/error.ts';
import type { Refusal } from '../../contract/reports.ts';
import type { Control } from '../../contract/progress.ts';
import type { ImportedCheckpoint, ImportedDataset, ImportedItems, Worker } from '../../contract/work.ts';
import { createBaseSearch, isBase } from './base-search.ts';
import { importAdapter } from './import-adapter.ts';
import { importCopied, importLinked } from './import-checkpoint.ts';
import { importDataset } from './import-dataset.ts';
import { createHasher } from './known-hashes.ts';
import { judgePlace, type Place } from './place.ts';
import { scanTree } from './scan.ts';

type Found = Omit<ImportedCheckpoint, 'baseHash'>;

/** Keeps what is wrong with one thing from stopping the others; a cancellation does stop them. */
async function attempt<T>(
  path: string,
  refused: Refusal[],
  { signal }: Control,
  step: () => Promise<T>,
): Promise<T | undefined> {
  signal?.throwIfAborted();
  try {
    return await step();
  } catch (error) {
    signal?.throwIfAborted();
    // A full disk is not the fault of one checkpoint: no other would fare better.
    if (!(error instanceof WeirError) || error.code === 'no-space') throw error;
    refused.push({ path, code: error.code, message: error.message });
    return undefined;
  }
}

/** Two snapshots of one repository are told apart by their revision. */
function tellApart(found: readonly Found[]): Found[] {
  const count = (name: string): number => found.filter((one) => one.name === name).length;
  return found.map((one) => {
    const revision = /[/\\]snapshots[/\\]([0-9a-f]{7})/.exec(one.folder)?.[1];
    return revision !== undefined && count(one.name) > 1 ? { ...one, name: `${one.name}@${revision}` } : one;
  });
}

export const runImport: Worker<'import'> = async (input, control, surroundings): Promise<ImportedItems> => {
  const { paths, scan, storage, reading } = input;
  const refused: Refusal[] = [];
  const places: Place[] = [];
  const isDataset = reading.format !== undefined || reading.delimiter !== undefined;
  for (const path of paths) {
    if (scan) {
      const tree = await scanTree(path, control);
      refused.push(...tree.refused);
      places.push(...tree.places);
    } else {
      const place = await attempt(path, refused, control, () => judgePlace(path, isDataset));
      if (place) places.push(place);
    }
  }
  const { library } = surroundings;
  if (storage === 'copied' && library === undefined) {
    throw new WeirError('internal', 'Nothing can be copied without a library to copy it to.');
  }
  // Hashing reports bytes of one file; of many, it is the count that tells how far they are.
  const hasher = createHasher(surroundings.known, places.length > 1 ? { signal: control.signal } : control);
  const found: Found[] = [];
  const folded: ImportedCheckpoint[] = [];
  const datasets: ImportedDataset[] = [];
  // Adapters last: their bases may be among the others.
  places.sort((a, b) => Number(a.kind === 'adapter') - Number(b.kind === 'adapter'));
  for (const [done, place] of places.entries()) {
    if (places.length > 1) control.report?.({ phase: 'Import', done, total: places.length, unit: 'rounds' });
    if (place.kind === 'dataset') {
      const dataset = await attempt(place.file, refused, control, () =>
        importDataset(place.file, input, hasher, control),
      );
      if (dataset) datasets.push(dataset);
    } else if (place.kind === 'adapter') {
      const known = input.library && [...input.library, ...found];
      const one = await attempt(place.folder, refused, control, () =>
        importAdapter(place.folder, { base: input.base, known }, library, hasher, control),
      );
      if (one) folded.push(one);
    } else {
      const one = await attempt(place.folder, refused, control, () =>
        storage === 'copied' && library
          ? importCopied(place.folder, library, hasher, control)
          : importLinked(place.folder, hasher),
      );
      if (one) found.push(one);
    }
  }
  const search = createBaseSearch([...input.bases, ...found.filter(({ problem }) => isBase(problem))]);
  const checkpoints: ImportedCheckpoint[] = [];
  for (const one of tellApart(found)) {
    control.signal?.throwIfAborted();
    checkpoints.push({ ...one, baseHash: await search(one) });
  }
  return { checkpoints: [...checkpoints, ...folded], datasets, refused, hashes: hasher.fresh };
};
