/** What is wrong between a checkpoint and the texts chosen for it: asked of the host once for each pair. */
import { SvelteMap } from 'svelte/reactivity';
import { call } from '../../bridge/bridge.ts';
import { MERGE } from '../../strings/merge.ts';
import type { DatasetDraft } from './recipe-draft.ts';

/** Null: nothing, or nothing yet. */
const known = new SvelteMap<string, string | null>();
const asked = new Set<string>();

async function look(checkpoint: string, { metric: _, ...dataset }: DatasetDraft): Promise<string | null> {
  try {
    const found = await call('dataset.labels', { dataset: dataset, checkpoint });
    const strange = found.labels.find(({ meaning }) => meaning === null);
    if (strange) return MERGE.labelUnknown(dataset.file, strange.label, found.known);
    // Names that are all known are matched as such, in whichever order they come: only numbers can mean something else.
    return found.labels.some(({ label }) => /^\d+$/.test(label)) ? found.warning : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function keyOf(checkpoint: string, dataset: DatasetDraft): string {
  return JSON.stringify([checkpoint, dataset]);
}

/** To be called in an effect. */
export function askForTrouble(checkpoint: string, dataset: DatasetDraft | undefined): void {
  if (!dataset) return;
  const key = keyOf(checkpoint, dataset);
  if (asked.has(key)) return;
  asked.add(key);
  void look(checkpoint, dataset).then((trouble) => known.set(key, trouble));
}

/** When the library has changed: what was wrong may be right. */
export function forgetTrouble(): void {
  asked.clear();
}

/** A sentence; undefined where nothing is known to be wrong. */
export function troubleOf(checkpoint: string, dataset: DatasetDraft | undefined): string | undefined {
  return (dataset && known.get(keyOf(checkpoint, dataset))) ?? undefined;
}
