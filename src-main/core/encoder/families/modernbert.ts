/** ModernBERT (Warner et al. 2024): rotary positions, gated feed-forward layers, most layers local, no biases. */
import type { ConfigReader } from '../config-values.ts';
import type { Family, HeadRow } from '../family.ts';
import { isObject } from '../../files/json.ts';
import { encodeModern } from '../pre-norm.ts';
import { CLASSIFIER } from './bert.ts';

const HEAD = {
  dense: { weight: 'head.dense.weight', activation: 'gelu' },
  norm: { weight: 'head.norm.weight' },
} as const;

const ALL: HeadRow = { reads: 'all', ...HEAD, output: CLASSIFIER };
const FIRST: HeadRow = { reads: 'first', ...HEAD, output: CLASSIFIER };

/** Every third layer attends to all tokens, beginning with the first. */
const EVERY = 3;

/** By number, or by a list of each layer's kind in newer files. */
function listLocalLayers(read: ConfigReader, layers: number): number[] {
  const kinds = read.value('layer_types');
  const every = read.size('global_attn_every_n_layers', EVERY);
  const isLocal = (layer: number): boolean =>
    Array.isArray(kinds) ? kinds[layer] === 'sliding_attention' : layer % every !== 0;
  return [...Array(layers).keys()].filter(isLocal);
}

function readTheta(read: ConfigReader, key: string, kind: string, fallback: number): number {
  const newer = read.value('rope_parameters');
  const own = isObject(newer) ? newer[kind] : undefined;
  const value = (isObject(own) ? own.rope_theta : undefined) ?? read.value(key) ?? fallback;
  if (typeof value === 'number' && value > 0) return value;
  throw read.refuse(key, 'a number above 0');
}

export const MODERNBERT: Family = {
  title: 'ModernBERT',
  settings: {
    layers: 'num_hidden_layers',
    heads: 'num_attention_heads',
    hidden: 'hidden_size',
    neurons: 'intermediate_size',
    vocabulary: 'vocab_size',
    positions: 'max_position_embeddings',
    types: { fixed: 0 },
    activation: { key: 'hidden_activation', fallback: 'gelu' },
    epsilon: { key: 'norm_eps', fallback: 1e-5 },
  },
  readTraits: (read, { layers }) => {
    for (const key of ['attention_bias', 'mlp_bias', 'norm_bias', 'classifier_bias'])
      read.oneOf(key, [false]);
    const global = readTheta(read, 'global_rope_theta', 'full_attention', 160_000);
    const local =
      read.value('local_rope_theta') === null
        ? global
        : readTheta(read, 'local_rope_theta', 'sliding_attention', 10_000);
    return {
      rotary: { global, local },
      local: {
        reach: Math.floor(read.size('local_attention', 128) / 2),
        layers: listLocalLayers(read, layers),
      },
      headActivation: read.activation('classifier_activation', 'gelu'),
      pooling: read.oneOf('classifier_pooling', ['cls', 'mean']) === 'mean' ? 'mean' : 'first',
    };
  },
  prefix: 'model.',
  names: {
    words: 'embeddings.tok_embeddings.weight',
    embeddingNormWeight: 'embeddings.norm.weight',
    attentionNormWeight: 'layers.{layer}.attn_norm.weight',
    fusedWeight: 'layers.{layer}.attn.Wqkv.weight',
    attentionWeight: 'layers.{layer}.attn.Wo.weight',
    ffnNormWeight: 'layers.{layer}.mlp_norm.weight',
    gatedWeight: 'layers.{layer}.mlp.Wi.weight',
    ffnWeight: 'layers.{layer}.mlp.Wo.weight',
    finalNormWeight: 'final_norm.weight',
  },
  // The embeddings' own norm stands before the first layer already.
  isAbsent: (key, layer) => key === 'attentionNormWeight' && layer === 0,
  inputs: ['far', 'globalCosines', 'globalSines', 'localCosines', 'localSines'],
  encode: encodeModern,
  heads: {
    sequence: FIRST,
    'token-labels': ALL,
    span: ALL,
    'multiple-choice': FIRST,
    'masked-language': {
      reads: 'places',
      ...HEAD,
      output: { weight: 'decoder.weight', bias: 'decoder.bias', tied: true },
    },
  },
};
