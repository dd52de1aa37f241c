/** Datasets of the library: added once for each content, and checked before they are used. */
import { WeirError } from '../contract/error.ts';
import type { ItemRecord, LibraryDataset } from '../contract/library.ts';
import { findFreeName, getItem, insertItem, recallByHash, sayTime, type ItemDraft } from './items.ts';
import type { Library } from './library.ts';

export type DatasetDraft = ItemDraft &
  Omit<LibraryDataset, keyof ItemRecord | 'presence'> & {
    /** The file's time of change when it was hashed, in milliseconds. */
    readonly changedAt: number;
  };

export interface AddedDataset {
  readonly dataset: LibraryDataset;
  readonly isNew: boolean;
  readonly restored: boolean;
}

const COLUMNS = [
  ...['hash', 'file', 'bytes', 'changedAt', 'rows', 'columns', 'reading', 'metric', 'preview'],
] as const satisfies readonly (keyof DatasetDraft)[];

export function addDataset(library: Library, draft: DatasetDraft): AddedDataset {
  return library.write(() => {
    const known = recallByHash(library, 'dataset', draft.hash);
    const id =
      known?.id ??
      insertItem(
        library,
        'dataset',
        { ...draft, name: findFreeName(library, 'dataset', draft.name) },
        Object.fromEntries(COLUMNS.map((column) => [column, draft[column]])),
      );
    return {
      dataset: getItem(library, 'dataset', id),
      isNew: known === undefined,
      restored: known?.restored ?? false,
    };
  });
}

/**
 * Refuses a dataset that is gone ('missing-file'), or shrank or changed since import ('mismatch').
 * @param found what its file holds now; needed only where its presence is 'changed'
 */
export function requireDataset(
  dataset: LibraryDataset,
  found?: { readonly hash: string; readonly bytes: number; readonly rows: number },
): void {
  const { name, file, presence, createdAt } = dataset;
  if (presence === 'missing') {
    throw new WeirError(
      'missing-file',
      `Dataset '${name}', imported on ${sayTime(createdAt)}, does not lie at '${file}' any more.`,
    );
  }
  if (presence === 'present' || found?.hash === dataset.hash) return;
  const now = found === undefined ? '' : `, now ${found.rows} rows and ${found.bytes} bytes`;
  const did = found !== undefined && found.rows < dataset.rows ? 'shrank' : 'changed';
  throw new WeirError(
    'mismatch',
    `Dataset '${name}' ${did} since it was imported on ${sayTime(createdAt)}: '${file}' had ${dataset.rows} rows and ${dataset.bytes} bytes${now}.`,
    { hint: 'Import it again as a dataset of its own, or bring the file back.' },
  );
}

/** Says where a dataset lies now. @throws 'mismatch': what lies there hashes to something else */
export function pointDatasetAnew(
  library: Library,
  id: number,
  found: Pick<DatasetDraft, 'file' | 'hash' | 'bytes' | 'changedAt' | 'rows'>,
): LibraryDataset {
  return library.write(() => {
    const { name, hash, rows, createdAt } = getItem(library, 'dataset', id);
    if (found.hash !== hash) {
      throw new WeirError(
        'mismatch',
        `'${found.file}' is not dataset '${name}' as it was imported on ${sayTime(createdAt)}: it has ${found.rows} rows and hashes to ${found.hash.slice(0, 12)}, expected ${rows} rows and ${hash.slice(0, 12)}.`,
        { hint: 'Import it as a dataset of its own.' },
      );
    }
    library.db
      .prepare('UPDATE dataset SET file = ?, bytes = ?, changedAt = ? WHERE itemId = ?')
      .run(found.file, found.bytes, found.changedAt, id);
    return getItem(library, 'dataset', id);
  });
}

/** How it is read and judged from now on, and what is found in it so. */
export function setReading(
  library: Library,
  id: number,
  found: Pick<DatasetDraft, 'reading' | 'metric' | 'rows' | 'columns' | 'preview'>,
): void {
  const { reading, metric, rows, columns, preview } = found;
  const texts = [reading, columns, preview].map((value) => JSON.stringify(value));
  library.write(() => {
    library.db
      .prepare(
        'UPDATE dataset SET reading = ?, columns = ?, preview = ?, metric = ?, rows = ? WHERE itemId = ?',
      )
      .run(...texts, metric, rows, id);
  });
}
