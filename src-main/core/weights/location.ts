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

/** What a folder's weights are called, best first: one file, or the index of several. */
const NAMES = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
];

/** What else weights are kept in, by the ending of the file's name. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/\.h5$/, 'TensorFlow'],
  [/\.msgpack$/, 'Flax'],
  [/\.ot$/, 'Rust'],
  [/\.gguf$/, 'GGUF'],
  [/\.onnx$/, 'ONNX'],
  [/\.(safetensors|bin|pt|pth|ckpt)$/, 'another name'],
];

/** `path`: a checkpoint's folder, one file of safetensors or PyTorch, or an index of several. The files need not be there yet. */
export async function locateWeights(path: string): Promise<WeightLocation> {
  const absolute = resolve(path);
  const names = await listFolder(absolute);
  if (names === undefined) {
    return absolute.endsWith('.index.json') ? await readIndex(absolute) : { files: [absolute] };
  }
  const found = NAMES.find((name) => names.includes(name));
  if (found === undefined) throw explainAbsence(absolute, names);
  const file = join(absolute, found);
  return found.endsWith('.index.json') ? await readIndex(file) : { files: [file] };
}

function explainAbsence(folder: string, names: readonly string[]): WeirError {
  const others = OTHERS.flatMap(([ending, what]) => {
    const name = names.find((one) => ending.test(one));
    return name === undefined ? [] : [`${name} (${what})`];
  });
  const only = others.length === 0 ? '' : `, only ${others.join(', ')}`;
  return new WeirError(
    'missing-file',
    `Folder '${folder}' holds none of ${NAMES.slice(0, -1).join(', ')} and ${NAMES.at(-1)}${only}.`,
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
