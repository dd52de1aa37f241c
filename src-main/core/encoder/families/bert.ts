/** BERT (Devlin et al. 2019), whose names most later families keep. */
import type { Family } from '../family.ts';
import type { ParameterNames } from '../parameters.ts';
import { encodePostNorm } from '../post-norm.ts';

export const BERT_SETTINGS: Family['settings'] = {
  layers: 'num_hidden_layers',
  heads: 'num_attention_heads',
  hidden: 'hidden_size',
  neurons: 'intermediate_size',
  vocabulary: 'vocab_size',
  positions: 'max_position_embeddings',
  types: 'type_vocab_size',
  activation: { key: 'hidden_act', fallback: 'gelu' },
  epsilon: { key: 'layer_norm_eps', fallback: 1e-12 },
};

export const BERT_NAMES = {
  words: 'embeddings.word_embeddings.weight',
  positions: 'embeddings.position_embeddings.weight',
  types: 'embeddings.token_type_embeddings.weight',
  embeddingNormWeight: 'embeddings.LayerNorm.weight',
  embeddingNormBias: 'embeddings.LayerNorm.bias',
  queryWeight: 'encoder.layer.{layer}.attention.self.query.weight',
  queryBias: 'encoder.layer.{layer}.attention.self.query.bias',
  keyWeight: 'encoder.layer.{layer}.attention.self.key.weight',
  keyBias: 'encoder.layer.{layer}.attention.self.key.bias',
  valueWeight: 'encoder.layer.{layer}.attention.self.value.weight',
  valueBias: 'encoder.layer.{layer}.attention.self.value.bias',
  attentionWeight: 'encoder.layer.{layer}.attention.output.dense.weight',
  attentionBias: 'encoder.layer.{layer}.attention.output.dense.bias',
  attentionNormWeight: 'encoder.layer.{layer}.attention.output.LayerNorm.weight',
  attentionNormBias: 'encoder.layer.{layer}.attention.output.LayerNorm.bias',
  intermediateWeight: 'encoder.layer.{layer}.intermediate.dense.weight',
  intermediateBias: 'encoder.layer.{layer}.intermediate.dense.bias',
  ffnWeight: 'encoder.layer.{layer}.output.dense.weight',
  ffnBias: 'encoder.layer.{layer}.output.dense.bias',
  ffnNormWeight: 'encoder.layer.{layer}.output.LayerNorm.weight',
  ffnNormBias: 'encoder.layer.{layer}.output.LayerNorm.bias',
  poolerWeight: 'pooler.dense.weight',
  poolerBias: 'pooler.dense.bias',
} as const satisfies ParameterNames;

/** Heads that most families have alike. */
export const CLASSIFIER = { weight: 'classifier.weight', bias: 'classifier.bias' };
export const SPAN = { weight: 'qa_outputs.weight', bias: 'qa_outputs.bias' };

/** BERT's way to predict a word: a transform, and the words themselves as the last layer. */
export const BERT_PREDICTIONS = {
  reads: 'places',
  dense: {
    weight: 'cls.predictions.transform.dense.weight',
    bias: 'cls.predictions.transform.dense.bias',
    activation: 'gelu',
  },
  norm: {
    weight: 'cls.predictions.transform.LayerNorm.weight',
    bias: 'cls.predictions.transform.LayerNorm.bias',
  },
  output: { weight: 'cls.predictions.decoder.weight', bias: 'cls.predictions.bias', tied: true },
} as const satisfies Family['heads']['masked-language'];

export const BERT: Family = {
  title: 'BERT',
  settings: BERT_SETTINGS,
  readTraits: (read) => {
    read.oneOf('position_embedding_type', ['absolute']);
    return {};
  },
  prefix: 'bert.',
  names: BERT_NAMES,
  inputs: ['positions'],
  encode: encodePostNorm,
  heads: {
    sequence: { reads: 'first', pooler: true, output: CLASSIFIER },
    'token-labels': { reads: 'all', output: CLASSIFIER },
    span: { reads: 'all', output: SPAN },
    'multiple-choice': { reads: 'first', pooler: true, output: CLASSIFIER },
    'masked-language': BERT_PREDICTIONS,
  },
};
