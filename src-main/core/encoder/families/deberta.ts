/** DeBERTa-v2 and v3 (He et al. 2021): content and distance attend to each other. */
import type { EncoderConfig } from '../config.ts';
import type { Family } from '../family.ts';
import { encodeDisentangled } from '../post-norm.ts';
import { BERT_NAMES, BERT_PREDICTIONS, BERT_SETTINGS, CLASSIFIER, SPAN } from './bert.ts';

const { poolerWeight: _, poolerBias: __, ...NAMES } = BERT_NAMES;
const SELF = 'encoder.layer.{layer}.attention.self';

/** No base has it: every task begins with its own. */
const POOLED = {
  reads: 'first',
  dense: { weight: 'pooler.dense.weight', bias: 'pooler.dense.bias', activation: 'gelu' },
  output: CLASSIFIER,
} as const satisfies Family['heads']['sequence'];

/** Which parameters a configuration does without. */
const ABSENCES: readonly (readonly [keys: RegExp, isAbsent: (config: EncoderConfig) => boolean])[] = [
  [/^projection/, ({ embedding, hidden }) => embedding === hidden],
  [/^positions$/, ({ hasPositions }) => hasPositions === false],
  [/^distanceNorm/, ({ distanceScores }) => distanceScores?.isNormalized !== true],
  [/^distanceKey/, ({ distanceScores: by }) => !by || by.sharesWeights || !by.byQuery],
  [/^distanceQuery/, ({ distanceScores: by }) => !by || by.sharesWeights || !by.byKey],
];

export const DEBERTA: Family = {
  title: 'DeBERTa-v2',
  settings: {
    ...BERT_SETTINGS,
    types: { key: 'type_vocab_size', fallback: 0 },
    epsilon: { key: 'layer_norm_eps', fallback: 1e-7 },
  },
  readTraits: (read, { hidden, positions }) => {
    read.oneOf('conv_kernel_size', [0]);
    const size = read.size('attention_head_size', 0, 0);
    const heads = read.size('num_attention_heads', 12);
    if (size !== 0 && size * heads !== hidden) throw read.refuse('attention_head_size', `${hidden / heads}`);
    const embedding = read.size('embedding_size', hidden);
    const headActivation = read.activation('pooler_hidden_act', 'gelu');
    const hasPositions = read.oneOf('position_biased_input', [true, false]);
    const common = { embedding, headActivation, hasPositions };
    if (!read.oneOf('relative_attention', [false, true])) return common;
    const said = read.size('max_relative_positions', -1, -1);
    const furthest = said < 1 ? positions : said;
    // "p2c|c2p", or the same as a list.
    const kinds = String(read.value('pos_att_type'));
    const buckets = Math.max(0, read.size('position_buckets', -1, -1));
    return {
      ...common,
      distances: 2 * (buckets || furthest),
      distanceRows: { kind: 'deberta', buckets, furthest },
      distanceScores: {
        byQuery: kinds.includes('c2p'),
        byKey: kinds.includes('p2c'),
        sharesWeights: read.oneOf('share_att_key', [false, true]),
        isNormalized: String(read.value('norm_rel_ebd')).includes('layer_norm'),
      },
    };
  },
  prefix: 'deberta.',
  names: {
    ...NAMES,
    projectionWeight: 'embeddings.embed_proj.weight',
    queryWeight: `${SELF}.query_proj.weight`,
    queryBias: `${SELF}.query_proj.bias`,
    keyWeight: `${SELF}.key_proj.weight`,
    keyBias: `${SELF}.key_proj.bias`,
    valueWeight: `${SELF}.value_proj.weight`,
    valueBias: `${SELF}.value_proj.bias`,
    distanceQueryWeight: `${SELF}.pos_query_proj.weight`,
    distanceQueryBias: `${SELF}.pos_query_proj.bias`,
    distanceKeyWeight: `${SELF}.pos_key_proj.weight`,
    distanceKeyBias: `${SELF}.pos_key_proj.bias`,
    distances: 'encoder.rel_embeddings.weight',
    distanceNormWeight: 'encoder.LayerNorm.weight',
    distanceNormBias: 'encoder.LayerNorm.bias',
  },
  isAbsent: (key, _layer, config) => ABSENCES.some(([keys, isAbsent]) => keys.test(key) && isAbsent(config)),
  inputs: ['positions', 'distances', 'origins'],
  encode: encodeDisentangled,
  heads: {
    sequence: POOLED,
    'token-labels': { reads: 'all', output: CLASSIFIER },
    span: { reads: 'all', output: SPAN },
    'multiple-choice': POOLED,
    'masked-language': BERT_PREDICTIONS,
  },
};
