/** Which files hold the weights that a path stands for. */
import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve, win32 } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import { explain, openForReading, readInto } from '../files/disk.ts';
import { isObject, LARGEST_JSON, parseObject, show } from '../files/json.ts';

export interface WeightLocation {
  /** Absolute paths, each once. */
  readonly files: readonly string[];
  /** Where the weights are spread over files: the list that says which file holds which tensor. */
  readonly index?: { readonly file: string; readonly places: ReadonlyMap<string, string> };
}

const SINGLE_FILE = 'model.safetensors';
const INDEX_FILE = 'model.safetensors.index.json';

/** `path`: a checkpoint's folder, one safetensors file, or an index of several. The files need not be there yet. */
export async function locateWeights(path: string): Promise<WeightLocation> {
  const absolute = resolve(path);
  const names = await listFolder(absolute);
  if (names === undefined) {
    return absolute.endsWith('.index.json') ? await readIndex(absolute) : { files: [absolute] };
  }
  if (names.includes(SINGLE_FILE)) return { files: [join(absolute, SINGLE_FILE)] };
  if (names.includes(INDEX_FILE)) return await readIndex(join(absolute, INDEX_FILE));
  const other = names.find((name) => name.startsWith('pytorch_model'));
  throw new WeirError(
    'missing-file',
    `Folder '${absolute}' holds neither ${SINGLE_FILE} nor ${INDEX_FILE}` +
      (other === undefined ? '.' : `, only ${other}, and so far only safetensors is read.`),
  );
}

/** Names in a folder; undefined where the path is no folder. */
async function listFolder(path: string): Promise<string[] | undefined> {
  try {
    return (await stat(path)).isDirectory() ? await readdir(path) : undefined;
  } catch (error) {
    throw explain(error, path, 'read');
  }
}

async function readIndex(file: string): Promise<WeightLocation> {
  await using open = await openForReading(file);
  if (open.size > LARGEST_JSON) {
    throw new WeirError(
      'invalid-file',
      `'${file}' has ${open.size} bytes; at most ${LARGEST_JSON} are allowed.`,
    );
  }
  const bytes = new Uint8Array(open.size);
  await readInto(open, 0, bytes);
  const { weight_map: map } = parseObject(bytes, `'${file}'`);
  if (!isObject(map)) {
    throw new WeirError('invalid-file', `'${file}' has ${show(map)} as weight_map; expected an object.`);
  }
  const places = new Map(Object.entries(map).map(([name, shard]) => [name, resolveShard(file, name, shard)]));
  return { files: [...new Set(places.values())], index: { file, places } };
}

/** An index comes from a stranger: it may name files beside it or below, links among them, but nothing else. */
function resolveShard(index: string, tensor: string, shard: unknown): string {
  if (typeof shard !== 'string') {
    throw new WeirError(
      'invalid-file',
      `'${index}' places '${tensor}' in ${show(shard)}; expected a file name.`,
    );
  }
  // As Windows reads paths, which knows every way to climb out that POSIX does.
  if (win32.parse(shard).root !== '' || shard.split(/[\\/]/).includes('..')) {
    throw new WeirError('invalid-file', `'${index}' places '${tensor}' in '${shard}', outside its folder.`);
  }
  return join(dirname(index), shard);
}
