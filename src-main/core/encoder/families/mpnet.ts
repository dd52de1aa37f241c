/** MPNet (Song et al. 2020): BERT's layers, with a bias for the distance between tokens that all layers share. */
import type { Family } from '../family.ts';
import { encodePostNorm } from '../post-norm.ts';
import { BERT_NAMES, BERT_SETTINGS, CLASSIFIER, SPAN } from './bert.ts';
import { DENSE_CLASSIFIER, LM_HEAD } from './roberta.ts';

const { types: _, ...NAMES } = BERT_NAMES;

/** From which on all distances share a row; the published model fixes it. */
const FURTHEST = 128;

export const MPNET: Family = {
  title: 'MPNet',
  settings: { ...BERT_SETTINGS, types: { fixed: 0 } },
  readTraits: (read) => {
    const rows = read.size('relative_attention_num_buckets', 32, 4);
    if (rows % 2 !== 0) throw read.refuse('relative_attention_num_buckets', 'an even number');
    return {
      // The published model counts positions from 2 whatever the padding's id is.
      firstPosition: 2,
      distances: rows,
      distanceRows: { kind: 'mpnet', buckets: rows / 2, furthest: FURTHEST },
    };
  },
  prefix: 'mpnet.',
  names: {
    ...NAMES,
    queryWeight: 'encoder.layer.{layer}.attention.attn.q.weight',
    queryBias: 'encoder.layer.{layer}.attention.attn.q.bias',
    keyWeight: 'encoder.layer.{layer}.attention.attn.k.weight',
    keyBias: 'encoder.layer.{layer}.attention.attn.k.bias',
    valueWeight: 'encoder.layer.{layer}.attention.attn.v.weight',
    valueBias: 'encoder.layer.{layer}.attention.attn.v.bias',
    attentionWeight: 'encoder.layer.{layer}.attention.attn.o.weight',
    attentionBias: 'encoder.layer.{layer}.attention.attn.o.bias',
    attentionNormWeight: 'encoder.layer.{layer}.attention.LayerNorm.weight',
    attentionNormBias: 'encoder.layer.{layer}.attention.LayerNorm.bias',
    distanceBias: 'encoder.relative_attention_bias.weight',
  },
  inputs: ['positions', 'distances'],
  encode: encodePostNorm,
  heads: {
    sequence: DENSE_CLASSIFIER,
    'token-labels': { reads: 'all', output: CLASSIFIER },
    span: { reads: 'all', output: SPAN },
    'multiple-choice': { reads: 'first', pooler: true, output: CLASSIFIER },
    'masked-language': LM_HEAD,
  },
};
