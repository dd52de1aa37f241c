/** Fisher files: safetensors with `heads` [layers, heads], `neurons` [layers, neurons], and metadata of strings. */
import { FisherInput } from '../../contract/commands.ts';
import { WeirError } from '../../contract/error.ts';
import { formatShape } from '../graph/shape.ts';
import type { Metadata, TensorEntry } from '../safetensors/header.ts';
import { Weights } from '../weights/weights.ts';
import { writeSafetensors } from '../safetensors/writer.ts';
import { BYTES } from '../tensor/dtype.ts';
import { type Fisher, requireFisher } from './fisher.ts';
import type { FisherSettings } from './settings.ts';

const FORMAT = 'weir.fisher';
const VERSION = '1';

/** F64, because F32 would round the means, and shards of a dataset would no longer add up to the whole. */
const DTYPE = 'F64';

/** Throws before anything is written where the Fisher is one that could not be read again. */
export async function writeFisher(file: string, fisher: Fisher): Promise<void> {
  const { layers, headsPerLayer, neuronsPerLayer, heads, neurons } = requireFisher(
    fisher,
    `The Fisher for '${file}'`,
  );
  const metadata = {
    format: FORMAT,
    version: VERSION,
    settings: JSON.stringify(fisher.settings),
    count: String(fisher.count),
    checkpoint: fisher.checkpoint,
    dataset: fisher.dataset,
  };
  const tensors = [
    { name: 'heads', dtype: DTYPE, shape: [layers, headsPerLayer], bytes: bytesOf(heads) },
    { name: 'neurons', dtype: DTYPE, shape: [layers, neuronsPerLayer], bytes: bytesOf(neurons) },
  ] as const;
  await writeSafetensors(file, tensors, metadata);
}

/** Throws 'invalid-file' for any other safetensors file, impossible shapes, and numbers that are negative or not finite. */
export async function readFisher(file: string): Promise<Fisher> {
  await using weights = await Weights.open(file);
  const source = `Fisher '${file}'`;
  const stamp = readStamp(weights.metadata, source);
  const [heads, neurons] = [expectTable(weights, 'heads', source), expectTable(weights, 'neurons', source)];
  if (heads.shape[0] !== neurons.shape[0]) {
    throw invalid(`${source} has heads of ${heads.shape[0]!} layers, but neurons of ${neurons.shape[0]!}.`);
  }
  const fisher = {
    ...stamp,
    layers: heads.shape[0]!,
    headsPerLayer: heads.shape[1]!,
    neuronsPerLayer: neurons.shape[1]!,
    heads: await readNumbers(weights, heads),
    neurons: await readNumbers(weights, neurons),
  };
  return requireFisher(fisher, source);
}

type Stamp = Pick<Fisher, 'count' | 'settings' | 'checkpoint' | 'dataset'>;

function readStamp(
  { format, version, settings, count, checkpoint, dataset }: Metadata,
  source: string,
): Stamp {
  if (format !== FORMAT) {
    throw invalid(
      `${source} is no Fisher file: its format is ${JSON.stringify(format)}; expected "${FORMAT}".`,
    );
  }
  if (version !== VERSION) {
    throw new WeirError(
      'unsupported',
      `${source} is of version ${JSON.stringify(version)}; known is "${VERSION}".`,
    );
  }
  if (checkpoint === undefined || dataset === undefined) {
    throw invalid(`${source} does not say of which checkpoint and dataset it is.`);
  }
  return { count: Number(count), settings: readSettings(settings, source), checkpoint, dataset };
}

function readSettings(text: string | undefined, source: string): FisherSettings {
  try {
    return FisherInput.parse(JSON.parse(text ?? ''));
  } catch (cause) {
    throw new WeirError('invalid-file', `${source} has settings that cannot be: ${text ?? 'none'}.`, {
      cause,
    });
  }
}

function expectTable(weights: Weights, name: 'heads' | 'neurons', source: string): TensorEntry {
  const entry = weights.tensors.get(name);
  if (!entry) throw invalid(`${source} has no tensor '${name}'.`);
  const { dtype, shape } = entry;
  if (dtype !== DTYPE || shape.length !== 2 || shape.includes(0)) {
    throw invalid(
      `Tensor '${name}' of ${source} is ${dtype} ${formatShape(shape)}; expected ${DTYPE} [layers,${name}].`,
    );
  }
  return entry;
}

async function readNumbers(weights: Weights, entry: TensorEntry): Promise<Float64Array> {
  const bytes = await weights.readBytes(entry, 0, entry.end - entry.begin);
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / BYTES[DTYPE]);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function invalid(message: string): WeirError {
  return new WeirError('invalid-file', message);
}
