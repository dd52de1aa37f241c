/** ELECTRA (Clark et al. 2020): BERT with narrower embeddings and no pooler. */
import type { Family } from '../family.ts';
import { encodePostNorm } from '../post-norm.ts';
import { BERT_NAMES, BERT_SETTINGS, CLASSIFIER, SPAN } from './bert.ts';

const { poolerWeight: _, poolerBias: __, ...NAMES } = BERT_NAMES;

export const ELECTRA: Family = {
  title: 'ELECTRA',
  settings: BERT_SETTINGS,
  readTraits: (read, { hidden }) => {
    read.oneOf('position_embedding_type', ['absolute']);
    return { embedding: read.size('embedding_size', hidden) };
  },
  prefix: 'electra.',
  names: {
    ...NAMES,
    projectionWeight: 'embeddings_project.weight',
    projectionBias: 'embeddings_project.bias',
  },
  isAbsent: (key, _layer, { embedding, hidden }) => key.startsWith('projection') && embedding === hidden,
  inputs: ['positions'],
  encode: encodePostNorm,
  heads: {
    sequence: {
      reads: 'first',
      dense: { weight: 'classifier.dense.weight', bias: 'classifier.dense.bias', activation: 'gelu' },
      output: { weight: 'classifier.out_proj.weight', bias: 'classifier.out_proj.bias' },
    },
    'token-labels': { reads: 'all', output: CLASSIFIER },
    span: { reads: 'all', output: SPAN },
    'multiple-choice': {
      reads: 'first',
      dense: {
        weight: 'sequence_summary.summary.weight',
        bias: 'sequence_summary.summary.bias',
        activation: 'gelu',
      },
      output: CLASSIFIER,
    },
    'masked-language': {
      reads: 'places',
      dense: {
        weight: 'generator_predictions.dense.weight',
        bias: 'generator_predictions.dense.bias',
        activation: 'gelu',
      },
      norm: {
        weight: 'generator_predictions.LayerNorm.weight',
        bias: 'generator_predictions.LayerNorm.bias',
      },
      output: { weight: 'generator_lm_head.weight', bias: 'generator_lm_head.bias', tied: true },
    },
  },
};
