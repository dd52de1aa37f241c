/** Who hears of the runs of a queue, whoever waits for them. */
import type { RunProgress, RunRecord } from '../contract/library.ts';

/** Hears of every run of this queue, whoever waits for it. */
export interface QueueListener {
  /** It was added, or its state changed. */
  readonly run: (run: RunRecord) => void;
  readonly progress: (id: number, progress: RunProgress) => void;
  readonly log: (id: number, sentence: string) => void;
}

export const DEAF: QueueListener = { run: () => undefined, progress: () => undefined, log: () => undefined };
