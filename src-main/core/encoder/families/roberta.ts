/** RoBERTa (Liu et al. 2019), and the two that differ from it in their vocabulary alone: XLM-RoBERTa and CamemBERT. */
import type { Family } from '../family.ts';
import { encodePostNorm } from '../post-norm.ts';
import { BERT_NAMES, BERT_SETTINGS, CLASSIFIER, SPAN } from './bert.ts';

/** The classifier of RoBERTa and MPNet: a layer of its own in place of a pooler. */
export const DENSE_CLASSIFIER = {
  reads: 'first',
  dense: { weight: 'classifier.dense.weight', bias: 'classifier.dense.bias', activation: 'tanh' },
  output: { weight: 'classifier.out_proj.weight', bias: 'classifier.out_proj.bias' },
} as const satisfies Family['heads']['sequence'];

/** A language model's head as fairseq's models have it. */
export const LM_HEAD = {
  reads: 'places',
  dense: { weight: 'lm_head.dense.weight', bias: 'lm_head.dense.bias', activation: 'gelu' },
  norm: { weight: 'lm_head.layer_norm.weight', bias: 'lm_head.layer_norm.bias' },
  output: { weight: 'lm_head.decoder.weight', bias: 'lm_head.bias', tied: true },
} as const satisfies Family['heads']['masked-language'];

export const ROBERTA: Family = {
  title: 'RoBERTa',
  settings: BERT_SETTINGS,
  readTraits: (read) => {
    read.oneOf('position_embedding_type', ['absolute']);
    return { firstPosition: read.size('pad_token_id', 1, 0) + 1 };
  },
  prefix: 'roberta.',
  names: BERT_NAMES,
  inputs: ['positions'],
  encode: encodePostNorm,
  heads: {
    sequence: DENSE_CLASSIFIER,
    'token-labels': { reads: 'all', output: CLASSIFIER },
    span: { reads: 'all', output: SPAN },
    'multiple-choice': { reads: 'first', pooler: true, output: CLASSIFIER },
    'masked-language': LM_HEAD,
  },
};

export const XLM_ROBERTA: Family = { ...ROBERTA, title: 'XLM-RoBERTa' };
export const CAMEMBERT: Family = { ...ROBERTA, title: 'CamemBERT' };
