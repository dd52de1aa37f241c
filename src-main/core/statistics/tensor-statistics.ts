/** Numbers that were taken of a model on rows of its task, tensor by tensor, in a file that is read a part at a time. */
import { WeirError } from '../../contract/error.ts';
import type { Metadata, TensorEntry } from '../safetensors/header.ts';
import { SafetensorsWriter } from '../safetensors/writer.ts';
import { BYTES } from '../tensor/dtype.ts';
import { Weights } from '../weights/weights.ts';

/** The diagonal of the Fisher information of every parameter, or the Gram matrix XᵀX of what each linear map is applied to. */
export const STATISTIC_KINDS = ['full-fisher', 'gram'] as const;

export type StatisticKind = (typeof STATISTIC_KINDS)[number];

/** What a statistic was taken of, and how. */
export interface StatisticOrigin {
  readonly kind: StatisticKind;
  /** SHA-256 of the weights. */
  readonly checkpoint: string;
  /** SHA-256 of the dataset's file. */
  readonly dataset: string;
  /** As JSON: what tells apart statistics of the same two. */
  readonly settings: string;
  /** Examples that the mean is over. */
  readonly count: number;
}

/** Means over examples. */
export interface Statistic {
  /** By the encoder's names for its tensors; row-major, in float64. */
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: Float64Array }>;
  /** Names of tensors of which the numbers are those of another one. */
  readonly same: ReadonlyMap<string, string>;
  readonly count: number;
}

export interface Totals {
  readonly elements: number;
  readonly sum: number;
  readonly squares: number;
}

export interface TensorStatistics extends AsyncDisposable {
  readonly origin: StatisticOrigin;
  /** Of all elements of all tensors. */
  readonly totals: Totals;
  /** By the encoder's names for its tensors; undefined for one of which nothing was taken. */
  find(name: string): TensorEntry | undefined;
  /** Elements `begin` to `end` of a tensor, row-major. Throws 'invalid-file' for numbers that no statistic of its kind has. */
  read(entry: TensorEntry, begin: number, end: number): Promise<Float32Array>;
}

const FORMAT = 'weir.statistic';
const VERSION = '1';

/** Of means in float64 nothing more is needed: no shards of them are added up. */
const DTYPE = 'F32';

/** Elements that are rounded and written at once. */
const CHUNK = 2 ** 20;

export async function writeStatistic(
  file: string,
  statistic: Statistic,
  origin: StatisticOrigin,
): Promise<void> {
  const tensors = [...statistic.tensors];
  const metadata: Metadata = {
    format: FORMAT,
    version: VERSION,
    ...origin,
    count: String(origin.count),
    same: JSON.stringify(Object.fromEntries(statistic.same)),
    totals: JSON.stringify(addUp(tensors.map(([, { values }]) => values))),
  };
  const specs = tensors.map(([name, { shape }]) => ({ name, dtype: DTYPE, shape }) as const);
  await using writer = await SafetensorsWriter.create(file, specs, metadata);
  for (const [, { values }] of tensors) {
    for (let begin = 0; begin < values.length; begin += CHUNK) {
      const { buffer } = Float32Array.from(values.subarray(begin, begin + CHUNK));
      await writer.write(new Uint8Array(buffer));
    }
  }
  await writer.finish();
}

/** Throws 'invalid-file' for another kind of file, and 'unsupported' for a version that is not known. */
export async function openStatistics(file: string, kind: StatisticKind): Promise<TensorStatistics> {
  await using life = new AsyncDisposableStack();
  const weights = life.use(await Weights.open(file));
  const { metadata } = weights;
  if (metadata.format !== FORMAT || metadata.kind !== kind) {
    const found = metadata.format === FORMAT ? metadata.kind : metadata.format;
    throw new WeirError(
      'invalid-file',
      `'${file}' is no file of a ${kind === 'gram' ? 'Gram matrix' : 'full Fisher'}: it is of '${found ?? 'nothing that is said'}'; expected '${kind}'.`,
    );
  }
  if (metadata.version !== VERSION) {
    throw new WeirError(
      'unsupported',
      `'${file}' is of version ${JSON.stringify(metadata.version)}; known is "${VERSION}".`,
    );
  }
  for (const { name, dtype } of weights.tensors.values()) {
    if (dtype === DTYPE) continue;
    throw new WeirError('invalid-file', `Tensor '${name}' of '${file}' is ${dtype}; expected ${DTYPE}.`);
  }
  const [totals, same] = readStamp(metadata, file);
  const end = life.move();
  return {
    origin: {
      kind,
      checkpoint: metadata.checkpoint ?? '',
      dataset: metadata.dataset ?? '',
      settings: metadata.settings ?? '',
      count: Number(metadata.count),
    },
    totals,
    find: (name) => weights.tensors.get(same[name] ?? name),
    read: async (entry, begin, finish) => {
      const values = new Float32Array(finish - begin);
      const size = BYTES[DTYPE];
      await weights.readBytes(entry, begin * size, finish * size, new Uint8Array(values.buffer));
      requirePossible(values, kind, entry, begin);
      return values;
    },
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  };
}

/** What no mean of squares or of products is would spoil a merge, or be left out in silence. */
function requirePossible(
  values: Float32Array,
  kind: StatisticKind,
  { name, file }: TensorEntry,
  begin: number,
): void {
  const least = kind === 'full-fisher' ? 0 : -Infinity;
  const at = values.findIndex((value) => !(Number.isFinite(value) && value >= least));
  if (at < 0) return;
  throw new WeirError(
    'invalid-file',
    `Tensor '${name}' of '${file}' holds ${values[at]!} at element ${begin + at}; expected finite numbers${least === 0 ? ' of 0 or more' : ''}.`,
  );
}

function readStamp({ totals, same }: Metadata, file: string): [Totals, Readonly<Record<string, string>>] {
  try {
    const { elements, sum, squares } = JSON.parse(totals ?? '') as Totals;
    if (![elements, sum, squares].every(Number.isFinite)) throw new Error(`They are ${totals}.`);
    return [{ elements, sum, squares }, JSON.parse(same ?? '{}') as Record<string, string>];
  } catch (cause) {
    throw new WeirError('invalid-file', `'${file}' does not say what its numbers add up to.`, { cause });
  }
}

function addUp(all: readonly Float64Array[]): Totals {
  let [elements, sum, squares] = [0, 0, 0];
  for (const values of all) {
    elements += values.length;
    for (const value of values) {
      sum += value;
      squares += value * value;
    }
  }
  return { elements, sum, squares };
}
