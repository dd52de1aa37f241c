/** Fisher, score and merge: as runs that the library remembers, or as work of which it knows nothing. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { WeirError, type Failure } from '../contract/error.ts';
import type { RunCommand, RunRecord } from '../contract/library.ts';
import type { WorkResult } from '../contract/work.ts';
import type { RunInput } from '../runs/run-kind.ts';
import type { RunControl } from '../runs/worker-run.ts';
import type { Handler } from './handler.ts';
import { resolveCheckpoint, resolveDataset } from './item-names.ts';
import { resolveRecipe } from './recipe-names.ts';
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
  command: C,
  name: string,
  input: RunInput<C>,
  control: RunControl,
): Promise<RunRecord> {
  const { id } = workshop.queue.add({ command, name, input });
  return requireDone(await waitFor(workshop, id, control));
}

export const FISHER: Handler<'fisher'> = async (input, control, workshop) => {
  const checkpoint = await resolveCheckpoint(workshop, input.checkpoint);
  const dataset = await resolveDataset(workshop, input.dataset);
  const { settings, device, out } = input;
  const work = { checkpoint: checkpoint.value, dataset: dataset.value, settings, device, out };
  if (!input.record) return workshop.work('fisher', work, control);
  const expects = [...checkpoint.expects, ...dataset.expects];
  const name = input.name ?? `Fisher of ${basename(checkpoint.title)}`;
  const run = await doRun(workshop, 'fisher', name, { ...work, title: input.name, expects }, control);
  return run.result as WorkResult<'fisher'>;
};

export const SCORE: Handler<'score'> = async (input, control, workshop) => {
  const checkpoint = await resolveCheckpoint(workshop, input.checkpoint);
  const dataset = await resolveDataset(workshop, input.dataset);
  const { maxLength, device } = input;
  const metrics = input.metrics ?? (dataset.metric === undefined ? undefined : [dataset.metric]);
  const work = { checkpoint: checkpoint.value, dataset: dataset.value, metrics, maxLength, device };
  if (!input.record) return workshop.work('score', work, control);
  const expects = [...checkpoint.expects, ...dataset.expects];
  const name = input.name ?? `Score of ${basename(checkpoint.title)}`;
  const run = await doRun(workshop, 'score', name, { ...work, expects }, control);
  return run.result as WorkResult<'score'>;
};

/** A folder of the library's own that is not there yet, named as the merge will be. */
export function chooseMergeFolder({ library }: Workshop, title: string): string {
  // A name may hold what a folder's name may not.
  const name = title.replace(/[^\p{L}\p{N}._+@ -]+/gu, '-').replace(/^[. ]+|[. ]+$/g, '') || 'merge';
  let folder = library.pathOf('merges', name);
  for (let number = 2; existsSync(folder); number++) folder = library.pathOf('merges', `${name}-${number}`);
  return folder;
}

export const MERGE: Handler<'merge'> = async (input, control, workshop) => {
  const { recipe, expects, title } = await resolveRecipe(workshop, input.recipe);
  const { device, replace } = input;
  if (!input.record) {
    if (input.out === undefined) {
      throw new WeirError('invalid-input', 'A merge that is not recorded needs a folder to be written to.', {
        hint: 'Say --out DIR.',
      });
    }
    return workshop.work('merge', { recipe, out: input.out, replace, device }, control);
  }
  const out = input.out ?? chooseMergeFolder(workshop, input.name ?? title);
  const name = input.name ?? (input.out === undefined ? title : basename(input.out));
  const run = await doRun(
    workshop,
    'merge',
    `Merge ${name}`,
    { recipe, out, replace, device, title: name, expects },
    control,
  );
  return run.result as WorkResult<'merge'>;
};
