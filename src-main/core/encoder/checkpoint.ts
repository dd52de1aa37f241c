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
import type { EncoderConfig } from './config.ts';
import { parseConfig } from './config-reader.ts';
import { FAMILIES } from './families.ts';
import type { Family } from './family.ts';
import { modernizeNames } from './old-names.ts';
import { listParameters, type Parameter } from './parameters.ts';

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
  /** Every tensor by the name that today's models give it. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Every tensor of the encoder, in the order of the family's table. */
  readonly encoder: readonly EncoderTensor[];
  /** Tensors that are not of the encoder: the task head, buffers, what is left of pretraining. */
  readonly others: readonly TensorEntry[];
}

/** Opens a folder. Throws a sentence for whatever is missing, unknown or at odds with the configuration. */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  const folder = resolve(path);
  const texts = await readCheckpointTexts(folder);
  const config = parseConfig(texts.config, `'${folder}/${TEXT_FILES.config}'`);
  const family = FAMILIES[config.family]!;
  await using life = new AsyncDisposableStack();
  const weights = life.use(await Weights.open(folder));
  const tensors = modernizeNames(weights.tensors);
  const encoder = findEncoder(folder, config, family, tensors);
  const used = new Set(encoder.map(({ entry }) => entry.name));
  const others = [...weights.tensors.values()].filter(({ name }) => !used.has(name));
  const end = life.move();
  return {
    folder,
    texts,
    config,
    family,
    weights,
    tensors,
    encoder,
    others,
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  };
}

/** The checkpoint's own tokenizer, of which every id is known to have an embedding. */
export function openTokenizer({ folder, texts, config }: Checkpoint): Tokenizer {
  return nameTokenizer(folder, () => createTokenizer(texts, config.vocabulary));
}

/** Where the checkpoint keeps a parameter, that of `layer` where layers have their own; undefined where it has none. */
export function findTensor(
  { encoder }: Pick<Checkpoint, 'encoder'>,
  key: Parameter['key'],
  layer?: number,
): EncoderTensor | undefined {
  return encoder.find(
    (tensor) =>
      tensor.key === key &&
      (layer === undefined ? tensor.layers.length === 0 : tensor.layers.includes(layer)),
  );
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
  tensors: ReadonlyMap<string, TensorEntry>,
): EncoderTensor[] {
  // Said before the tensors of so many layers are listed, which for a number that lies would take all memory.
  if (config.groups > tensors.size) {
    throw new WeirError(
      'mismatch',
      `'${folder}' has ${config.groups} layers by its ${TEXT_FILES.config}, but only ${tensors.size} tensors.`,
    );
  }
  const prefix = tensors.has(family.prefix + family.names.words!) ? family.prefix : '';
  const parameters = listParameters(config, family);
  const found = parameters.flatMap((parameter) => {
    const entry = tensors.get(prefix + parameter.name);
    // A base that was saved without its pooler is still a base.
    if (!entry && parameter.roles[0] === 'pooler') return [];
    if (!entry) throw new WeirError('mismatch', `'${folder}' has no tensor '${prefix}${parameter.name}'.`);
    return [{ ...parameter, entry: expectTensor(entry, parameter.shape) }];
  });
  requireNoFurtherLayer(folder, config, parameters, prefix, tensors);
  return found;
}

/** A configuration that names fewer layers than there are weights would leave the others behind in silence. */
function requireNoFurtherLayer(
  folder: string,
  { groups }: EncoderConfig,
  parameters: readonly Parameter[],
  prefix: string,
  tensors: ReadonlyMap<string, TensorEntry>,
): void {
  const last = parameters.find(({ layer }) => layer === groups - 1);
  const next = last && prefix + last.name.replace(`.${groups - 1}.`, `.${groups}.`);
  if (next === undefined || next === prefix + last!.name || !tensors.has(next)) return;
  throw new WeirError(
    'mismatch',
    `'${folder}' has ${groups} layers by its ${TEXT_FILES.config}, but also the tensor '${next}' of one more.`,
  );
}

/** Throws where a tensor is not of a float type or not of the shape that the configuration asks for. */
export function expectTensor(entry: TensorEntry, shape: readonly number[]): TensorEntry {
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
