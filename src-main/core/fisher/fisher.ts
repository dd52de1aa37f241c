/** The mask Fisher of a checkpoint on a dataset: a record that shards of a dataset add up to. */
import { WeirError } from '../../contract/error.ts';
import { hashText } from '../files/hash.ts';
import { findDifference, type FisherSettings } from './settings.ts';

/** How many mask nodes there are. */
export interface MaskSizes {
  readonly layers: number;
  readonly headsPerLayer: number;
  readonly neuronsPerLayer: number;
}

/** Means of squared gradients, layer by layer: finite and not negative. */
export interface Fisher extends MaskSizes {
  /** [layers, heads] */
  readonly heads: Float64Array;
  /** [layers, neurons] */
  readonly neurons: Float64Array;
  /** What the mean is over: examples, or batches where `settings.gradient` is `batch`. */
  readonly count: number;
  readonly settings: FisherSettings;
  /** SHA-256 of the weights. */
  readonly checkpoint: string;
  /** SHA-256 of the dataset's file. */
  readonly dataset: string;
}

/** Sums of larger numbers may overflow. */
const LARGEST = 1e300;

/** Returns the Fisher when its sizes and numbers are possible; `source` names it in the sentence otherwise. */
export function requireFisher(fisher: Fisher, source: string): Fisher {
  const { layers, headsPerLayer, neuronsPerLayer, count } = fisher;
  for (const [name, width] of [
    ['heads', headsPerLayer],
    ['neurons', neuronsPerLayer],
  ] as const) {
    const values = fisher[name];
    if (values.length !== layers * width) {
      throw invalid(`${source} has ${values.length} ${name}; expected ${layers} layers of ${width}.`);
    }
    const at = values.findIndex((value) => !(value >= 0 && value <= LARGEST));
    if (at >= 0) {
      const place = `${name}[${Math.floor(at / width)},${at % width}]`;
      throw invalid(`${source} holds ${values[at]!} in ${place}; expected a finite number of 0 or more.`);
    }
  }
  if (!(Number.isSafeInteger(count) && count > 0)) {
    throw invalid(`${source} has the count ${count}; expected a whole number of 1 or more.`);
  }
  return fisher;
}

/** Throws 'mismatch' where a Fisher has other mask nodes than the encoder of `owner`. */
export function requireMaskSizes(
  fisher: MaskSizes,
  expected: MaskSizes,
  source: string,
  owner: string,
): void {
  if (describe(fisher) === describe(expected)) return;
  throw new WeirError('mismatch', `${source} is of ${describe(fisher)}; ${owner} has ${describe(expected)}.`);
}

/**
 * The Fisher of two shards of a dataset together: the mean weighed by the counts. Throws 'mismatch' for different checkpoints, sizes or
 * settings. With `batch` gradients it is the whole dataset's where every shard but the last is a multiple of a batch.
 */
export function combineFishers(a: Fisher, b: Fisher): Fisher {
  requireMaskSizes(b, a, 'The second Fisher', 'the first');
  const key = findDifference(a.settings, b.settings);
  if (key) {
    const [first, second] = [a.settings[key], b.settings[key]].map((value) => JSON.stringify(value));
    throw new WeirError(
      'mismatch',
      `The Fishers differ in '${key}': ${first} and ${second}; shards must be taken alike.`,
    );
  }
  if (a.checkpoint !== b.checkpoint) {
    const names = `${a.checkpoint.slice(0, 12)} and ${b.checkpoint.slice(0, 12)}`;
    throw new WeirError('mismatch', `The Fishers are of different checkpoints, ${names}.`);
  }
  const count = a.count + b.count;
  const mean = (x: Float64Array, y: Float64Array) =>
    x.map((value, at) => (value * a.count + y[at]! * b.count) / count);
  return {
    ...a,
    heads: mean(a.heads, b.heads),
    neurons: mean(a.neurons, b.neurons),
    count,
    dataset: a.dataset === b.dataset ? a.dataset : hashText([a.dataset, b.dataset].sort().join('\n')),
  };
}

function describe({ layers, headsPerLayer, neuronsPerLayer }: MaskSizes): string {
  return `${layers} layers of ${headsPerLayer} heads and ${neuronsPerLayer} neurons`;
}

function invalid(message: string): WeirError {
  return new WeirError('invalid-file', message);
}
