/** The newest score of each checkpoint by itself, for its row in the list. */
import type { LibraryScore } from '../../../src-main/contract/library.ts';
import { call } from '../../bridge/bridge.ts';
import { toasts } from '../../state/toasts.svelte.ts';

/** So many of the newest are looked at. */
const MOST = 1000;

export class BestScores {
  #byHash = $state.raw<ReadonlyMap<string, LibraryScore>>(new Map());

  of(hash: string): LibraryScore | undefined {
    return this.#byHash.get(hash);
  }

  async read(): Promise<void> {
    try {
      const { rows } = await call('library.scores', {
        where: { kind: 'expert' },
        sort: [{ column: 'scoredAt', descending: true }],
        limit: MOST,
      });
      const byHash = new Map<string, LibraryScore>();
      for (const score of rows) {
        const { checkpointHash: hash } = score;
        // The metric that models are compared by was written first.
        const known = hash === null ? undefined : byHash.get(hash);
        const isFirstMetric = known?.runId === score.runId && score.id < known.id;
        if (hash !== null && (known === undefined || isFirstMetric)) byHash.set(hash, score);
      }
      this.#byHash = byHash;
    } catch (error) {
      toasts.complain(error);
    }
  }
}
