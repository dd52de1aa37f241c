/** A merge as a run: its Fishers, its parents and every score. */
import { basename } from 'node:path';
import { VERSION } from '../contract/version.ts';
import type { MergeRecord } from '../contract/records.ts';
import { recordMerge, type MergeDraft } from '../library/merges.ts';
import { requireExpected } from './expectations.ts';
import { keepFisher } from './fisher-run.ts';
import type { RunKind } from './run-kind.ts';

/** One row for each metric of each model on each task; what is no number is left out. */
function listScores({ scores, parents }: MergeRecord): NonNullable<MergeDraft['scores']> {
  return (scores?.models ?? []).flatMap(({ name, kind, scores: of }) =>
    (scores?.tasks ?? []).flatMap(({ task, rows, dataset }) =>
      Object.entries(of[task] ?? {})
        .filter(([, value]) => Number.isFinite(value))
        .map(([metric, value]) => ({
          model: name,
          kind,
          task,
          checkpointHash:
            kind === 'expert'
              ? (parents.find((parent) => parent.task === name)?.checkpointHash ?? null)
              : null,
          datasetHash: dataset,
          metric,
          value,
          rows,
        })),
    ),
  );
}

export const MERGE_RUN: RunKind<'merge'> = {
  lane: 'compute',
  prepare: (library, input) => {
    requireExpected(library, input.expects);
    return input;
  },
  record: (library, run, { title }, result) => {
    for (const fisher of result.fishers) keepFisher(library, fisher);
    const { method, recipe, recipeFolder, recipeHash, planHash, folder, bytes, device, seconds } = result;
    const draft = { method, recipe, recipeFolder, recipeHash, planHash, folder, bytes, device, seconds };
    recordMerge(library, {
      ...draft,
      name: title ?? basename(folder),
      runId: run.id,
      version: VERSION,
      parents: result.parents,
      scores: listScores(result),
    });
    return result;
  },
};
