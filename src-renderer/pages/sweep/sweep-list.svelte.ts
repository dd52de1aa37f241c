/** The sweeps that are done, and the one that is looked at. */
import type { RunRecord } from '../../../src-main/contract/library.ts';
import type { SweepRecord } from '../../../src-main/contract/sweep.ts';
import { call } from '../../bridge/bridge.ts';

/** The newest that the page offers. */
const MOST = 100;

export class SweepList {
  runs = $state.raw<readonly RunRecord[] | undefined>();
  error = $state.raw<unknown>();

  async load(): Promise<void> {
    try {
      const where = { command: 'sweep', state: 'done' };
      this.runs = (await call('runs.list', { where, limit: MOST })).rows;
      this.error = undefined;
    } catch (error) {
      this.error = error;
    }
  }

  /** Of this number; the newest where there is none. */
  find(id: number | undefined): RunRecord | undefined {
    return this.runs?.find((run) => run.id === id) ?? this.runs?.[0];
  }
}

/** What a sweep's run gave, which the record's type cannot say. */
export function recordOf(run: RunRecord): SweepRecord {
  return run.result as SweepRecord;
}
