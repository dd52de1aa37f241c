/** What lies at a path that somebody wants to import: a checkpoint, an adapter of one, a dataset, or something that is said in one sentence. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { DATASET_ENDINGS } from '../../contract/dataset-formats.ts';
import { WeirError } from '../../contract/error.ts';
import { explain } from '../../core/files/disk.ts';
import { ADAPTER_CONFIG } from '../../core/lora/adapter.ts';

export type Place =
  | { readonly kind: 'checkpoint' | 'adapter'; readonly folder: string }
  | { readonly kind: 'dataset'; readonly file: string };

/** Files of a checkpoint's folder, any of which may stand for it. */
const OF_A_CHECKPOINT =
  /^(config\.json|(model(-\d+-of-\d+)?\.safetensors|pytorch_model(-\d+-of-\d+)?\.bin)(\.index\.json)?)$/;

/** Files of a LoRA adapter's folder, any of which may stand for it. */
const OF_AN_ADAPTER = /^adapter_(config\.json|model\.(safetensors|bin))$/;

/** Weights that a checkpoint may have; beside them, others do not matter. */
const WEIGHTS = /^(?!adapter_).*\.safetensors$|^pytorch_model.*\.bin$/;

const IMPORTED = 'Weir imports safetensors and pytorch_model.bin';

/** What other programs write, by name → what it is called. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^adapter_model\.(safetensors|bin)$/, 'the weights of a LoRA adapter, but no adapter_config.json'],
  [/\.(bin|pt|pth|ckpt)$/, 'PyTorch pickles under another name than pytorch_model.bin'],
  [/\.gguf$/, `GGUF, and ${IMPORTED}`],
  [/\.onnx$/, `ONNX, and ${IMPORTED}`],
  [/\.(h5|msgpack|ot)$/, `weights of TensorFlow, Flax or Rust, and ${IMPORTED}`],
];

const EXPECTED = `expected a checkpoint (config.json and model.safetensors or pytorch_model.bin) or a dataset (${DATASET_ENDINGS.join(', ')})`;

function recogniseOther(names: readonly string[]): string | undefined {
  for (const [pattern, what] of OTHERS) if (names.some((name) => pattern.test(name))) return what;
  return undefined;
}

async function judgeFolder(folder: string): Promise<Place> {
  const names = await readdir(folder);
  if (isAdapter(names)) return { kind: 'adapter', folder };
  const other = names.some((name) => WEIGHTS.test(name)) ? undefined : recogniseOther(names);
  if (other !== undefined) throw new WeirError('unsupported', `'${folder}' holds ${other}.`);
  if (names.includes('config.json')) return { kind: 'checkpoint', folder };
  const found = names.length === 0 ? 'is empty' : 'holds no config.json';
  throw new WeirError('invalid-file', `'${folder}' ${found}; ${EXPECTED}.`, {
    hint: 'To look for checkpoints below a folder, scan it.',
  });
}

/** By the names of a folder's files: an adapter beside a whole checkpoint was folded into it already, or is not what was meant. */
export function isAdapter(names: readonly string[]): boolean {
  return names.includes(ADAPTER_CONFIG) && !names.some((name) => WEIGHTS.test(name));
}

function judgeFile(file: string, isDataset: boolean): Place {
  const name = basename(file);
  if (isDataset) return { kind: 'dataset', file };
  if (OF_A_CHECKPOINT.test(name)) return { kind: 'checkpoint', folder: dirname(file) };
  if (OF_AN_ADAPTER.test(name)) return { kind: 'adapter', folder: dirname(file) };
  if (DATASET_ENDINGS.includes(extname(name).toLowerCase())) return { kind: 'dataset', file };
  const other = recogniseOther([name]);
  if (other !== undefined) throw new WeirError('unsupported', `'${file}' is ${other}.`);
  if (name.endsWith('.safetensors')) {
    throw new WeirError(
      'invalid-file',
      `'${file}' is not the weights of a checkpoint by its name; ${EXPECTED}.`,
    );
  }
  throw new WeirError('unsupported', `'${file}' is of no kind that Weir imports; ${EXPECTED}.`);
}

/** `isDataset`: somebody said how its rows are read, whatever its ending. */
export async function judgePlace(path: string, isDataset: boolean): Promise<Place> {
  const place = resolve(path);
  try {
    const about = await stat(place);
    if (about.isDirectory()) return await judgeFolder(place);
    if (about.isFile()) return judgeFile(place, isDataset);
  } catch (error) {
    throw explain(error, place, 'read');
  }
  throw new WeirError('invalid-file', `'${place}' is neither a file nor a folder.`);
}
