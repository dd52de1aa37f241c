/** Who waits for the end of which run, and hears of it on the way. */
import type { RunProgress, RunRecord } from '../contract/library.ts';
import type { RunControl } from './worker-run.ts';

interface Waiter extends RunControl {
  readonly end: (run: RunRecord) => void;
  readonly fail: (error: Error) => void;
}

export class RunWaiters {
  readonly #waiters = new Map<number, Set<Waiter>>();

  /** Of the runs that somebody waits for. */
  get ids(): readonly number[] {
    return [...this.#waiters.keys()];
  }

  /** The run when it has ended. `cancel` is called when the signal aborts, or has. */
  wait(id: number, control: RunControl, cancel: () => void): Promise<RunRecord> {
    const { signal } = control;
    const ended = new Promise<RunRecord>((end, fail) => {
      this.#waiters.set(id, (this.#waiters.get(id) ?? new Set()).add({ ...control, end, fail }));
    });
    signal?.addEventListener('abort', cancel);
    if (signal?.aborted) cancel();
    return ended.finally(() => {
      signal?.removeEventListener('abort', cancel);
    });
  }

  report(id: number, progress: RunProgress): void {
    for (const waiter of this.#waiters.get(id) ?? []) waiter.report?.(progress);
  }

  remark(id: number, sentence: string): void {
    for (const waiter of this.#waiters.get(id) ?? []) waiter.remark?.(sentence);
  }

  end(run: RunRecord): void {
    for (const waiter of this.#take(run.id)) waiter.end(run);
  }

  fail(id: number, error: Error): void {
    for (const waiter of this.#take(id)) waiter.fail(error);
  }

  #take(id: number): Iterable<Waiter> {
    const waiters = this.#waiters.get(id) ?? [];
    this.#waiters.delete(id);
    return waiters;
  }
}
