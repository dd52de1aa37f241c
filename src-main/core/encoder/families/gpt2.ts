/** GPT-2 (Radford et al. 2019): the decoder; its weights lie [in, out]. */
import type { Family } from '../family.ts';
import { encodeCausal } from '../pre-norm.ts';
import { CLASSIFIER, SPAN } from './bert.ts';

export const GPT2: Family = {
  title: 'GPT-2',
  settings: {
    layers: 'n_layer',
    heads: 'n_head',
    hidden: 'n_embd',
    neurons: { key: 'n_inner', fallback: 0 },
    vocabulary: 'vocab_size',
    positions: { key: 'n_positions', fallback: 1024 },
    types: { fixed: 0 },
    activation: { key: 'activation_function', fallback: 'gelu_new' },
    epsilon: { key: 'layer_norm_epsilon', fallback: 1e-5 },
  },
  readTraits: (read, { hidden }) => {
    read.oneOf('scale_attn_weights', [true]);
    read.oneOf('scale_attn_by_inverse_layer_idx', [false]);
    read.oneOf('add_cross_attention', [false]);
    const neurons = read.size('n_inner', 4 * hidden);
    return { neurons, gated: 2 * neurons };
  },
  prefix: 'transformer.',
  names: {
    words: 'wte.weight',
    positions: 'wpe.weight',
    attentionNormWeight: 'h.{layer}.ln_1.weight',
    attentionNormBias: 'h.{layer}.ln_1.bias',
    fusedWeight: 'h.{layer}.attn.c_attn.weight',
    fusedBias: 'h.{layer}.attn.c_attn.bias',
    attentionWeight: 'h.{layer}.attn.c_proj.weight',
    attentionBias: 'h.{layer}.attn.c_proj.bias',
    ffnNormWeight: 'h.{layer}.ln_2.weight',
    ffnNormBias: 'h.{layer}.ln_2.bias',
    intermediateWeight: 'h.{layer}.mlp.c_fc.weight',
    intermediateBias: 'h.{layer}.mlp.c_fc.bias',
    ffnWeight: 'h.{layer}.mlp.c_proj.weight',
    ffnBias: 'h.{layer}.mlp.c_proj.bias',
    finalNormWeight: 'ln_f.weight',
    finalNormBias: 'ln_f.bias',
  },
  transposed: true,
  inputs: ['positions', 'future'],
  encode: encodeCausal,
  heads: {
    sequence: { reads: 'last', output: { weight: 'score.weight' } },
    'token-labels': { reads: 'all', output: CLASSIFIER },
    span: { reads: 'all', output: SPAN },
    'causal-language': { reads: 'places', output: { weight: 'lm_head.weight', tied: true } },
  },
};
