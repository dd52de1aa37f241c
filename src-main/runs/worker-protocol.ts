/** What host and worker say to each other: one piece of work for each worker, then it ends. */
import type { Failure } from '../contract/error.ts';
import type { Usage } from '../contract/library.ts';
import type { Progress } from '../contract/progress.ts';
import type { Surroundings, Work } from '../contract/work.ts';

export type ToWorker =
  | {
      readonly type: 'begin';
      readonly work: Work;
      readonly input: unknown;
      readonly surroundings: Surroundings;
    }
  | { readonly type: 'cancel' };

export type FromWorker =
  | { readonly type: 'progress'; readonly progress: Progress; readonly usage?: Usage | undefined }
  /** What lies half-written under other names: the host removes it where the worker dies. */
  | { readonly type: 'unfinished'; readonly paths: readonly string[] }
  | { readonly type: 'done'; readonly result: unknown }
  | { readonly type: 'failed'; readonly failure: Failure };

/** How a worker came to its end. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last that it said on stderr. */
  readonly stderr: string;
}

/** A worker as the host holds it; hosts that start child processes in another way make their own. */
export interface WorkerHandle {
  send(message: ToWorker): void;
  /** Ends it at once, by SIGKILL. */
  kill(): void;
  /** Called for each message, and once at the end, after all messages. */
  listen(listener: {
    readonly message: (message: FromWorker) => void;
    readonly end: (ending: Ending) => void;
  }): void;
}

export type Launch = () => WorkerHandle;
