/** Libraries and drafts of items for tests. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { CheckpointDraft } from '../../src-main/library/checkpoints.ts';
import type { DatasetDraft } from '../../src-main/library/datasets.ts';
import type { FisherDraft } from '../../src-main/library/fishers.ts';
import { Library } from '../../src-main/library/library.ts';
import type { MergeDraft } from '../../src-main/library/merges.ts';
import { temporaryFolder } from '../temporary.ts';

/** An empty library, closed when the test ends; with a folder, another life on it. */
export async function openLibrary(folder?: string): Promise<Library> {
  const library = Library.open(folder ?? join(await temporaryFolder(), 'library'));
  onTestFinished(() => {
    library.close();
  });
  return library;
}

/** A hash that begins with `start`. */
export function hashOf(start: string): string {
  return start.padEnd(64, '0');
}

export function writeCheckpoint(folder: string, text = 'weights'): CheckpointDraft['files'] {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'model.safetensors');
  writeFileSync(path, text);
  const { size, mtimeMs } = statSync(path);
  return [{ path, bytes: size, changedAt: mtimeMs }];
}

export function draftCheckpoint(changes: Partial<CheckpointDraft> = {}): CheckpointDraft {
  return {
    ...{ name: 'sst2', hash: hashOf('aaaa'), folder: '/models/sst2', storage: 'linked', family: 'bert' },
    ...{
      layers: 2,
      heads: 2,
      hidden: 8,
      neurons: 16,
      vocabulary: 30,
      dtype: 'F32',
      parameters: 100,
      bytes: 400,
    },
    ...{ problem: null, labels: [], declaredBase: null, files: [] },
    ...changes,
  };
}

export function draftDataset(changes: Partial<DatasetDraft> = {}): DatasetDraft {
  return {
    ...{ name: 'sst2-dev', hash: hashOf('dddd'), file: '/texts/dev.tsv', bytes: 100, changedAt: 0, rows: 10 },
    ...{ columns: ['sentence', 'label'], reading: {}, metric: 'accuracy', preview: [] },
    ...changes,
  };
}

export const SETTINGS: FisherDraft['settings'] = {
  ...{ gradient: 'example', labels: 'dataset', samples: 8, seed: 0, batch: 4, maxLength: 16 },
};

export function draftFisher(changes: Partial<FisherDraft> = {}): FisherDraft {
  return {
    ...{ name: 'sst2', checkpointHash: hashOf('aaaa'), datasetHash: hashOf('dddd'), settings: SETTINGS },
    ...{ file: '/nowhere.safetensors', bytes: 10, count: 8, device: 'cpu', seconds: 1 },
    ...changes,
  };
}

export function draftMerge(runId: number, changes: Partial<MergeDraft> = {}): MergeDraft {
  const parent = { task: 'sst2', weight: 1, folder: '/models/sst2' };
  return {
    ...{
      name: 'mix',
      runId,
      method: 'average',
      recipe: '',
      recipeFolder: '/',
      recipeHash: 'r',
      planHash: hashOf('eeee'),
    },
    ...{ folder: '/out/mix', bytes: 1, device: 'cpu', version: '0', seconds: 1 },
    parents: [{ ...parent, checkpointHash: hashOf('aaaa'), datasetHash: hashOf('dddd') }],
    ...changes,
  };
}
