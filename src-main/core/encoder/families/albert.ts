/** ALBERT (Lan et al. 2020): narrower embeddings, and layers that share their parameters. */
import type { Family } from '../family.ts';
import { encodePostNorm } from '../post-norm.ts';
import { BERT_SETTINGS, CLASSIFIER, SPAN } from './bert.ts';

const LAYER = 'encoder.albert_layer_groups.{layer}.albert_layers.0';

export const ALBERT: Family = {
  title: 'ALBERT',
  settings: { ...BERT_SETTINGS, activation: { key: 'hidden_act', fallback: 'gelu_new' } },
  readTraits: (read, { layers }) => {
    read.oneOf('position_embedding_type', ['absolute']);
    read.oneOf('inner_group_num', [1]);
    const groups = read.size('num_hidden_groups', 1);
    if (groups > layers) throw read.refuse('num_hidden_groups', `at most the ${layers} layers`);
    return { groups, embedding: read.size('embedding_size', 128) };
  },
  prefix: 'albert.',
  names: {
    words: 'embeddings.word_embeddings.weight',
    positions: 'embeddings.position_embeddings.weight',
    types: 'embeddings.token_type_embeddings.weight',
    embeddingNormWeight: 'embeddings.LayerNorm.weight',
    embeddingNormBias: 'embeddings.LayerNorm.bias',
    projectionWeight: 'encoder.embedding_hidden_mapping_in.weight',
    projectionBias: 'encoder.embedding_hidden_mapping_in.bias',
    queryWeight: `${LAYER}.attention.query.weight`,
    queryBias: `${LAYER}.attention.query.bias`,
    keyWeight: `${LAYER}.attention.key.weight`,
    keyBias: `${LAYER}.attention.key.bias`,
    valueWeight: `${LAYER}.attention.value.weight`,
    valueBias: `${LAYER}.attention.value.bias`,
    attentionWeight: `${LAYER}.attention.dense.weight`,
    attentionBias: `${LAYER}.attention.dense.bias`,
    attentionNormWeight: `${LAYER}.attention.LayerNorm.weight`,
    attentionNormBias: `${LAYER}.attention.LayerNorm.bias`,
    intermediateWeight: `${LAYER}.ffn.weight`,
    intermediateBias: `${LAYER}.ffn.bias`,
    ffnWeight: `${LAYER}.ffn_output.weight`,
    ffnBias: `${LAYER}.ffn_output.bias`,
    ffnNormWeight: `${LAYER}.full_layer_layer_norm.weight`,
    ffnNormBias: `${LAYER}.full_layer_layer_norm.bias`,
    poolerWeight: 'pooler.weight',
    poolerBias: 'pooler.bias',
  },
  inputs: ['positions'],
  encode: encodePostNorm,
  heads: {
    sequence: { reads: 'first', pooler: true, output: CLASSIFIER },
    'token-labels': { reads: 'all', output: CLASSIFIER },
    span: { reads: 'all', output: SPAN },
    'multiple-choice': { reads: 'first', pooler: true, output: CLASSIFIER },
    'masked-language': {
      reads: 'places',
      dense: { weight: 'predictions.dense.weight', bias: 'predictions.dense.bias', activation: 'gelu_new' },
      norm: { weight: 'predictions.LayerNorm.weight', bias: 'predictions.LayerNorm.bias' },
      output: { weight: 'predictions.decoder.weight', bias: 'predictions.bias', tied: true },
    },
  },
};
