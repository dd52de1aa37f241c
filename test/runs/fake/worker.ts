/** A worker that does as its input says: counts for a while, fails, dies, or does not heed a cancellation. */
import { writeFileSync } from 'node:fs';
import type { FromWorker, ToWorker } from '../../../src-main/runs/worker-protocol.ts';

export interface FakeInput {
  /** Milliseconds until it is done. */
  readonly takes?: number;
  readonly fails?: string;
  /** Signal by which it ends itself, at any share of the batch above this. */
  readonly dies?: { readonly by: NodeJS.Signals; readonly above: number };
  readonly deaf?: true;
  /** Exit code of an end without a word. */
  readonly exits?: number;
  /** What it says that it is writing. */
  readonly unfinished?: readonly string[];
  /** Says here which program it is. */
  readonly pidFile?: string;
}

const say = (message: FromWorker): void => void process.send?.(message);

process.on('disconnect', () => process.exit(1));
process.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') return;
  const { takes = 0, fails, dies, deaf, exits, unfinished = [], pidFile } = message.input as FakeInput;
  const share = message.surroundings.share ?? 1;
  say({ type: 'unfinished', paths: unfinished });
  if (pidFile !== undefined) writeFileSync(pidFile, String(process.pid));
  if (dies && share > dies.above) process.kill(process.pid, dies.by);
  else if (exits !== undefined) process.exit(exits);
  else {
    const began = performance.now();
    const timer = setInterval(() => {
      const passed = performance.now() - began;
      say({ type: 'progress', progress: { phase: 'Count', done: passed, total: takes, unit: 'rows' } });
      if (passed < takes) return;
      clearInterval(timer);
      if (fails === undefined) say({ type: 'done', result: { share } });
      else say({ type: 'failed', failure: { code: 'mismatch', message: fails } });
      process.disconnect();
    }, 20);
    process.on('message', (later: ToWorker) => {
      if (later.type !== 'cancel' || deaf) return;
      clearInterval(timer);
      say({ type: 'failed', failure: { code: 'cancelled', message: 'Cancelled.' } });
      process.disconnect();
    });
  }
});
