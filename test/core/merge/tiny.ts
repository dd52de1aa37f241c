/** Tiny BERT checkpoints with sizes that divide by nothing handy, written byte by byte. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Checkpoint, openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { FAMILIES } from '../../../src-main/core/encoder/families.ts';
import { listParameters } from '../../../src-main/core/encoder/parameters.ts';
import { parseConfig } from '../../../src-main/core/encoder/config-reader.ts';
import type { Fisher } from '../../../src-main/core/fisher/fisher.ts';
import { DEFAULT_FISHER_SETTINGS } from '../../../src-main/core/fisher/settings.ts';
import type { FloatDType } from '../../../src-main/core/tensor/float.ts';
import { createRandom, type Random } from '../../../src-main/core/tensor/random.ts';
import { temporaryFolder } from '../../temporary.ts';
import { pad, spell } from '../safetensors/spelling.ts';

export const SIZES = { layers: 2, heads: 2, hidden: 6, neurons: 5, vocabulary: 7, positions: 4, types: 2 };

export interface TinyOptions {
  readonly seed?: number;
  /** A number of the encoder; normal, unless told. */
  readonly draw?: (random: Random) => number;
  readonly sizes?: Partial<typeof SIZES>;
  /** Of every tensor, or of each by its name in the encoder. */
  readonly dtype?: FloatDType | ((name: string) => FloatDType);
  readonly pooler?: boolean;
  readonly vocabTxt?: string;
  /** Without it, a sequence classifier. */
  readonly architecture?: string;
  /** Sets numbers of a tensor, by its name in the encoder and element. */
  readonly spoil?: readonly (readonly [name: string, element: number, value: number])[];
}

export type Values = ReadonlyMap<string, Float32Array>;

export interface Tiny extends Checkpoint {
  /** Of the encoder, before they were rounded to what they are stored in. */
  readonly values: Values;
  /** The numbers that the file holds. */
  readonly stored: ReadonlyMap<string, Float64Array>;
}

/** A type's bytes, and the numbers that they stand for: of BF16 the upper half of a float32, cut. */
const STORED: Readonly<Record<FloatDType, (values: Float64Array) => readonly [ArrayBuffer, Float64Array]>> = {
  F64: (values) => [values.slice().buffer, values],
  F32: (values) => [new Float32Array(values).buffer, Float64Array.from(new Float32Array(values))],
  F16: (values) => [new Float16Array(values).buffer, Float64Array.from(new Float16Array(values))],
  BF16: (values) => {
    const bits = new Uint32Array(new Float32Array(values).buffer).map((word) => word & 0xffff_0000);
    return [
      new Uint16Array(bits.map((word) => word >>> 16)).buffer,
      Float64Array.from(new Float32Array(bits.buffer)),
    ];
  },
};

/** Open until the test that asked for it ends. */
export async function makeTiny(options: TinyOptions = {}): Promise<Tiny> {
  const {
    seed = 1,
    draw = (random: Random) => random.normal(),
    dtype = 'F32',
    pooler = true,
    vocabTxt,
    spoil = [],
  } = options;
  const dtypeOf = typeof dtype === 'string' ? () => dtype : dtype;
  const sizes = { ...SIZES, ...options.sizes };
  const config = JSON.stringify({
    architectures: [options.architecture ?? 'BertForSequenceClassification'],
    model_type: 'bert',
    hidden_size: sizes.hidden,
    num_hidden_layers: sizes.layers,
    num_attention_heads: sizes.heads,
    intermediate_size: sizes.neurons,
    hidden_act: 'gelu',
    max_position_embeddings: sizes.positions,
    type_vocab_size: sizes.types,
    vocab_size: sizes.vocabulary,
    layer_norm_eps: 1e-12,
  });
  const random = createRandom(seed);
  const parameters = listParameters(parseConfig(config, 'tiny'), { names: FAMILIES.bert!.names });
  const tensors = parameters
    .filter(({ roles }) => pooler || !roles.includes('pooler'))
    .map(({ name, shape }) => {
      const exact = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => draw(random));
      for (const [spoiled, element, value] of spoil) if (spoiled === name) exact[element] = value;
      const [bytes, stored] = STORED[dtypeOf(name)](exact);
      return { name, shape, bytes, stored, values: new Float32Array(exact) };
    });
  const folder = join(await temporaryFolder(), `seed-${seed}`);
  await mkdir(folder);
  await writeFile(join(folder, 'config.json'), config);
  if (vocabTxt !== undefined) await writeFile(join(folder, 'vocab.txt'), vocabTxt);
  const parts = tensors.map(({ bytes }) => new Uint8Array(bytes));
  let end = 0;
  const fields = tensors.map(({ name, shape }, at) => {
    const begin = end;
    end += parts[at]!.length;
    return [`bert.${name}`, { dtype: dtypeOf(name), shape, data_offsets: [begin, end] }] as const;
  });
  await writeFile(
    join(folder, 'model.safetensors'),
    spell(pad(Object.fromEntries(fields)), Buffer.concat(parts)),
  );
  const checkpoint = await openCheckpoint(folder);
  onTestFinished(() => checkpoint[Symbol.asyncDispose]());
  return {
    ...checkpoint,
    values: new Map(tensors.map(({ name, values }) => [name, values])),
    stored: new Map(tensors.map(({ name, stored }) => [name, stored])),
  };
}

/** Width of the rows of a tensor, by its name in the encoder. */
export function columnsOf(name: string): number {
  if (!/embeddings\.\w+_embeddings|(query|key|value|dense)\.weight$/.test(name)) return 1;
  return /layer\.\d+\.output\.dense/.test(name) ? 5 : 6;
}

/** Random, but for the nodes that are dead. */
export function makeFisher(
  seed: number,
  dead: { heads?: readonly number[]; neurons?: readonly number[] } = {},
): Fisher {
  const random = createRandom(seed);
  const draw = (count: number, zeros: readonly number[] = []) =>
    Float64Array.from({ length: count }, (_, at) => (zeros.includes(at) ? 0 : random.normal() ** 2));
  return {
    layers: SIZES.layers,
    headsPerLayer: SIZES.heads,
    neuronsPerLayer: SIZES.neurons,
    heads: draw(SIZES.layers * SIZES.heads, dead.heads),
    neurons: draw(SIZES.layers * SIZES.neurons, dead.neurons),
    count: 8,
    settings: DEFAULT_FISHER_SETTINGS,
    checkpoint: 'c'.repeat(64),
    dataset: 'd'.repeat(64),
  };
}
