/** An import as a run: what was found becomes items, what was known is recognised, and bases are told. */
import type { ImportReport } from '../contract/reports.ts';
import type {
  BaseCandidate,
  ImportedCheckpoint,
  ImportedDataset,
  NamedCheckpoint,
} from '../contract/work.ts';
import {
  addCheckpoint,
  findBaseByDeclaration,
  pointAnew,
  setBase,
  takeIn,
  type AddedCheckpoint,
} from '../library/checkpoints.ts';
import { addDataset } from '../library/datasets.ts';
import { keepHash } from '../library/file-hashes.ts';
import { addTags } from '../library/items.ts';
import type { Library } from '../library/library.ts';
import { requireExpected } from './expectations.ts';
import type { RunInput, RunKind } from './run-kind.ts';

function listCandidates(library: Library): BaseCandidate[] {
  return library.db
    .prepare<[], BaseCandidate>(
      `SELECT hash, folder, family, layers, heads, hidden, neurons FROM checkpoint JOIN item ON id = itemId
         WHERE trashedAt IS NULL AND (problem IS NULL OR problem IN ('masked-language', 'causal-language'))`,
    )
    .all();
}

function listNamed(library: Library): NamedCheckpoint[] {
  return library.db
    .prepare<[], NamedCheckpoint>(
      'SELECT hash, name, folder, declaredBase, problem FROM checkpoint JOIN item ON id = itemId WHERE trashedAt IS NULL',
    )
    .all();
}

/** Known content that lies elsewhere now is pointed to there. */
function keepCheckpoint(
  library: Library,
  found: ImportedCheckpoint,
  input: RunInput<'import'>,
): AddedCheckpoint {
  const added = addCheckpoint(library, { ...found, name: input.title ?? found.name });
  const { id, presence, storage } = added.checkpoint;
  if (!added.isNew && found.storage === 'copied' && storage === 'linked') {
    return { ...added, checkpoint: takeIn(library, id, found) };
  }
  if (!added.isNew && presence !== 'present') {
    return { ...added, checkpoint: pointAnew(library, id, found.folder, found.hash, found.files) };
  }
  return added;
}

function keepDataset(library: Library, found: ImportedDataset, input: RunInput<'import'>) {
  return addDataset(library, { ...found, name: input.title ?? found.name });
}

/** By declaration, else by its tensors. To be called when all of one import are in the library. */
function tellBase(library: Library, { checkpoint, isNew }: AddedCheckpoint, baseHash: string | null): void {
  if (!isNew) return;
  const byTensors = library.db
    .prepare<[string | null]>('SELECT itemId FROM checkpoint WHERE hash = ?')
    .pluck()
    .get(baseHash) as number | undefined;
  const base = findBaseByDeclaration(library, checkpoint) ?? byTensors;
  if (base !== undefined && base !== checkpoint.id) setBase(library, checkpoint.id, base);
}

export const IMPORT_RUN: RunKind<'import'> = {
  lane: 'import',
  prepare: (library, input) => {
    requireExpected(library, input.expects);
    return { ...input, bases: listCandidates(library), library: listNamed(library) };
  },
  record: (library, run, input, result): ImportReport => {
    for (const { path, bytes, changedAt, hash } of result.hashes) {
      keepHash(library, path, { size: bytes, mtimeMs: changedAt }, hash);
    }
    const single = result.checkpoints.length + result.datasets.length === 1;
    const named = single ? input : { ...input, title: undefined };
    const checkpoints = result.checkpoints.map((found) => keepCheckpoint(library, found, named));
    checkpoints.forEach((added, at) => {
      tellBase(library, added, result.checkpoints[at]?.baseHash ?? null);
    });
    const datasets = result.datasets.map((found) => keepDataset(library, found, named));
    const items = [
      ...checkpoints.map(({ checkpoint, ...rest }) => ({ item: checkpoint, ...rest })),
      ...datasets.map(({ dataset, ...rest }) => ({ item: dataset, ...rest })),
    ];
    for (const { item } of items) addTags(library, item.id, input.tags ?? []);
    return {
      run: run.id,
      items: items.map(({ item: { id, kind, name, trashedAt }, isNew, restored }) => ({
        ...{ id, kind, name, trashedAt },
        isNew,
        restored,
      })),
      refused: result.refused,
    };
  },
};
