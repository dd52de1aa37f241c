/** Files of statistics: written once, and read a part at a time. */
import { WeirError } from '../../contract/error.ts';
import type { Parameter } from '../encoder/parameters.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { SafetensorsWriter } from '../safetensors/writer.ts';
import { BYTES } from '../tensor/dtype.ts';
import { areFinite } from '../tensor/finite.ts';
import { Weights } from '../weights/weights.ts';
import type { Statistic, StatisticKind, StatisticOrigin, Totals } from './statistic.ts';
import { DTYPE, formatStamp, readStamp, requireSizes } from './statistic-header.ts';

export interface TensorStatistics extends AsyncDisposable {
  readonly origin: StatisticOrigin;
  /** Of all elements of all tensors. */
  readonly totals: Totals;
  /** By the encoder's names for its tensors; undefined for one of which nothing was taken. */
  find(name: string): TensorEntry | undefined;
  /** Elements `begin` to `end` of a tensor, row-major. Throws 'invalid-file' for what cannot be such a number. */
  read(entry: TensorEntry, begin: number, end: number): Promise<Float32Array>;
}

/** Elements that are rounded and written at once. */
const CHUNK = 2 ** 20;

export async function writeStatistic(
  file: string,
  statistic: Statistic,
  origin: StatisticOrigin,
): Promise<void> {
  const tensors = [...statistic.tensors];
  const totals = addUp(tensors.map(([, { values }]) => values));
  const specs = tensors.map(([name, { shape }]) => ({ name, dtype: DTYPE, shape }) as const);
  const stamp = formatStamp({ origin, totals, same: statistic.same });
  await using writer = await SafetensorsWriter.create(file, specs, stamp);
  for (const [, { values }] of tensors) {
    for (let begin = 0; begin < values.length; begin += CHUNK) {
      const { buffer } = Float32Array.from(values.subarray(begin, begin + CHUNK));
      await writer.write(new Uint8Array(buffer));
    }
  }
  await writer.finish();
}

/** `encoder`: whose numbers they must be by their sizes, where that is known. Throws as `readStamp` and `requireSizes` do. */
export async function openStatistics(
  file: string,
  kind: StatisticKind,
  encoder: readonly Parameter[] = [],
): Promise<TensorStatistics> {
  await using life = new AsyncDisposableStack();
  const weights = life.use(await Weights.open(file));
  const { origin, totals, same } = readStamp(file, kind, weights);
  const find = (name: string): TensorEntry | undefined => weights.tensors.get(same.get(name) ?? name);
  requireSizes(kind, find, encoder);
  const end = life.move();
  return {
    origin,
    totals,
    find,
    read: async (entry, begin, finish) => {
      const values = new Float32Array(finish - begin);
      const size = BYTES[DTYPE];
      await weights.readBytes(entry, begin * size, finish * size, new Uint8Array(values.buffer));
      if (isSound(values, kind)) return values;
      const at = values.findIndex((value) => !isSound(Float32Array.of(value), kind));
      throw new WeirError(
        'invalid-file',
        `Tensor '${entry.name}' of '${file}' holds ${values[at]!} at element ${begin + at}; expected ${EXPECTED[kind]}.`,
      );
    },
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  };
}

/** Finite, and of a Fisher not negative. */
function isSound(values: Float32Array, kind: StatisticKind): boolean {
  if (!areFinite(values)) return false;
  if (kind === 'gram') return true;
  let lowest = 0;
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- ten times slower over a typed array
  for (let at = 0; at < values.length; at++) if (values[at]! < lowest) lowest = values[at]!;
  return lowest >= 0;
}

const EXPECTED: Readonly<Record<StatisticKind, string>> = {
  'full-fisher': 'finite numbers of 0 or more',
  gram: 'finite numbers',
};

function addUp(all: readonly Float64Array[]): Totals {
  let [elements, sum, squares] = [0, 0, 0];
  for (const values of all) {
    elements += values.length;
    // eslint-disable-next-line @typescript-eslint/prefer-for-of -- ten times slower over a typed array
    for (let at = 0; at < values.length; at++) {
      sum += values[at]!;
      squares += values[at]! ** 2;
    }
  }
  return { elements, sum, squares };
}
