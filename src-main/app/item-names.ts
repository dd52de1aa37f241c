/** Checkpoints and datasets as commands name them, by a path or by what the library calls them, as what lies on the disk. */
import { isAbsolute } from 'node:path';
import type { DatasetChoice } from '../contract/commands.ts';
import { WeirError } from '../contract/error.ts';
import type { LibraryCheckpoint, LibraryDataset } from '../contract/library.ts';
import type { ImportedItems } from '../contract/work.ts';
import { pointAnew, requireUnchanged } from '../library/checkpoints.ts';
import { pointDatasetAnew, requireDataset } from '../library/datasets.ts';
import { findItem } from '../library/item-lookup.ts';
import type { RecordOf } from '../library/rows.ts';
import type { Workshop } from './workshop.ts';

/** A path, and the item of the library that it belongs to where it was asked for by name. */
export interface Resolved<T> {
  readonly value: T;
  readonly expects: readonly number[];
  /** For people. */
  readonly title: string;
}

/** What lies at a path now, read and hashed as an import would; throws what an import would say. */
export async function lookAt(
  workshop: Workshop,
  path: string,
  reading: Readonly<Omit<DatasetChoice, 'file'>> = {},
): Promise<ImportedItems> {
  const input = { paths: [path], scan: false, storage: 'linked', reading, bases: [] } as const;
  const found = await workshop.work('import', input, {}, workshop.surroundings());
  const [refusal] = found.refused;
  if (refusal !== undefined) throw new WeirError(refusal.code, refusal.message);
  return found;
}

/** A checkpoint whose files were only touched is known again; one that changed is refused. */
async function requireSame(workshop: Workshop, checkpoint: LibraryCheckpoint): Promise<void> {
  if (checkpoint.presence !== 'changed') {
    requireUnchanged(checkpoint);
    return;
  }
  const [found] = (await lookAt(workshop, checkpoint.folder)).checkpoints;
  requireUnchanged(checkpoint, found?.hash);
  if (found) pointAnew(workshop.library, checkpoint.id, checkpoint.folder, found.hash, found.files);
}

async function requireSameDataset(workshop: Workshop, dataset: LibraryDataset): Promise<void> {
  if (dataset.presence !== 'changed') {
    requireDataset(dataset);
    return;
  }
  const [found] = (await lookAt(workshop, dataset.file, dataset.reading)).datasets;
  requireDataset(dataset, found);
  if (found) pointDatasetAnew(workshop.library, dataset.id, found);
}

/** What the library calls it; where it knows no such name, a path may have been meant. */
function findNamed<K extends 'checkpoint' | 'dataset'>(
  workshop: Workshop,
  kind: K,
  wanted: string,
): RecordOf[K] {
  try {
    return findItem(workshop.library, kind, wanted.replace(`${kind}:`, ''));
  } catch (error) {
    if (!(error instanceof WeirError && error.code === 'unknown-name')) throw error;
    throw new WeirError(error.code, error.message, { hint: 'Nor is there such a path.' });
  }
}

/** @throws 'unknown-name'; 'missing-file' or 'mismatch': it is not what it was */
export async function resolveCheckpoint(workshop: Workshop, wanted: string): Promise<Resolved<string>> {
  if (isAbsolute(wanted)) return { value: wanted, expects: [], title: wanted };
  const checkpoint = findNamed(workshop, 'checkpoint', wanted);
  await requireSame(workshop, checkpoint);
  return { value: checkpoint.folder, expects: [checkpoint.id], title: checkpoint.name };
}

/** What is asked for beside the name stands above what the library knows of how the dataset is read. */
export async function resolveDataset(
  workshop: Workshop,
  wanted: DatasetChoice,
): Promise<Resolved<DatasetChoice> & { /** That it is judged by. */ readonly metric?: string | undefined }> {
  if (isAbsolute(wanted.file)) return { value: wanted, expects: [], title: wanted.file };
  const dataset = findNamed(workshop, 'dataset', wanted.file);
  await requireSameDataset(workshop, dataset);
  const asked = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const value = { ...dataset.reading, ...Object.fromEntries(asked), file: dataset.file };
  return { value, expects: [dataset.id], title: dataset.name, metric: dataset.metric ?? undefined };
}
