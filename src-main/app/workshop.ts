/** What commands work with: the library and its queue, opened when they are first needed, and workers. */
import type { Surroundings, Work, WorkInput, WorkResult } from '../contract/work.ts';
import { Library } from '../library/library.ts';
import { RunQueue } from '../runs/queue.ts';
import type { Launch } from '../runs/worker-protocol.ts';
import { carryOut, type RunControl } from '../runs/worker-run.ts';

export interface WorkshopParts {
  /** The library's, made when something is first kept there. */
  readonly folder: string;
  readonly launch: Launch;
  /** Takes sentences that the user should read and that belong to no command. */
  readonly notify: (sentence: string) => void;
}

export class Workshop {
  readonly folder: string;
  readonly #parts: WorkshopParts;
  #library: Library | undefined;
  #queue: RunQueue | undefined;

  constructor(parts: WorkshopParts) {
    this.#parts = parts;
    this.folder = parts.folder;
  }

  get library(): Library {
    if (this.#library === undefined) {
      this.#library = Library.open(this.folder);
      if (this.#library.notice !== undefined) this.#parts.notify(this.#library.notice);
    }
    return this.#library;
  }

  /** Its first use finds the runs that a Weir which died left behind. */
  get queue(): RunQueue {
    this.#queue ??= new RunQueue(this.library, { launch: this.#parts.launch });
    return this.#queue;
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
  }

  /** The library is opened anew when it is next needed. */
  async close(): Promise<void> {
    const [queue, library] = [this.#queue, this.#library];
    this.#queue = undefined;
    this.#library = undefined;
    await queue?.close();
    library?.close();
  }
}
