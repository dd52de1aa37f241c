/** The form that torch.save wrote before version 1.6: five pickles, then each storage's number of elements and its bytes. */
import { WeirError } from '../../contract/error.ts';
import { type OpenFile, readBytes, readBytesNow } from '../files/disk.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { BYTES } from '../tensor/dtype.ts';
import { LARGEST_PICKLE, openPickles } from './pickle.ts';
import { cut, describe, isKind, type Storage, type Value } from './pickle-value.ts';
import { listTensors, type StorageBegins } from './state-dict.ts';
import { createStorageTable, MOST_STORAGES } from './storages.ts';

/** Of torch/serialization.py. */
const MAGIC_NUMBER = 0x1950_a86a_20f9_469c_fc6cn;
const PROTOCOL_VERSION = 1001;

/** An int64 that counts its elements stands before each storage. */
const COUNT_BYTES = 8;

export async function readLegacyForm(open: OpenFile): Promise<ReadonlyMap<string, TensorEntry>> {
  const { path } = open;
  const complain = (what: string): WeirError => new WeirError('invalid-file', `'${path}' ${what}.`);
  const bytes = await readBytes(open, 0, Math.min(open.size, LARGEST_PICKLE));
  const { storages, find } = createStorageTable(complain);
  const { read, tell } = openPickles(bytes, path, find);
  const magic = read();
  if (magic !== MAGIC_NUMBER) {
    throw complain(
      `is a pickle that begins with ${describe(magic)}; expected the magic number of torch.save`,
    );
  }
  const version = read();
  if (version !== PROTOCOL_VERSION) {
    throw complain(`is of the version ${describe(version)} of torch's form; expected ${PROTOCOL_VERSION}`);
  }
  checkByteOrder(read(), path);
  const value = read();
  const keys = readKeys(read(), complain);
  return listTensors(value, walkStorages(open, keys, storages, tell()), path);
}

function checkByteOrder(about: Value, path: string): void {
  const items = isKind(about, 'dict') ? about.items : [];
  const little = items[items.indexOf('little_endian') + 1];
  if (little === true) return;
  throw new WeirError('unsupported', `'${path}' says of little_endian ${describe(little)}; expected True.`);
}

function readKeys(list: Value, complain: (what: string) => Error): readonly string[] {
  const keys = isKind(list, 'list') ? list.items : undefined;
  if (!keys?.every((key) => typeof key === 'string')) {
    throw complain(`has ${describe(list)} where its storages are listed; expected a list of keys`);
  }
  if (keys.length > MOST_STORAGES || new Set(keys).size < keys.length) {
    throw complain(`lists ${keys.length} storages; expected at most ${MOST_STORAGES}, each once`);
  }
  return keys;
}

/** Storages lie one after the other from `begin` on, in the order of `keys`. */
function walkStorages(
  open: OpenFile,
  keys: readonly string[],
  storages: ReadonlyMap<string, Storage>,
  begin: number,
): StorageBegins {
  const complain = (what: string): WeirError => new WeirError('invalid-file', `'${open.path}' ${what}.`);
  const begins = new Map<string, number>();
  let at = begin;
  for (const key of keys) {
    const storage = storages.get(key);
    if (!storage) throw complain(`lists the storage '${cut(key)}', which no tensor is of`);
    const end = at + COUNT_BYTES + storage.elements * BYTES[storage.dtype];
    if (end > open.size)
      throw complain(`is cut short: its storage '${cut(key)}' ends at byte ${end} of ${open.size}`);
    const count = readBytesNow(open, at, COUNT_BYTES).readBigInt64LE(0);
    if (count !== BigInt(storage.elements)) {
      throw complain(`has ${count} elements in the storage '${cut(key)}'; expected ${storage.elements}`);
    }
    begins.set(key, at + COUNT_BYTES);
    at = end;
  }
  const missing = [...storages.keys()].find((key) => !begins.has(key));
  if (missing !== undefined) throw complain(`names the storage '${cut(missing)}', but does not list it`);
  return begins;
}
