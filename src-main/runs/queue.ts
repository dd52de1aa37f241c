/** The queue of one open Weir: carries its runs out one after the other, and keeps in the library how they end. */
import { WeirError, asWeirError } from '../contract/error.ts';
import type { RunCommand, RunProgress, RunRecord } from '../contract/library.ts';
import type { Surroundings, WorkResult } from '../contract/work.ts';
import type { Library } from '../library/library.ts';
import {
  addRun,
  askCancel,
  claimNext,
  countAttempt,
  endRun,
  getRun,
  interruptLost,
  isCancelAsked,
  isPaused,
  keepProgress,
  releaseQueued,
  requeue,
  type Lane,
  type RunDraft,
} from '../library/runs.ts';
import { isAlive, nameOwner } from './owner.ts';
import type { RunInput, RunKind, RunKinds } from './run-kind.ts';
import { RUN_KINDS } from './run-kinds.ts';
import { describeEnding } from './run-ending.ts';
import { DEAF, type QueueListener } from './queue-listener.ts';
import { RunWaiters } from './run-waiters.ts';
import { describeSurroundings } from './surroundings.ts';
import { carryOut, type RunControl } from './worker-run.ts';
import type { Launch } from './worker-protocol.ts';

/** Milliseconds between two looks at the library: for what other Weirs ask, and whether it is this one's turn. */
const PAUSE = 200;

/** Milliseconds between two looks for Weirs that died. */
const ROUND = 2000;

/** Milliseconds between two progresses that the library keeps; listeners hear of all. */
const NOTE = 500;

const LANES: readonly Lane[] = ['import', 'compute'];

interface Current {
  readonly id: number;
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

interface Parts {
  readonly launch: Launch;
  readonly kinds?: RunKinds;
  readonly owner?: string;
  /** What workers are told beside their input, asked for when one starts. */
  readonly surroundings?: () => Surroundings;
  readonly listener?: QueueListener;
}

export class RunQueue {
  readonly owner: string;
  readonly #library: Library;
  readonly #launch: Launch;
  readonly #kinds: RunKinds;
  readonly #surroundings: () => Surroundings;
  readonly #listener: QueueListener;
  readonly #current = new Map<Lane, Current>();
  readonly #waiters = new RunWaiters();
  /** Endings that the library could not be told: its disk was full, say. */
  readonly #untold: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #lastRound = -Infinity;
  #closed = false;

  /** Runs that a Weir which died left behind are interrupted from now on. Nothing is resumed. */
  constructor(library: Library, parts: Parts) {
    const { launch, kinds = RUN_KINDS, owner = nameOwner(), listener = DEAF } = parts;
    this.#library = library;
    this.#launch = launch;
    this.#kinds = kinds;
    this.#surroundings = parts.surroundings ?? (() => describeSurroundings(library));
    this.#listener = listener;
    this.owner = owner;
    this.findLost();
  }

