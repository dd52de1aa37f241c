/** How fast work goes and when it will be done: reports of progress in, a smoothed rate and the time left out. */
import type { Progress } from '../contract/progress.ts';

export interface Pace {
  /** From 0 to 1. */
  readonly fraction: number;
  /** Of the report's unit, per second; undefined until something was seen to be done. */
  readonly rate: number | undefined;
  /** Seconds; undefined where the rate is. */
  readonly left: number | undefined;
}

/** What happened this many seconds ago counts 1/e of what happens now. */
const MEMORY = 5;

/** `now`: milliseconds of a clock. The function that it gives wants every report, in order; a new phase begins anew. */
export function createProgressRate(now: () => number): (progress: Progress) => Pace {
  let last: { phase: string; done: number; time: number } | undefined;
  // Both fade alike, also within a step, so that their ratio is an exponential moving average however unevenly reports come.
  let units = 0;
  let seconds = 0;
  return ({ phase, done, total }) => {
    const time = now() / 1000;
    if (last?.phase === phase && done >= last.done) {
      const passed = Math.max(0, time - last.time);
      const faded = Math.exp(-passed / MEMORY);
      const kept = passed > 0 ? (MEMORY * (1 - faded)) / passed : 1;
      units = units * faded + (done - last.done) * kept;
      seconds = seconds * faded + passed * kept;
    } else {
      units = 0;
      seconds = 0;
    }
    last = { phase, done, time };
    const rate = units > 0 && seconds > 0 ? units / seconds : undefined;
    return {
      fraction: total > 0 ? Math.min(1, Math.max(0, done / total)) : 0,
      rate,
      left: rate && Math.max(0, total - done) / rate,
    };
  };
}
