/** A Fisher as a run: where it is kept, and under which name. */
import type { FisherRecord } from '../contract/records.ts';
import { findFisher, recordFisher } from '../library/fishers.ts';
import type { Library } from '../library/library.ts';
import { nameByHash, requireExpected } from './expectations.ts';
import type { RunKind } from './run-kind.ts';

/** Of a merge or alone; one that was found again is recorded as well, since its row may have been lost. */
export function keepFisher(library: Library, fisher: FisherRecord, title?: string): number {
  const { checkpoint, dataset, checkpointHash, datasetHash, settings, file, bytes, count } = fisher;
  const { device, seconds } = fisher;
  const known = fisher.cached ? findFisher(library, checkpointHash, datasetHash, settings) : undefined;
  // What it took to compute stays, not what it took to find it.
  if (known?.file === file) return known.id;
  const of = nameByHash(library, 'checkpoint', checkpointHash, checkpoint);
  const on = nameByHash(library, 'dataset', datasetHash, dataset);
  const draft = { checkpointHash, datasetHash, settings, file, bytes, count, device, seconds };
  return recordFisher(library, { ...draft, name: title ?? `${of} on ${on}` }).id;
}

export const FISHER_RUN: RunKind<'fisher'> = {
  lane: 'compute',
  prepare: (library, input) => {
    requireExpected(library, input.expects);
    return input;
  },
  record: (library, _run, { title }, result) => {
    keepFisher(library, result, title);
    return result;
  },
};
