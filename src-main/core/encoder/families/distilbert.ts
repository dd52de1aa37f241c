/** DistilBERT (Sanh et al. 2019): BERT without types and pooler, under other names. */
import type { Family } from '../family.ts';
import { encodePostNorm } from '../post-norm.ts';
import { CLASSIFIER, SPAN } from './bert.ts';

const DENSE = { weight: 'pre_classifier.weight', bias: 'pre_classifier.bias', activation: 'relu' } as const;

export const DISTILBERT: Family = {
  title: 'DistilBERT',
  settings: {
    layers: 'n_layers',
    heads: 'n_heads',
    hidden: 'dim',
    neurons: 'hidden_dim',
    vocabulary: 'vocab_size',
    positions: 'max_position_embeddings',
    types: { fixed: 0 },
    activation: { key: 'activation', fallback: 'gelu' },
    epsilon: { fixed: 1e-12 },
  },
  prefix: 'distilbert.',
  names: {
    words: 'embeddings.word_embeddings.weight',
    positions: 'embeddings.position_embeddings.weight',
    embeddingNormWeight: 'embeddings.LayerNorm.weight',
    embeddingNormBias: 'embeddings.LayerNorm.bias',
    queryWeight: 'transformer.layer.{layer}.attention.q_lin.weight',
    queryBias: 'transformer.layer.{layer}.attention.q_lin.bias',
    keyWeight: 'transformer.layer.{layer}.attention.k_lin.weight',
    keyBias: 'transformer.layer.{layer}.attention.k_lin.bias',
    valueWeight: 'transformer.layer.{layer}.attention.v_lin.weight',
    valueBias: 'transformer.layer.{layer}.attention.v_lin.bias',
    attentionWeight: 'transformer.layer.{layer}.attention.out_lin.weight',
    attentionBias: 'transformer.layer.{layer}.attention.out_lin.bias',
    attentionNormWeight: 'transformer.layer.{layer}.sa_layer_norm.weight',
    attentionNormBias: 'transformer.layer.{layer}.sa_layer_norm.bias',
    intermediateWeight: 'transformer.layer.{layer}.ffn.lin1.weight',
    intermediateBias: 'transformer.layer.{layer}.ffn.lin1.bias',
    ffnWeight: 'transformer.layer.{layer}.ffn.lin2.weight',
    ffnBias: 'transformer.layer.{layer}.ffn.lin2.bias',
    ffnNormWeight: 'transformer.layer.{layer}.output_layer_norm.weight',
    ffnNormBias: 'transformer.layer.{layer}.output_layer_norm.bias',
  },
  inputs: ['positions'],
  encode: encodePostNorm,
  heads: {
    sequence: { reads: 'first', dense: DENSE, output: CLASSIFIER },
    'token-labels': { reads: 'all', output: CLASSIFIER },
    span: { reads: 'all', output: SPAN },
    'multiple-choice': { reads: 'first', dense: DENSE, output: CLASSIFIER },
    'masked-language': {
      reads: 'places',
      dense: { weight: 'vocab_transform.weight', bias: 'vocab_transform.bias', activation: 'gelu' },
      norm: { weight: 'vocab_layer_norm.weight', bias: 'vocab_layer_norm.bias' },
      output: { weight: 'vocab_projector.weight', bias: 'vocab_projector.bias', tied: true },
    },
  },
};
