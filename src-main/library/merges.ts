/** Merges of the library, recorded whole: with their parents and their scores, or not at all. */
import type { ItemRecord, LibraryMerge } from '../contract/library.ts';
import { findFreeName, getItem, insertItem, type ItemDraft } from './items.ts';
import type { Library } from './library.ts';
import { recordScores, type ScoreDraft } from './scores.ts';

export type MergeDraft = ItemDraft &
  Omit<LibraryMerge, keyof ItemRecord | 'presence'> & {
    readonly scores?: readonly Omit<ScoreDraft, 'mergeId' | 'runId'>[] | undefined;
  };

const COLUMNS = [
  ...['runId', 'method', 'recipe', 'recipeFolder', 'recipeHash', 'planHash', 'folder', 'bytes'],
  ...['device', 'version', 'seconds'],
] as const satisfies readonly (keyof MergeDraft)[];

/** A name that is taken gets a number. Of the scores, those of kind 'merge' are the merge's own; the others are its run's. */
export function recordMerge(library: Library, draft: MergeDraft): LibraryMerge {
  return library.write(() => {
    const id = insertItem(
      library,
      'merge',
      { ...draft, name: findFreeName(library, 'merge', draft.name) },
      Object.fromEntries(COLUMNS.map((column) => [column, draft[column]])),
    );
    const add = library.db.prepare(
      'INSERT INTO mergeParent (mergeId, position, task, weight, folder, checkpointHash, datasetHash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    draft.parents.forEach(({ task, weight, folder, checkpointHash, datasetHash }, position) => {
      add.run(id, position, task, weight, folder, checkpointHash, datasetHash);
    });
    recordScores(
      library,
      (draft.scores ?? []).map((score) => ({
        ...score,
        runId: draft.runId,
        mergeId: score.kind === 'merge' ? id : null,
      })),
    );
    return getItem(library, 'merge', id);
  });
}
