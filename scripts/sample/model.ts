/** The sample's encoder: its sizes, its config.json, and weights by chance to begin with. */
import type { EncoderConfig } from '../../src-main/core/encoder/config.ts';
import { parseConfig } from '../../src-main/core/encoder/config-reader.ts';
import { FAMILIES } from '../../src-main/core/encoder/families.ts';
import { listParameters } from '../../src-main/core/encoder/parameters.ts';
import type { Random } from '../../src-main/core/tensor/random.ts';
import { countElements } from '../../src-main/core/tensor/shape.ts';
import { buildVocabulary } from './vocabulary.ts';

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** By the names of an encoder alone, in the order of the family's table; the task head's two come last. */
export type Model = ReadonlyMap<string, Tensor>;

export const FAMILY = FAMILIES.bert!;

/** The names of the task head's tensors. */
export const HEAD = { weight: 'classifier.weight', bias: 'classifier.bias' } as const;

/** The standard deviation of weights that are drawn. */
const SPREAD = 0.05;

const ENCODER = {
  model_type: 'bert',
  hidden_size: 64,
  num_hidden_layers: 3,
  num_attention_heads: 8,
  intermediate_size: 192,
  hidden_act: 'gelu',
  max_position_embeddings: 40,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  initializer_range: SPREAD,
  pad_token_id: 0,
  position_embedding_type: 'absolute',
  torch_dtype: 'float32',
  vocab_size: buildVocabulary().length,
} as const;

/** The text of config.json: of a sequence classifier with these labels, or of the encoder alone. */
export function formatConfig(labels?: readonly string[]): string {
  const head = labels && {
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((name, id) => [name, id])),
    problem_type: 'single_label_classification',
  };
  const architectures = [labels ? 'BertForSequenceClassification' : 'BertModel'];
  return `${JSON.stringify({ architectures, ...ENCODER, ...head }, undefined, 2)}\n`;
}

export function sampleConfig(labels?: readonly string[]): EncoderConfig {
  return parseConfig(formatConfig(labels), "the sample's config.json");
}

/** An encoder to train from nothing: norms that change nothing, no biases, the rest drawn. */
export function drawEncoder(config: EncoderConfig, random: Random): Model {
  return new Map(
    listParameters(config, FAMILY).map(({ name, shape }) => {
      const isNorm = name.endsWith('LayerNorm.weight');
      return [
        name,
        isNorm ? fillTensor(shape, 1) : shape.length === 1 ? fillTensor(shape, 0) : drawTensor(shape, random),
      ];
    }),
  );
}

/** A copy of an encoder with a task head of its own on top. */
export function addHead(encoder: Model, config: EncoderConfig, outputs: number, random: Random): Model {
  const copies = [...encoder].map(
    ([name, { shape, values }]) => [name, { shape, values: values.slice() }] as const,
  );
  return new Map([
    ...copies,
    [HEAD.weight, drawTensor([outputs, config.hidden], random)],
    [HEAD.bias, fillTensor([outputs], 0)],
  ]);
}

/** The encoder of a model, without the task head. */
export function withoutHead(model: Model): Model {
  const head = new Set<string>(Object.values(HEAD));
  return new Map([...model].filter(([name]) => !head.has(name)));
}

function fillTensor(shape: readonly number[], value: number): Tensor {
  return { shape, values: new Float32Array(countElements(shape)).fill(value) };
}

function drawTensor(shape: readonly number[], random: Random): Tensor {
  return { shape, values: new Float32Array(countElements(shape)).map(() => SPREAD * random.normal()) };
}
