/** How the end of a run is told, whichever page is open. */
import type { RunRecord } from '../../src-main/contract/library.ts';
import { COMMON } from '../strings/common.ts';
import { router, type PageName } from './router.svelte.ts';
import { toasts } from './toasts.svelte.ts';

export function sayEnd(run: RunRecord): void {
  const seconds = run.startedAt === null || run.endedAt === null ? 0 : (run.endedAt - run.startedAt) / 1000;
  // Whoever looks at it sees it.
  if (router.page === 'run' && router.params.id === String(run.id)) return;
  const page: PageName = run.state === 'done' && run.command === 'merge' ? 'result' : 'run';
  const action = {
    title: COMMON.show,
    run: () => {
      router.go(page, { id: run.id });
    },
  };
  // What was imported stands in the lists.
  if (run.state === 'done' && run.command !== 'import')
    toasts.tell(COMMON.runDone(run.name, seconds), { action });
  if (run.state === 'interrupted') toasts.tell(COMMON.runInterrupted(run.name), { tone: 'warning', action });
  if (run.state === 'failed') {
    const { message, hint, code } = run.error ?? { message: '', hint: undefined, code: undefined };
    toasts.tell(COMMON.runFailed(run.name, message), { tone: 'loss', hint, code, action });
  }
}
