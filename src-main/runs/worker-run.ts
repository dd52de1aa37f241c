/** One piece of work from its start in a worker to its result: cancelled within a second, tried again where memory ran out. */
import { rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { WeirError } from '../contract/error.ts';
import type { RunProgress } from '../contract/library.ts';
import type { Surroundings, Work, WorkInput, WorkResult } from '../contract/work.ts';
import { createProgressRate } from './progress-rate.ts';
import type { Ending, Launch } from './worker-protocol.ts';

export interface RunControl {
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((progress: RunProgress) => void) | undefined;
  /** What the user should know meanwhile: that it is tried again. */
  readonly remark?: ((sentence: string) => void) | undefined;
}

/**
 * Milliseconds from a cancellation until the worker is killed. It ends by itself before, unless it is in the midst of a
 * batch: nothing stops ONNX Runtime, and what was summed until then is kept.
 */
const PATIENCE = 500;

/** Of the token budget, when a worker is tried again. */
const LESS = 0.5;

class WorkerDied extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super('The worker died.');
    this.ending = ending;
  }
}

function attempt<W extends Work>(
  launch: Launch,
  work: W,
  input: WorkInput<W>,
  surroundings: Surroundings,
  { signal, report }: RunControl,
): Promise<WorkResult<W>> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const worker = launch();
    const measure = createProgressRate(() => performance.now());
    let killer: NodeJS.Timeout | undefined;
    let settle: (() => void) | undefined;
    let unfinished: readonly string[] = [];
    const cancel = (): void => {
      worker.send({ type: 'cancel' });
      killer = setTimeout(() => {
        worker.kill();
      }, PATIENCE);
    };
    signal?.addEventListener('abort', cancel);
    worker.listen({
      message(said) {
        if (said.type === 'progress') {
          const { rate, left } = measure(said.progress);
          report?.({
            ...said.progress,
            ...(rate !== undefined && { rate }),
            ...(left !== undefined && { left }),
            ...(said.usage && { usage: said.usage }),
          });
        } else if (said.type === 'unfinished') {
          unfinished = said.paths;
        } else if (said.type === 'done') {
          settle = () => {
            resolve(said.result as WorkResult<W>);
          };
        } else {
          const { code, message, hint } = said.failure;
          settle = () => {
            reject(new WeirError(code, message, hint === undefined ? {} : { hint }));
          };
        }
      },
      // Not before: its memory and files are free only now.
      end(ending) {
        clearTimeout(killer);
        signal?.removeEventListener('abort', cancel);
        if (settle !== undefined) settle();
        else
          void removeAll(unfinished).then(() => {
            reject(signal?.aborted ? asError(signal.reason) : new WorkerDied(ending));
          });
      },
    });
    worker.send({ type: 'begin', work, input, surroundings });
  });
}

/** What cannot be removed stays: whoever writes there next removes it. */
async function removeAll(paths: readonly string[]): Promise<void> {
  await Promise.allSettled(paths.map((path) => rm(path, { recursive: true, force: true })));
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new WeirError('cancelled', 'Cancelled.');
}

/** Whether it was ended from outside, rather than by a fault of its own. */
function wasKilled({ code, signal }: Ending): boolean {
  return signal !== null || (code !== null && code > 128);
}

function formatGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function explainDeath(ending: Ending, title: string): WeirError {
  const { code, signal, stderr } = ending;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  const said = last === '' ? '' : ` It said last: ${last.slice(0, 300)}`;
  const how = signal === null ? `ended with code ${code ?? 'unknown'}` : `was ended by ${signal}`;
  if (!wasKilled(ending)) {
    return new WeirError('internal', `The worker of ${title} ${how} without a result.${said}`);
  }
  const memory = `this machine has ${formatGigabytes(totalmem())} for ${availableParallelism()} cores`;
  return new WeirError(
    'worker-died',
    `The worker of ${title} ${how}, twice; most likely memory ran out (${memory}).${said}`,
    { hint: 'Close other programs, or choose a smaller --max-length or --batch, and resume the run.' },
  );
}

/**
 * Carries work out in a worker of its own. Where that dies of a signal, as it does when memory runs out, the work is tried
 * once more at half the token budget. @throws WeirError what the worker threw; 'cancelled'; 'worker-died'; 'internal'
 */
export async function carryOut<W extends Work>(
  launch: Launch,
  work: W,
  input: WorkInput<W>,
  surroundings: Surroundings,
  control: RunControl = {},
): Promise<WorkResult<W>> {
  try {
    return await attempt(launch, work, input, surroundings, control);
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error;
    if (!wasKilled(error.ending)) throw explainDeath(error.ending, work);
    const how = error.ending.signal ?? `code ${error.ending.code}`;
    control.remark?.(
      `The worker of ${work} was ended by ${how}, most likely because memory ran out; it is tried once more at half the batch.`,
    );
  }
  const share = (surroundings.share ?? 1) * LESS;
  return await attempt(launch, work, input, { ...surroundings, share, again: true }, control).catch(
    (error: unknown) => {
      throw error instanceof WorkerDied ? explainDeath(error.ending, work) : error;
    },
  );
}
