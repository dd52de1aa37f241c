/** The form that torch.save writes since version 1.6: a zip file of a pickle and one entry for each storage. */
import { WeirError } from '../../contract/error.ts';
import { type OpenFile, readBytes } from '../files/disk.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { BYTES } from '../tensor/dtype.ts';
import { LARGEST_PICKLE, openPickles } from './pickle.ts';
import { cut } from './pickle-value.ts';
import { listTensors } from './state-dict.ts';
import { createStorageTable } from './storages.ts';
import { locateEntry, readZipDirectory, type ZipEntry } from './zip.ts';

const PICKLE = '/data.pkl';

export async function readZipForm(open: OpenFile): Promise<ReadonlyMap<string, TensorEntry>> {
  const { path } = open;
  const complain = (what: string): WeirError => new WeirError('invalid-file', `'${path}' ${what}.`);
  const entries = await readZipDirectory(open);
  const pickles = [...entries.keys()].filter((name) => name.endsWith(PICKLE));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) {
    throw complain(`is a zip file with ${pickles.length} entries data.pkl; expected one`);
  }
  const folder = pickle.slice(0, -PICKLE.length);
  await checkByteOrder(open, entries.get(`${folder}/byteorder`));
  const bytes = await readEntry(open, entries.get(pickle)!, LARGEST_PICKLE);
  const { storages, find } = createStorageTable(complain);
  const value = openPickles(bytes, path, find).read();
  const begins = new Map<string, number>();
  for (const { key, dtype, elements } of storages.values()) {
    const entry = entries.get(`${folder}/data/${key}`);
    if (entry === undefined)
      throw complain(`names the storage '${cut(key)}', but has no entry data/${cut(key)}`);
    if (entry.size !== elements * BYTES[dtype]) {
      throw complain(
        `has ${entry.size} bytes for the storage '${cut(key)}' of ${elements} ${dtype}; expected ${elements * BYTES[dtype]}`,
      );
    }
    begins.set(key, locateEntry(open, entry).begin);
  }
  return listTensors(value, begins, path);
}

/** Written since version 2.1; before, it was the machine's own, and nobody's was big-endian. */
async function checkByteOrder(open: OpenFile, entry: ZipEntry | undefined): Promise<void> {
  if (entry === undefined) return;
  const order = (await readEntry(open, entry, 100)).toString('latin1');
  if (order !== 'little') {
    throw new WeirError(
      'unsupported',
      `'${open.path}' says of its byte order '${order}'; expected 'little'.`,
    );
  }
}

async function readEntry(open: OpenFile, entry: ZipEntry, most: number): Promise<Buffer> {
  if (entry.size > most) {
    throw new WeirError(
      'invalid-file',
      `'${open.path}' has the entry '${cut(entry.name)}' of ${entry.size} bytes; at most ${most} are allowed.`,
    );
  }
  const { begin, end } = locateEntry(open, entry);
  return await readBytes(open, begin, end - begin);
}
