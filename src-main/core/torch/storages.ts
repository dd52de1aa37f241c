/** The storages that a pickle names by persistent ids. */
import type { Cursor } from './pickle-arguments.ts';
import { cut, describe, isKind, type Storage, type Value } from './pickle-value.ts';

/** As many as a zip file may have entries. */
export const MOST_STORAGES = 5_000;

export interface StorageTable {
  /** By their keys, in the order in which they were named. */
  readonly storages: ReadonlyMap<string, Storage>;
  readonly find: (id: Value) => Storage;
}

/**
 * Reads ids as torch.save writes them: ('storage', class, key, device, elements), and None at the end in the legacy form where the
 * storage is no part of another.
 */
export function createStorageTable(complain: Cursor['complain']): StorageTable {
  const storages = new Map<string, Storage>();
  const find = (id: Value): Storage => {
    const items = isKind(id, 'tuple') ? id.items : [];
    const [word, type, key, , elements, view] = items;
    if (word !== 'storage' || typeof key !== 'string')
      throw complain(`names ${describe(id)} that is no storage`);
    const title = `names the storage '${cut(key)}'`;
    if (!isKind(type, 'global') || type.dtype === undefined) {
      throw complain(`${title} of ${describe(type)}; expected a class of storages`);
    }
    if (typeof elements !== 'number' || !Number.isSafeInteger(elements) || elements < 0) {
      throw complain(`${title} of ${describe(elements)} elements; expected a whole number from 0`);
    }
    if (view !== undefined && view !== null) throw complain(`${title} that is a part of another`);
    const known = storages.get(key);
    if (known && (known.dtype !== type.dtype || known.elements !== elements)) {
      throw complain(`${title} twice: of ${known.elements} ${known.dtype}, and of ${elements} ${type.dtype}`);
    }
    if (known) return known;
    if (storages.size === MOST_STORAGES) throw complain(`names more than ${MOST_STORAGES} storages`);
    const storage: Storage = { kind: 'storage', key, dtype: type.dtype, elements };
    storages.set(key, storage);
    return storage;
  };
  return { storages, find };
}
