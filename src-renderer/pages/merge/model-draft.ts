/** A checkpoint of the library as one of the merged: its task named, its datasets found. */
import type { LibraryCheckpoint, LibraryDataset } from '../../../src-main/contract/library.ts';
import { findDataset } from './pairing.ts';
import { nameTask, type ModelDraft } from './recipe-draft.ts';
import { findSharedBase } from './setting-table.ts';
import { stock } from './stock.svelte.ts';

export function createModel(checkpoint: LibraryCheckpoint, others: readonly ModelDraft[]): ModelDraft {
  const dataset = findDataset(stock.datasets, checkpoint.name, 'train');
  const evaluate = findDataset(stock.datasets, checkpoint.name, 'dev');
  const taken = others.map(({ task }) => task);
  return {
    checkpoint: stock.refer(checkpoint),
    task: nameTask(checkpoint.name, taken),
    dataset: dataset && { file: stock.refer(dataset) },
    evaluate: evaluate && { file: stock.refer(evaluate) },
  };
}

export function addModels(
  models: readonly ModelDraft[],
  checkpoints: readonly LibraryCheckpoint[],
): readonly ModelDraft[] {
  return checkpoints.reduce<readonly ModelDraft[]>(
    (all, checkpoint) => [...all, createModel(checkpoint, all)],
    models,
  );
}

/** A dataset takes the place of a file that was made from another. */
export function withDataset(
  purpose: 'dataset' | 'evaluate',
  dataset: LibraryDataset | undefined,
): Partial<ModelDraft> {
  const value = dataset && { file: stock.refer(dataset) };
  return purpose === 'dataset' ? { dataset: value, fisher: undefined } : { evaluate: value };
}

/** Its place among the models; -1: it is none of them. */
export function findModel(models: readonly ModelDraft[], { id }: LibraryCheckpoint): number {
  return models.findIndex(({ checkpoint }) => stock.checkpointOf(checkpoint)?.id === id);
}

/** Those of the models that the library has. */
export function listChosen(models: readonly ModelDraft[]): readonly LibraryCheckpoint[] {
  return models.flatMap(({ checkpoint }) => stock.checkpointOf(checkpoint) ?? []);
}

/** What all of them were fine-tuned from, where that is known and there. */
export function suggestBase(models: readonly ModelDraft[]): LibraryCheckpoint | undefined {
  const known = listChosen(models);
  const id = known.length === models.length ? findSharedBase(known) : undefined;
  const base = stock.checkpoints.find((one) => one.id === id);
  return base && base.presence !== 'missing' ? base : undefined;
}

/** Of the same shape as the models: nothing else can be a base. */
export function listBases(models: readonly ModelDraft[]): readonly LibraryCheckpoint[] {
  const [first] = listChosen(models);
  return stock.checkpoints.filter(
    (one) =>
      first === undefined ||
      (one.family === first.family &&
        one.layers === first.layers &&
        one.hidden === first.hidden &&
        one.vocabulary === first.vocabulary),
  );
}
