/** What can be done to a run from the history, and how that is told. */
import type { RunRecord } from '../../../src-main/contract/library.ts';
import { call } from '../../bridge/bridge.ts';
import { offerFile } from '../../draw/file-download.ts';
import type { MenuItem } from '../../parts/menu-item.ts';
import { attempt, refer } from '../../state/item-changes.ts';
import { router } from '../../state/router.svelte.ts';
import { toasts } from '../../state/toasts.svelte.ts';
import { COMMON } from '../../strings/common.ts';
import { HISTORY } from '../../strings/history.ts';
import { baseline } from './baseline.svelte.ts';

export function openRun(run: RunRecord): void {
  router.go(run.command === 'merge' && run.state === 'done' ? 'result' : 'run', { id: run.id });
}

export async function repeat(run: RunRecord): Promise<void> {
  const repeated = await attempt(() => call('runs.repeat', { run: refer(run), wait: false }));
  if (repeated === undefined) return;
  const { id } = repeated.run;
  const action = {
    title: COMMON.show,
    run: () => {
      router.go('run', { id });
    },
  };
  if (repeated.changes.length === 0) {
    toasts.tell(HISTORY.repeated(run.name), { action });
    return;
  }
  const changes = repeated.changes.map(({ task, what, is }) => HISTORY.change(task, what, is === null));
  const sentence = `${HISTORY.repeatedChanged(run.name, changes.length)} ${changes.join(', ')}.`;
  toasts.tell(sentence, { tone: 'warning', action });
}

export async function resume(run: RunRecord): Promise<void> {
  const resumed = await attempt(() => call('runs.resume', { run: refer(run), wait: false }));
  if (resumed) toasts.tell(HISTORY.resumed(run.name));
}

export async function star(run: RunRecord): Promise<void> {
  await attempt(() => call('library.star', { item: refer(run), favourite: !run.favourite }));
}

export function pin(run: RunRecord): void {
  const isPinned = baseline.id === run.id;
  baseline.pin(isPinned ? undefined : run);
  if (!isPinned) toasts.tell(HISTORY.pinned(run.name));
}

const ENDINGS = {
  csv: ['csv', 'text/csv'],
  json: ['json', 'application/json'],
  latex: ['tex', 'text/plain'],
} as const;
type Format = keyof typeof ENDINGS;

async function exportRuns(format: Format, runs: readonly RunRecord[]): Promise<void> {
  const chosen = runs.length === 0 ? {} : { runs: runs.map(refer) };
  const exported = await attempt(() => call('library.export', { format, ...chosen }));
  const [ending, type] = ENDINGS[format];
  if (exported) offerFile(`weir-history.${ending}`, exported.text, type);
}

/** Of these; of all where there are none. */
export function exportMenu(runs: readonly RunRecord[]): MenuItem[] {
  return (Object.keys(ENDINGS) as Format[]).map((format) => ({
    title: HISTORY.formats[format],
    hint: HISTORY.formatHints[format],
    run: () => void exportRuns(format, runs),
  }));
}

const RESUMABLE: ReadonlySet<RunRecord['state']> = new Set(['failed', 'cancelled', 'interrupted']);

export function canResume({ state, trashedAt }: RunRecord): boolean {
  return trashedAt === null && RESUMABLE.has(state);
}

interface Acts {
  readonly trash: () => void;
  readonly restore: () => void;
  readonly rename: () => void;
}

export function menuOf(run: RunRecord, acts: Acts): MenuItem[] {
  if (run.trashedAt !== null) return [{ title: HISTORY.restore, run: acts.restore }];
  return [
    {
      title: HISTORY.open,
      run: () => {
        router.go('run', { id: run.id });
      },
    },
    ...(run.command === 'merge' && run.state === 'done'
      ? [
          {
            title: HISTORY.openResult,
            run: () => {
              openRun(run);
            },
          },
        ]
      : []),
    { title: HISTORY.again, hint: HISTORY.againHint, run: () => void repeat(run), separated: true },
    ...(canResume(run)
      ? [{ title: HISTORY.resume, hint: HISTORY.resumeHint, run: () => void resume(run) }]
      : []),
    {
      title: baseline.id === run.id ? HISTORY.unpin : HISTORY.pin,
      run: () => {
        pin(run);
      },
    },
    { title: run.favourite ? HISTORY.unstar : HISTORY.star, run: () => void star(run) },
    { title: HISTORY.rename, run: acts.rename },
    { title: HISTORY.toTrash, hint: HISTORY.trashHint, separated: true, run: acts.trash },
  ];
}
