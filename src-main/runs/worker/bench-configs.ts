/** The configurations of the families' published base sizes (a table), with one vocabulary for all: no word is multiplied by anything. */

const VOCABULARY = 30522;

const BERT = {
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  hidden_act: 'gelu',
  max_position_embeddings: 512,
  type_vocab_size: 2,
  layer_norm_eps: 1e-12,
};
const ROBERTA = {
  ...BERT,
  max_position_embeddings: 514,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
  pad_token_id: 1,
};

/** By model_type; XLM-RoBERTa and CamemBERT compute what RoBERTa does. */
const BASES = {
  bert: { architecture: 'Bert', ...BERT },
  roberta: { architecture: 'Roberta', ...ROBERTA },
  distilbert: {
    architecture: 'DistilBert',
    n_layers: 6,
    n_heads: 12,
    dim: 768,
    hidden_dim: 3072,
    max_position_embeddings: 512,
  },
  electra: { architecture: 'Electra', ...BERT, embedding_size: 768 },
  albert: {
    architecture: 'Albert',
    ...BERT,
    embedding_size: 128,
    num_hidden_groups: 1,
    inner_group_num: 1,
    hidden_act: 'gelu_new',
  },
  mpnet: { architecture: 'MPNet', ...ROBERTA, relative_attention_num_buckets: 32 },
  'deberta-v2': {
    architecture: 'DebertaV2',
    ...BERT,
    type_vocab_size: 0,
    layer_norm_eps: 1e-7,
    relative_attention: true,
    position_buckets: 256,
    max_relative_positions: -1,
    pos_att_type: 'p2c|c2p',
    share_att_key: true,
    norm_rel_ebd: 'layer_norm',
    position_biased_input: false,
  },
  modernbert: {
    architecture: 'ModernBert',
    hidden_size: 768,
    num_hidden_layers: 22,
    num_attention_heads: 12,
    intermediate_size: 1152,
    max_position_embeddings: 8192,
    local_attention: 128,
    global_attn_every_n_layers: 3,
  },
  gpt2: { architecture: 'GPT2', n_layer: 12, n_head: 12, n_embd: 768, n_positions: 1024 },
} as const;

export type BenchFamily = keyof typeof BASES;
export const BENCH_FAMILIES = Object.keys(BASES) as BenchFamily[];

/** The text of a config.json, of a classifier with two labels. */
export function formatBenchConfig(family: BenchFamily): string {
  const { architecture, ...sizes } = BASES[family];
  return JSON.stringify({
    architectures: [`${architecture}ForSequenceClassification`],
    model_type: family,
    vocab_size: VOCABULARY,
    id2label: { 0: 'negative', 1: 'positive' },
    ...sizes,
  });
}
