/** From a thing in a lineage to the page that shows it. */
import type { LineageNode } from '../../src-main/contract/library.ts';
import { call } from '../bridge/bridge.ts';
import { router } from './router.svelte.ts';
import { toasts } from './toasts.svelte.ts';

export async function openNode({ id, kind }: Pick<LineageNode, 'id' | 'kind'>): Promise<void> {
  if (id === null) return;
  if (kind === 'checkpoint') router.go('checkpoints', { item: id });
  else if (kind === 'dataset') router.go('datasets', { item: id });
  else if (kind === 'fisher') router.go('fisher', { id });
  else if (kind === 'run') router.go('run', { id });
  else {
    try {
      // A result is shown by the run that made it.
      const { item } = await call('library.show', { item: `#${id}` });
      if (item.kind === 'merge') router.go('result', { id: item.runId });
    } catch (error) {
      toasts.complain(error);
    }
  }
}
