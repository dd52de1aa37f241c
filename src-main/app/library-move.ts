/** Takes the whole library to another folder, checked before the old one gives way. */
import { WeirError } from '../contract/error.ts';
import type { RunControl } from '../runs/worker-run.ts';
import { relocateLibrary, requireEmptyPlace } from '../library/relocation.ts';
import type { Workshop } from './workshop.ts';

/** A move would interrupt it. */
function requireNoRun({ library, queue }: Workshop): void {
  queue.findLost();
  const run = library.db
    .prepare<[], number>("SELECT itemId FROM run WHERE state IN ('queued', 'running') AND owner IS NOT NULL")
    .pluck()
    .get();
  if (run === undefined) return;
  throw new WeirError('invalid-input', `Run #${run} has not ended, so the library cannot be moved.`, {
    hint: 'Wait for it, or cancel it.',
  });
}

/** The folder that it leaves says where it went, so that every later Weir follows. */
export async function moveLibrary(
  workshop: Workshop,
  folder: string,
  { report, signal }: RunControl,
): Promise<{ readonly folder: string }> {
  const from = workshop.library.folder;
  requireEmptyPlace(from, folder);
  requireNoRun(workshop);
  const to = await workshop.moveBy(() =>
    relocateLibrary(from, folder, (done, total) => {
      signal?.throwIfAborted();
      report?.({ phase: 'Move of the library', done, total, unit: 'bytes' });
    }),
  );
  return { folder: to };
}
