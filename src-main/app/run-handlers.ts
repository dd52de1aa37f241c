/** The commands of runs (a table). */
import { setTimeout as sleep } from 'node:timers/promises';
import { WeirError } from '../contract/error.ts';
import type { RunCommand, RunRecord } from '../contract/library.ts';
import type { SweepRecord } from '../contract/sweep.ts';
import { exportSweep } from '../contract/sweep-export.ts';
import { compareRuns } from '../library/compare.ts';
import { showRun } from '../library/details.ts';
import { findItem } from '../library/item-lookup.ts';
import { listItems } from '../library/listing.ts';
import { getRun, isPaused, moveRun, setPaused } from '../library/runs.ts';
import { requireDone, waitFor } from './compute.ts';
import { DRAFTS, type Draft } from './drafts.ts';
import type { CommandsOf, HandlersOf } from './handler.ts';
import { repeatRun } from './repetition.ts';
import type { Workshop } from './workshop.ts';

/** Milliseconds that another Weir is given to heed a cancellation, and between two looks. */
const PATIENCE = 1000;
const PAUSE = 50;

async function cancelRun({ library, queue }: Workshop, id: number): Promise<RunRecord> {
  let run = queue.cancel(id);
  for (let waited = 0; run.state === 'running' && waited < PATIENCE; waited += PAUSE) {
    await sleep(PAUSE);
    run = getRun(library, id);
  }
  return run;
}

function findRun({ library }: Workshop, wanted: string): number {
  return findItem(library, 'run', wanted).id;
}

function requireSweep({ id, name, command, state, result }: RunRecord): SweepRecord {
  if (command === 'sweep' && state === 'done') return result as SweepRecord;
  const found = command === 'sweep' ? state : `a run of '${command}'`;
  throw new WeirError('invalid-input', `Run '${name}' (#${id}) is ${found}; expected a sweep that is done.`);
}

export const RUN_HANDLERS: HandlersOf<CommandsOf<'runs'>> = {
  'runs.start': async ({ command, request }, _, workshop) => {
    // Command and request belong together by the parser, which the compiler loses sight of.
    const draft = DRAFTS[command] as (input: unknown, from: Workshop) => Promise<Draft<RunCommand>>;
    return workshop.queue.add(await draft(request, workshop));
  },
  'runs.log': ({ run }, _, workshop) => ({ lines: workshop.log.of(findRun(workshop, run)) }),
  // The queue is asked for first: it tells which runs are lost.
  'runs.list': (query, _, { queue, library }) => {
    queue.findLost();
    return listItems(library, 'run', query);
  },
  'runs.show': ({ run }, _, workshop) => {
    workshop.queue.findLost();
    return showRun(workshop.library, findItem(workshop.library, 'run', run, { trashed: true }).id);
  },
  'runs.cancel': ({ run }, _, workshop) => cancelRun(workshop, findRun(workshop, run)),
  'runs.resume': async ({ run, wait }, control, workshop) => {
    const queued = workshop.queue.resume(findRun(workshop, run));
    return wait ? requireDone(await waitFor(workshop, queued.id, control)) : queued;
  },
  'runs.repeat': ({ run, ...choices }, control, workshop) =>
    repeatRun(workshop, findRun(workshop, run), choices, control),
  'runs.compare': ({ runs }, _, workshop) =>
    compareRuns(
      workshop.library,
      runs.map((run) => findRun(workshop, run)),
    ),
  'runs.matrix': ({ run, format, ...choice }, _, workshop) => {
    const found = getRun(workshop.library, findRun(workshop, run));
    return { text: exportSweep(requireSweep(found), choice, format) };
  },
  'runs.move': ({ run, before }, _, workshop) => {
    const id = findRun(workshop, run);
    moveRun(workshop.library, id, before === null ? null : findRun(workshop, before));
    return getRun(workshop.library, id);
  },
  'runs.pause': ({ paused }, _, { library }) => {
    setPaused(library, paused);
    return { paused };
  },
  'runs.paused': (_input, _, { library }) => ({ paused: isPaused(library) }),
};
