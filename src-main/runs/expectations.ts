/** Whether the items that a run was asked with are still what they were. */
import { basename, dirname } from 'node:path';
import type { ItemKind } from '../contract/library.ts';
import { requireUnchanged } from '../library/checkpoints.ts';
import { requireDataset } from '../library/datasets.ts';
import { getItem, requireNamed } from '../library/items.ts';
import type { Library } from '../library/library.ts';

const CHECKS: Partial<Readonly<Record<ItemKind, (library: Library, id: number) => void>>> = {
  checkpoint: (library, id) => {
    requireUnchanged(getItem(library, 'checkpoint', id));
  },
  dataset: (library, id) => {
    requireDataset(getItem(library, 'dataset', id));
  },
};

/** @throws 'missing-file' or 'mismatch', with the day of the import */
export function requireExpected(library: Library, ids: readonly number[] = []): void {
  for (const id of ids) CHECKS[requireNamed(library, id).kind]?.(library, id);
}

/** What the library calls the checkpoint or dataset of this hash; otherwise its folder or file. */
export function nameByHash(
  library: Library,
  kind: 'checkpoint' | 'dataset',
  hash: string,
  path: string,
): string {
  const name = library.db
    .prepare<[string]>(`SELECT name FROM item JOIN ${kind} ON itemId = id WHERE hash = ?`)
    .pluck()
    .get(hash) as string | undefined;
  if (name !== undefined) return name;
  // 'sst2/dev.tsv' says more than 'dev.tsv'.
  return kind === 'checkpoint' ? basename(path) : `${basename(dirname(path))}/${basename(path)}`;
}
