/** Points to where a thing lies now; the host checks by its hash that it is the same. */
import { call } from '../bridge/bridge.ts';
import { CHECKPOINT_DETAIL } from '../strings/checkpoints.ts';
import { attempt, refer } from './item-changes.ts';
import { choosePaths, type PathQuestion } from './path-choice.svelte.ts';
import { toasts } from './toasts.svelte.ts';

export async function pointTo(
  item: { readonly id: number; readonly name: string },
  what: PathQuestion['what'],
): Promise<void> {
  const [folder] = await choosePaths({ what, title: CHECKPOINT_DETAIL.pointToTitle(item.name) });
  if (folder === undefined) return;
  const found = await attempt(() => call('library.relocate', { item: refer(item), folder }));
  if (found) toasts.tell(CHECKPOINT_DETAIL.relocated(item.name));
}
