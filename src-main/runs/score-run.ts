/** A scoring as a run: a row of the history for each metric. */
import { recordScores } from '../library/scores.ts';
import { nameByHash, requireExpected } from './expectations.ts';
import type { RunKind } from './run-kind.ts';

export const SCORE_RUN: RunKind<'score'> = {
  lane: 'compute',
  prepare: (library, input) => {
    requireExpected(library, input.expects);
    return input;
  },
  record: (library, run, _input, result) => {
    const { checkpoint, dataset, checkpointHash, datasetHash, rows, metrics } = result;
    const model = nameByHash(library, 'checkpoint', checkpointHash, checkpoint);
    const task = nameByHash(library, 'dataset', datasetHash, dataset);
    const row = {
      runId: run.id,
      mergeId: null,
      model,
      kind: 'expert',
      task,
      checkpointHash,
      datasetHash,
      rows,
    } as const;
    recordScores(
      library,
      Object.entries(metrics)
        // A correlation of equal predictions is none.
        .filter(([, value]) => Number.isFinite(value))
        .map(([metric, value]) => ({ ...row, metric, value })),
    );
    return result;
  },
};
