/** Scores of the library: one row for each metric of a model on a dataset. */
import { WeirError } from '../contract/error.ts';
import type { LibraryScore } from '../contract/library.ts';
import type { Library } from './library.ts';

export type ScoreDraft = Omit<LibraryScore, 'id' | 'runName' | 'scoredAt'> & {
  readonly scoredAt?: number | undefined;
};

/** All of them or none. @throws 'invalid-input' for a value that is no number: it could not be sorted or exported */
export function recordScores(library: Library, scores: readonly ScoreDraft[]): void {
  const now = Date.now();
  library.write(() => {
    const add = library.db.prepare(
      `INSERT INTO score (runId, mergeId, model, kind, task, checkpointHash, datasetHash, metric, value, rows, scoredAt)
         VALUES (@runId, @mergeId, @model, @kind, @task, @checkpointHash, @datasetHash, @metric, @value, @rows, @scoredAt)`,
    );
    for (const score of scores) {
      if (!Number.isFinite(score.value)) {
        throw new WeirError(
          'invalid-input',
          `The ${score.metric} of '${score.model}' on '${score.task}' is ${score.value}, expected a number.`,
        );
      }
      add.run({ ...score, scoredAt: score.scoredAt ?? now });
    }
  });
}