  /** Puts a run last in the queue. */
  add(draft: Omit<RunDraft, 'owner'>): RunRecord {
    const run = addRun(this.#library, { ...draft, owner: this.owner });
    this.#listener.run(run);
    this.#wake();
    return run;
  }

  /** Puts a run that did not finish last in the queue; a Fisher goes on where it stopped. */
  resume(id: number): RunRecord {
    this.findLost();
    const run = requeue(this.#library, id, this.owner);
    this.#listener.run(run);
    this.#wake();
    return run;
  }

  /** Also of another Weir, which heeds it within a second. */
  cancel(id: number): RunRecord {
    const run = askCancel(this.#library, id);
    this.#listener.run(run);
    this.#look();
    return run;
  }

  /** The run when it has ended, whichever way. Reports on the way; an abort cancels it. @throws where it cannot be carried on at all */
  wait(id: number, control: RunControl = {}): Promise<RunRecord> {
    const run = this.#waiters.wait(id, control, () => void this.cancel(id));
    this.#wake();
    return run;
  }

  /** Stops what is running, which is interrupted, and hands back what is queued until somebody asks for it. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    const running = [...this.#current.values()];
    for (const { controller } of running) controller.abort(new WeirError('cancelled', 'Weir was closed.'));
    await Promise.all(running.map(({ ended }) => ended));
    releaseQueued(this.#library, this.owner);
  }

  #wake(): void {
    if (this.#closed) return;
    this.#timer ??= setInterval(() => {
      this.#look();
    }, PAUSE);
    setImmediate(() => {
      this.#look();
    });
  }

  #look(): void {
    if (this.#closed) return;
    try {
      this.#untold.splice(0).forEach((tell) => {
        tell();
      });
      this.#heedCancels();
      if (performance.now() - this.#lastRound > ROUND) this.findLost();
      for (const lane of LANES) this.#begin(lane);
      this.#tellWaiters();
      this.#rest();
    } catch (error) {
      for (const id of this.#waiters.ids) this.#waiters.fail(id, asWeirError(error));
    }
  }

  /** Runs of Weirs that died are interrupted from now on. */
  findLost(): void {
    this.#lastRound = performance.now();
    const lost = interruptLost(this.#library, (owner) => owner === this.owner || isAlive(owner));
    for (const id of lost) this.#listener.run(getRun(this.#library, id));
  }

  #heedCancels(): void {
    for (const { id, controller } of this.#current.values()) {
      if (isCancelAsked(this.#library, id))
        controller.abort(new WeirError('cancelled', 'The run was cancelled.'));
    }
  }

  #begin(lane: Lane): void {
    if (this.#current.has(lane)) return;
    const run = claimNext(this.#library, this.owner, lane);
    if (run === undefined) return;
    const controller = new AbortController();
    this.#listener.run(run);
    const ended = this.#carry(run, controller.signal).finally(() => {
      this.#current.delete(lane);
      this.#listener.run(getRun(this.#library, run.id));
      this.#look();
    });
    this.#current.set(lane, { id: run.id, controller, ended });
  }

  /** Never throws: what goes wrong is how the run ends. */
  async #carry(run: RunRecord, signal: AbortSignal): Promise<void> {
    let tell: () => void;
    try {
      // Input and kind belong together by the command, which the compiler loses sight of.
      const kind = this.#kinds[run.command] as RunKind<RunCommand>;
      const input = run.input as RunInput<RunCommand>;
      const prepared = kind.prepare(this.#library, input);
      const control = { signal, report: this.#reporter(run.id), remark: this.#remarker(run.id) };
      const result = await carryOut(
        this.#launch,
        run.command,
        prepared,
        { ...this.#surroundings(), again: run.attempts > 0 },
        control,
      );
      tell = () => {
        this.#record(run, kind, input, result);
      };
    } catch (error) {
      const ending = describeEnding(asWeirError(error), this.#closed);
      tell = () => void endRun(this.#library, run.id, this.owner, ending.state, ending);
    }
    try {
      tell();
    } catch (error) {
      this.#failToTell(run, asWeirError(error));
    }
  }

  #record(
    run: RunRecord,
    kind: RunKind<RunCommand>,
    input: RunInput<RunCommand>,
    result: WorkResult<RunCommand>,
  ): void {
    this.#library.write(() => {
      const kept = kind.record(this.#library, run, input, result);
      if (!endRun(this.#library, run.id, this.owner, 'done', { result: kept })) {
        throw new WeirError('internal', `Run #${run.id} was found lost by another Weir while it went on.`);
      }
    });
  }

  /** What was made lies there all the same; the run has failed, as soon as the library can be told. */
  #failToTell(run: RunRecord, cause: WeirError): void {
    const { code, message, hint } = cause;
    const error = {
      code,
      message: `${run.name} could not be recorded: ${message}`,
      ...(hint !== undefined && { hint }),
    };
    const again = (): void => {
      try {
        endRun(this.#library, run.id, this.owner, 'failed', { error });
      } catch {
        this.#untold.push(again);
      }
    };
    again();
    const failure = new WeirError(code, error.message, hint === undefined ? {} : { hint });
    this.#waiters.fail(run.id, failure);
  }

  #reporter(id: number): (progress: RunProgress) => void {
    let noted = -Infinity;
    let phase: string | undefined;
    return (progress) => {
      this.#waiters.report(id, progress);
      this.#listener.progress(id, progress);
      if (progress.phase !== phase) this.#listener.log(id, progress.phase);
      phase = progress.phase;
      if (performance.now() - noted < NOTE) return;
      noted = performance.now();
      try {
        keepProgress(this.#library, id, this.owner, progress);
      } catch {
        // The work is worth more than what is said of it.
      }
    };
  }

  #remarker(id: number): (sentence: string) => void {
    return (sentence) => {
      countAttempt(this.#library, id, this.owner);
      this.#waiters.remark(id, sentence);
      this.#listener.log(id, sentence);
    };
  }

  #tellWaiters(): void {
    for (const id of this.#waiters.ids) {
      const run = getRun(this.#library, id);
      if (run.state === 'queued') {
        const phase = isPaused(this.#library) ? 'The queue is paused' : 'Waiting for another run';
        this.#waiters.report(id, { phase, done: 0, total: 1, unit: 'rounds' });
      } else if (run.state !== 'running') this.#waiters.end(run);
    }
  }

  /** Nothing to look for. */
  #rest(): void {
    if (this.#current.size > 0 || this.#waiters.ids.length > 0 || this.#untold.length > 0) return;
    const queued = this.#library.db
      .prepare<[string]>("SELECT 1 FROM run WHERE state = 'queued' AND owner = ? LIMIT 1")
      .get(this.owner);
    if (queued !== undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
