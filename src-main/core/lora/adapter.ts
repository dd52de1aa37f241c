/** A LoRA adapter of PEFT opened: its configuration, and its tensors sorted by what they do to the base. */
import { join, resolve } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import { readTextFile } from '../files/disk.ts';
import { LARGEST_JSON } from '../files/json.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { isFloat } from '../tensor/float.ts';
import { Weights } from '../weights/weights.ts';
import { type AdapterConfig, parseAdapterConfig } from './adapter-config.ts';
import { readPart } from './adapter-names.ts';

/** The two factors of an update of rank r: A [r, in] and B [out, r]; of a table, in are its rows. */
export interface Update {
  readonly module: string;
  readonly isEmbedding: boolean;
  readonly a: TensorEntry;
  readonly b: TensorEntry;
}

export interface Adapter extends AsyncDisposable {
  /** Absolute. */
  readonly folder: string;
  readonly config: AdapterConfig;
  readonly weights: Weights;
  /** By the name of the tensor that they are added to. */
  readonly updates: ReadonlyMap<string, Update>;
  /** Tensors that take the place of the base's, or that the base lacks, by their name there. */
  readonly whole: ReadonlyMap<string, TensorEntry>;
}

export const ADAPTER_CONFIG = 'adapter_config.json';

/** Best first, as PEFT looks for them. */
const WEIGHT_FILES = ['adapter_model.safetensors', 'adapter_model.bin'];

/** Reads what an adapter's folder says of it. Throws 'missing-file' where there is no adapter_config.json. */
export async function readAdapterConfig(folder: string): Promise<AdapterConfig> {
  const file = join(folder, ADAPTER_CONFIG);
  return parseAdapterConfig(await readTextFile(file, LARGEST_JSON), `'${file}'`);
}

/** Opens a folder. Throws a sentence for what is missing, or is not plain LoRA. */
export async function openAdapter(path: string): Promise<Adapter> {
  const folder = resolve(path);
  const config = await readAdapterConfig(folder);
  await using life = new AsyncDisposableStack();
  const weights = life.use(await openWeights(folder));
  const parts = sortTensors(weights);
  const end = life.move();
  return { folder, config, weights, ...parts, [Symbol.asyncDispose]: () => end.disposeAsync() };
}

async function openWeights(folder: string): Promise<Weights> {
  for (const name of WEIGHT_FILES) {
    try {
      return await Weights.open(join(folder, name));
    } catch (error) {
      if (!(error instanceof WeirError && error.code === 'missing-file')) throw error;
    }
  }
  throw new WeirError(
    'missing-file',
    `'${folder}' holds ${ADAPTER_CONFIG}, but neither ${WEIGHT_FILES.join(' nor ')}.`,
  );
}

function sortTensors({ tensors }: Weights): Pick<Adapter, 'updates' | 'whole'> {
  const factors = { A: new Map<string, TensorEntry>(), B: new Map<string, TensorEntry>() };
  const embeddings = new Set<string>();
  const whole = new Map<string, TensorEntry>();
  for (const entry of tensors.values()) {
    const { name, file } = entry;
    const part = readPart(name);
    if (part.kind === 'left-out') continue;
    if (part.kind === 'foreign')
      throw new WeirError('unsupported', `Tensor '${name}' of '${file}' is not of plain LoRA.`);
    if (!isFloat(entry.dtype))
      throw new WeirError('unsupported', `Tensor '${name}' of '${file}' is ${entry.dtype}; expected floats.`);
    if (part.kind === 'whole') {
      // PEFT may write one tensor under two names: that of the module, and that of its copy.
      if (!whole.has(part.name)) whole.set(part.name, entry);
      continue;
    }
    const other = factors[part.kind].get(part.module);
    if (other !== undefined) {
      throw new WeirError(
        'unsupported',
        `'${file}' holds two adapters, such as '${other.name}' and '${name}'; expected one.`,
      );
    }
    factors[part.kind].set(part.module, entry);
    if (part.isEmbedding) embeddings.add(part.module);
  }
  return { updates: pairFactors(factors, embeddings), whole };
}

function pairFactors(
  { A, B }: Readonly<Record<'A' | 'B', ReadonlyMap<string, TensorEntry>>>,
  embeddings: ReadonlySet<string>,
): Map<string, Update> {
  const updates = new Map<string, Update>();
  for (const module of new Set([...A.keys(), ...B.keys()])) {
    const [a, b] = [A.get(module), B.get(module)];
    if (a === undefined || b === undefined) {
      const { name, file } = (a ?? b)!;
      const other = a === undefined ? 'A' : 'B';
      throw new WeirError(
        'invalid-file',
        `'${file}' has the tensor '${name}', but no ${other} that belongs to it.`,
      );
    }
    updates.set(`${module}.weight`, { module, isEmbedding: embeddings.has(module), a, b });
  }
  return updates;
}
