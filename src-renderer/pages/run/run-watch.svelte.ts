/** One run while somebody looks at it: its record, what it says, how far it is and what it takes of the machine. */
import type { LogLine, RunProgress, Usage } from '../../../src-main/contract/library.ts';
import type { RunDetail } from '../../../src-main/contract/reports.ts';
import { call, on } from '../../bridge/bridge.ts';
import { isOver } from '../../state/runs.svelte.ts';

/** Samples of the machine's use, and milliseconds between two. */
const SAMPLES = 120;
const PAUSE = 500;

/** Milliseconds between two times that are shown: what changes faster cannot be read. */
const CALM = 1000;

export class RunWatch {
  readonly id: number;
  detail = $state.raw<RunDetail | undefined>();
  error = $state.raw<unknown>();
  lines = $state.raw<readonly LogLine[]>([]);
  usage = $state.raw<readonly Usage[]>([]);
  /** As it was a moment ago: for what is read rather than seen. */
  calm = $state.raw<RunProgress | undefined>();
  #sampledAt = -Infinity;
  #calmedAt = -Infinity;

  constructor(id: number) {
    this.id = id;
  }

  /** Until the returned function is called. */
  watch(): () => void {
    const stops = [
      on('run', (run) => {
        if (run.id !== this.id) return;
        if (isOver(run)) void this.load();
        else if (this.detail) this.detail = { ...this.detail, run };
      }),
      on('log', ({ run, line }) => {
        if (run === this.id) this.lines = [...this.lines, line];
      }),
      on('progress', ({ run, progress }) => {
        if (run === this.id) this.#hear(progress);
      }),
    ];
    void this.load();
    return () => {
      for (const stop of stops) stop();
    };
  }

  async load(): Promise<void> {
    try {
      const run = `#${this.id}`;
      const [detail, log] = await Promise.all([call('runs.show', { run }), call('runs.log', { run })]);
      this.detail = detail;
      this.calm ??= detail.run.progress ?? undefined;
      if (log.lines.length >= this.lines.length) this.lines = log.lines;
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
  }

  #hear(progress: RunProgress): void {
    const now = performance.now();
    if (progress.phase !== this.calm?.phase || now - this.#calmedAt > CALM) {
      this.calm = progress;
      this.#calmedAt = now;
    }
    if (progress.usage && now - this.#sampledAt > PAUSE) {
      this.usage = [...this.usage.slice(1 - SAMPLES), progress.usage];
      this.#sampledAt = now;
    }
  }
}
