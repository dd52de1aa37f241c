/** Runs that are done again, and what has changed among their inputs since. */
import { SvelteMap } from 'svelte/reactivity';
import type { InputChange } from '../../../src-main/contract/reports.ts';
import { call } from '../../bridge/bridge.ts';
import { router } from '../../state/router.svelte.ts';
import { toasts } from '../../state/toasts.svelte.ts';

const changes = new SvelteMap<number, readonly InputChange[]>();

/** Queues it anew and goes there. */
export async function repeatRun(id: number): Promise<void> {
  try {
    const repeated = await call('runs.repeat', { run: `#${id}`, wait: false });
    changes.set(repeated.run.id, repeated.changes);
    router.go('run', { id: repeated.run.id });
  } catch (error) {
    toasts.complain(error);
  }
}

/** Undefined for a run that repeats none, or that was begun elsewhere. */
export function changesOf(run: number): readonly InputChange[] | undefined {
  return changes.get(run);
}
