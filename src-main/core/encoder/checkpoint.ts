/** A checkpoint opened: its configuration judged against its tensors, its weights ready to be read or mapped. */
import { relative, resolve } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import type { WeightFiles } from '../graph/runtime.ts';
import { formatShape, sameShape } from '../graph/shape.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { readCheckpointTexts, TEXT_FILES, type CheckpointTexts } from '../files/checkpoint-texts.ts';
import { Weights } from '../weights/weights.ts';
import { isFloat } from '../tensor/float.ts';
import { createTokenizer, nameTokenizer, type Tokenizer } from '../tokenizer/tokenizer.ts';
import { parseConfig, type EncoderConfig } from './config.ts';
import { FAMILIES, type Family } from './families.ts';
import { listParameters, type Parameter } from './parameters.ts';
import type { TaskHead } from './task-head.ts';

/** A parameter of the encoder and where this checkpoint keeps it. */
export interface EncoderTensor extends Parameter {
  readonly entry: TensorEntry;
}

export interface Checkpoint extends AsyncDisposable {
  /** Absolute. */
  readonly folder: string;
  readonly texts: CheckpointTexts;
  readonly config: EncoderConfig;
  readonly family: Family;
  readonly weights: Weights;
  /** Every tensor of the encoder, in the order of the family's table. */
  readonly encoder: readonly EncoderTensor[];
  /** Tensors that are not of the encoder: the task head, buffers, what is left of pretraining. */
  readonly others: readonly TensorEntry[];
}

/** A checkpoint that answers a task. */
export interface Classifier extends Checkpoint {
  readonly head: TaskHead & { readonly weight: TensorEntry; readonly bias: TensorEntry };
}

/** Opens a folder. Throws a sentence for whatever is missing, unknown or at odds with the configuration. */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const folder = resolve(path);
  const texts = await readCheckpointTexts(folder);
  const config = parseConfig(texts.config, `'${folder}/${TEXT_FILES.config}'`);
  const family = FAMILIES[config.family]!;
  await using life = new AsyncDisposableStack();
  const weights = life.use(await Weights.open(folder));
  const encoder = findEncoder(folder, config, family, weights);
  const used = new Set(encoder.map(({ entry }) => entry.name));
  const others = [...weights.tensors.values()].filter(({ name }) => !used.has(name));
  const end = life.move();
  return {
    folder,
    texts,
    config,
    family,
    weights,
    encoder,
    others,
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  };
}

/** The checkpoint with its task head; throws where it has none. */
export function requireClassifier(checkpoint: Checkpoint): Classifier {
  const { folder, config, family, weights } = checkpoint;
  if (!config.head) {
    throw new WeirError(
      'unsupported',
      `'${folder}' has no task head; expected a …ForSequenceClassification checkpoint.`,
    );
  }
  const weight = expectTensor(weights.entry(family.head.weight), [config.head.outputs, config.hidden]);
  const bias = expectTensor(weights.entry(family.head.bias), [config.head.outputs]);
  for (const key of ['poolerWeight', 'poolerBias'] as const) weights.entry(tensorName(checkpoint, key));
  return { ...checkpoint, head: { ...config.head, weight, bias } };
}

/** The checkpoint's own tokenizer, of which every id is known to have an embedding. */
export function openTokenizer({ folder, texts, config }: Checkpoint): Tokenizer {
  return nameTokenizer(folder, () => createTokenizer(texts, config.vocabulary));
}

/** What the checkpoint calls a parameter. */
export function tensorName({ encoder, folder }: Checkpoint, key: Parameter['key'], layer?: number): string {
  const found = encoder.find((tensor) => tensor.key === key && tensor.layer === layer);
  if (!found)
    throw new WeirError('mismatch', `'${folder}' lacks the parameter '${key}' that a classifier needs.`);
  return found.entry.name;
}

/** The checkpoint's files as a graph's weights: a real folder that holds them all, and every tensor's place below it. */
export function weightFiles({ weights }: Checkpoint): WeightFiles {
  const folder = commonFolder(weights.files);
  return {
    folder,
    locate: (name) => {
      const { file, begin, end } = weights.entry(name);
      return { location: relative(folder, file).replaceAll('\\', '/'), offset: begin, length: end - begin };
    },
  };
}

function commonFolder(files: readonly string[]): string {
  let folder = resolve(files[0]!, '..');
  while (files.some((file) => relative(folder, file).startsWith('..'))) folder = resolve(folder, '..');
  return folder;
}

function findEncoder(
  folder: string,
  config: EncoderConfig,
  family: Family,
  weights: Weights,
): EncoderTensor[] {
  // Said before the tensors of so many layers are listed, which for a number that lies would take all memory.
  if (config.layers > weights.tensors.size) {
    throw new WeirError(
      'mismatch',
      `'${folder}' has ${config.layers} layers by its ${TEXT_FILES.config}, but only ${weights.tensors.size} tensors.`,
    );
  }
  const prefix = weights.tensors.has(family.prefix + family.names.words) ? family.prefix : '';
  return listParameters(config, family.names).flatMap((parameter) => {
    const entry = weights.tensors.get(prefix + parameter.name);
    // A base that was saved without its pooler is still a base.
    if (!entry && parameter.role === 'pooler') return [];
    if (!entry) throw new WeirError('mismatch', `'${folder}' has no tensor '${prefix}${parameter.name}'.`);
    return [{ ...parameter, entry: expectTensor(entry, parameter.shape) }];
  });
}

/** Throws where a tensor is not of a float type or not of the shape that the configuration asks for. */
function expectTensor(entry: TensorEntry, shape: readonly number[]): TensorEntry {
  if (!isFloat(entry.dtype) || !sameShape(entry.shape, shape)) {
    const found = `${entry.dtype} ${formatShape(entry.shape)}`;
    const expected = isFloat(entry.dtype) ? formatShape(shape) : `floats of ${formatShape(shape)}`;
    throw new WeirError(
      'mismatch',
      `Tensor '${entry.name}' of '${entry.file}' is ${found}; expected ${expected}.`,
    );
  }
  return entry;
}
