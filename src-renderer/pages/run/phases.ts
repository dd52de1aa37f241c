/** The phases of a run, told from what it said on its way. */
import type { LogLine } from '../../../src-main/contract/library.ts';

export interface Phase {
  readonly at: number;
  readonly title: string;
  /** Until the next one began, or the run ended; undefined for one that goes on. */
  readonly seconds: number | undefined;
}

/** `end`: when the run ended, in milliseconds; null while it goes on. */
export function readPhases(lines: readonly LogLine[], end: number | null): Phase[] {
  return lines.map(({ at, text }, index) => {
    const until = lines[index + 1]?.at ?? end ?? undefined;
    return { at, title: text, seconds: until === undefined ? undefined : Math.max(0, until - at) / 1000 };
  });
}
