/** A run done again as a new run, with what has changed since among its inputs. */
import type { RunRecord } from '../contract/library.ts';
import type { InputChange, RepeatedRun } from '../contract/reports.ts';
import type { FisherRecord, MergeRecord, ScoreRecord } from '../contract/records.ts';
import { getRun } from '../library/runs.ts';
import type { RunInput } from '../runs/run-kind.ts';
import type { RunControl } from '../runs/worker-run.ts';
import { requireDone, waitFor } from './compute.ts';
import { chooseMergeFolder } from './drafts.ts';
import type { Workshop } from './workshop.ts';

type Known = Omit<InputChange, 'is'>;

/** What a run was done with, and its hashes then; nothing is known of one that was never done. */
function listInputs({ command, result }: RunRecord): Known[] {
  if (result === null || command === 'import' || command === 'sweep' || command === 'search') return [];
  if (command === 'merge') {
    const { parents, fishers } = result as MergeRecord;
    return [
      ...parents.map(
        ({ task, folder, checkpointHash }) =>
          ({ task, what: 'checkpoint', path: folder, was: checkpointHash }) as const,
      ),
      ...fishers.map(({ checkpointHash, dataset, datasetHash }) => {
        const task = parents.find((parent) => parent.checkpointHash === checkpointHash)?.task ?? command;
        return { task, what: 'dataset', path: dataset, was: datasetHash } as const;
      }),
    ];
  }
  const { checkpoint, dataset, checkpointHash, datasetHash } = result as FisherRecord | ScoreRecord;
  return [
    { task: command, what: 'checkpoint', path: checkpoint, was: checkpointHash },
    { task: command, what: 'dataset', path: dataset, was: datasetHash },
  ];
}

async function findChanges(workshop: Workshop, run: RunRecord): Promise<InputChange[]> {
  const inputs = listInputs(run);
  const paths = inputs.map(({ path }) => path);
  const { prints } = await workshop.work('fingerprint', { paths }, {}, workshop.surroundings());
  return inputs.flatMap((input) => {
    const is = prints.find(({ path }) => path === input.path)?.hash ?? null;
    return is === input.was ? [] : [{ ...input, is }];
  });
}

/** A merge goes to a new folder, lest it write over the one that it repeats. */
function inputAgain(workshop: Workshop, { command, input }: RunRecord, out: string | undefined): unknown {
  if (command !== 'merge') return input;
  const before = input as RunInput<'merge'>;
  return { ...before, out: out ?? chooseMergeFolder(workshop, before.title ?? 'merge') };
}

export async function repeatRun(
  workshop: Workshop,
  id: number,
  { out, wait }: { readonly out?: string | undefined; readonly wait: boolean },
  control: RunControl,
): Promise<RepeatedRun> {
  const before = getRun(workshop.library, id);
  const changes = await findChanges(workshop, before);
  const { command, name } = before;
  const run = workshop.queue.add({ command, name, input: inputAgain(workshop, before, out) });
  return { run: wait ? requireDone(await waitFor(workshop, run.id, control)) : run, changes };
}
