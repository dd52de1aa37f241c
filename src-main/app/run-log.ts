/** What runs said on their way, for as long as this Weir is open. */
import type { LogLine } from '../contract/library.ts';

/** Lines of a run, and runs: the oldest give way. */
const LINES = 1000;
const RUNS = 100;

export class RunLog {
  readonly #lines = new Map<number, LogLine[]>();

  add(run: number, text: string): LogLine {
    const line = { at: Date.now(), text };
    const lines = this.#lines.get(run) ?? [];
    this.#lines.delete(run);
    this.#lines.set(run, [...lines.slice(1 - LINES), line]);
    const [oldest] = this.#lines.keys();
    if (this.#lines.size > RUNS && oldest !== undefined) this.#lines.delete(oldest);
    return line;
  }

  of(run: number): readonly LogLine[] {
    return this.#lines.get(run) ?? [];
  }
}
