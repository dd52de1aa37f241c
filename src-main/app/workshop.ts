/** What commands work with: the library and its queue, opened when they are first needed, workers, and who hears of it. */
import { WeirError } from '../contract/error.ts';
import type { Surroundings, Work, WorkInput, WorkResult } from '../contract/work.ts';
import { Library } from '../library/library.ts';
import { RunQueue } from '../runs/queue.ts';
import { describeSurroundings } from '../runs/surroundings.ts';
import type { Launch } from '../runs/worker-protocol.ts';
import { carryOut, type RunControl } from '../runs/worker-run.ts';
import { EventHub } from './event-hub.ts';
import { RunLog } from './run-log.ts';
import { readSettings } from './settings.ts';

export interface WorkshopParts {
  /** The library's, made when something is first kept there. */
  readonly folder: string;
  readonly launch: Launch;
  /** Takes sentences that the user should read and that belong to no command. */
  readonly notify: (sentence: string) => void;
}

/** Milliseconds between two looks for what other programs changed. */
const PAUSE = 1000;

export class Workshop {
  readonly events = new EventHub();
  readonly log = new RunLog();
  readonly #parts: WorkshopParts;
  #folder: string;
  #library: Library | undefined;
  #queue: RunQueue | undefined;
  #watch: NodeJS.Timeout | undefined;
  #isMoving = false;

  constructor(parts: WorkshopParts) {
    this.#parts = parts;
    this.#folder = parts.folder;
  }

  get folder(): string {
    return this.#folder;
  }

  get library(): Library {
    if (this.#isMoving) {
      throw new WeirError('invalid-input', 'The library is being moved to another folder.', {
        hint: 'Try again when that is done.',
      });
    }
    if (this.#library === undefined) {
      this.#library = Library.open(this.#folder);
      if (this.#library.notice !== undefined) this.notify(this.#library.notice);
      this.#watchOthers(this.#library);
    }
    return this.#library;
  }

  /** Its first use finds the runs that a Weir which died left behind. */
  get queue(): RunQueue {
    this.#queue ??= new RunQueue(this.library, {
      launch: this.#parts.launch,
      surroundings: () => this.surroundings(),
      listener: {
        run: (run) => {
          this.events.emit('run', run);
          this.events.emit('changed', {});
        },
        progress: (run, progress) => {
          this.events.emit('progress', { run, progress });
        },
        log: (run, text) => {
          this.events.emit('log', { run, line: this.log.add(run, text) });
        },
      },
    });
    return this.#queue;
  }

  /** What the library and the person's settings tell a worker. */
  surroundings(): Surroundings {
    const { threads, budget } = readSettings(this.library);
    return {
      ...describeSurroundings(this.library),
      share: budget,
      ...(threads > 0 && { threads }),
    };
  }

  /** Work that is no run: nothing of it is kept. */
  work<W extends Work>(
    work: W,
    input: WorkInput<W>,
    control: RunControl,
    surroundings: Surroundings = {},
  ): Promise<WorkResult<W>> {
    const remark = this.#parts.notify;
    return carryOut(this.#parts.launch, work, input, surroundings, { ...control, remark });
  }

  notify(sentence: string): void {
    this.#parts.notify(sentence);
    this.events.emit('notice', { sentence });
  }

  /** The library lies from now on where `move` has taken it; nothing opens it meanwhile. */
  async moveBy(move: () => Promise<string>): Promise<string> {
    const closed = this.close();
    this.#isMoving = true;
    try {
      await closed;
      this.#folder = await move();
      return this.#folder;
    } finally {
      this.#isMoving = false;
    }
  }

  /** The library is opened anew when it is next needed. */
  async close(): Promise<void> {
    const [queue, library] = [this.#queue, this.#library];
    this.#queue = undefined;
    this.#library = undefined;
    clearInterval(this.#watch);
    await queue?.close();
    library?.close();
  }

  #watchOthers({ db }: Library): void {
    const read = (): unknown => db.pragma('data_version', { simple: true });
    let before = read();
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      if (!this.events.isHeard) return;
      const now = read();
      if (now !== before) this.events.emit('changed', {});
      before = now;
    }, PAUSE);
    this.#watch.unref();
  }
}
