/** Fisher, score and merge: as runs that the library remembers, or as work of which it knows nothing. */
import { WeirError, type Failure } from '../contract/error.ts';
import type { RunCommand, RunRecord } from '../contract/library.ts';
import type { WorkResult } from '../contract/work.ts';
import type { RunControl } from '../runs/worker-run.ts';
import { DRAFTS, type Draft } from './drafts.ts';
import type { Handler } from './handler.ts';
import type { Workshop } from './workshop.ts';

/** The run if it is done; throws what else became of it. */
export function requireDone(run: RunRecord): RunRecord {
  if (run.state === 'done') return run;
  const { code, message, hint }: Failure = run.error ?? {
    code: 'cancelled',
    message: `Run #${run.id} was ${run.state}.`,
  };
  throw new WeirError(code, message, hint === undefined ? {} : { hint });
}

/** The run when it has ended, with what it had to say on the way. */
export function waitFor(workshop: Workshop, id: number, control: RunControl): Promise<RunRecord> {
  const remark = (sentence: string): void => {
    workshop.notify(sentence);
  };
  return workshop.queue.wait(id, { ...control, remark });
}

/** Queues a run and waits until it is done. */
export async function doRun<C extends RunCommand>(
  workshop: Workshop,
  draft: Draft<C>,
  control: RunControl,
): Promise<RunRecord> {
  const { id } = workshop.queue.add(draft);
  return requireDone(await waitFor(workshop, id, control));
}

/** What was made: by a run that the library keeps, or by work of which it knows nothing. */
export async function recordOrWork<C extends 'fisher' | 'score' | 'merge' | 'sweep' | 'search'>(
  workshop: Workshop,
  draft: Draft<C>,
  record: boolean,
  control: RunControl,
): Promise<WorkResult<C>> {
  if (!record) return workshop.work(draft.command, draft.input, control);
  const run = await doRun(workshop, draft, control);
  return run.result as WorkResult<C>;
}

export const FISHER: Handler<'fisher'> = async (input, control, workshop) =>
  recordOrWork(workshop, await DRAFTS.fisher(input, workshop), input.record, control);

export const SCORE: Handler<'score'> = async (input, control, workshop) =>
  recordOrWork(workshop, await DRAFTS.score(input, workshop), input.record, control);

export const MERGE: Handler<'merge'> = async (input, control, workshop) =>
  recordOrWork(workshop, await DRAFTS.merge(input, workshop), input.record, control);

export const SWEEP: Handler<'sweep'> = async (input, control, workshop) =>
  recordOrWork(workshop, await DRAFTS.sweep(input, workshop), input.record, control);

export const SEARCH: Handler<'search'> = async (input, control, workshop) =>
  recordOrWork(workshop, await DRAFTS.search(input, workshop), input.record, control);
