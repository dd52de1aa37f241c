/** Takes the whole library to another folder, checked before the old one gives way. */
import type { RunControl } from '../runs/worker-run.ts';
import { relocateLibrary, requireEmptyPlace } from '../library/relocation.ts';
import type { Workshop } from './workshop.ts';

/** The folder that it leaves says where it went, so that every later Weir follows. */
export async function moveLibrary(
  workshop: Workshop,
  folder: string,
  { report, signal }: RunControl,
): Promise<{ readonly folder: string }> {
  const from = workshop.library.folder;
  requireEmptyPlace(from, folder);
  await workshop.close();
  const to = await relocateLibrary(from, folder, (done, total) => {
    signal?.throwIfAborted();
    report?.({ phase: 'Move of the library', done, total, unit: 'bytes' });
  });
  workshop.moveTo(to);
  return { folder: to };
}
