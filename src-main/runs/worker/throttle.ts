/** Hands reports on at most so often; the last one is never lost. */
import type { Progress } from '../../contract/progress.ts';

export interface Throttle {
  readonly offer: (report: Progress) => void;
  /** Hands on what waits. */
  readonly flush: () => void;
}

/** `pause`: milliseconds between two reports that are handed to `pass`. A report that came too early is handed on when its time has come. */
export function createThrottle(pause: number, pass: (report: Progress) => void): Throttle {
  let last = -Infinity;
  let waiting: Progress | undefined;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === undefined) return;
    const report = waiting;
    waiting = undefined;
    last = performance.now();
    pass(report);
  };
  return {
    offer(report) {
      waiting = report;
      const left = last + pause - performance.now();
      if (left <= 0) flush();
      else timer ??= setTimeout(flush, left);
    },
    flush,
  };
}
