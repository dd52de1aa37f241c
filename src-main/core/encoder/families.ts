/** The families of encoders that Weir knows (a table): their names for sizes, parameters and the task head. */
import type { ParameterNames } from './parameters.ts';
import type { Size } from './sizes.ts';

export interface Family {
  readonly title: string;
  /** Keys of config.json. */
  readonly settings: Readonly<
    Record<Exclude<Size, 'attention'> | 'layers' | 'heads' | 'activation' | 'epsilon', string>
  >;
  /** What a model with a task head puts before the names of its encoder's tensors. */
  readonly prefix: string;
  readonly names: ParameterNames;
  readonly head: { readonly weight: string; readonly bias: string };
}

const BERT: Family = {
  title: 'BERT',
  settings: {
    layers: 'num_hidden_layers',
    heads: 'num_attention_heads',
    hidden: 'hidden_size',
    neurons: 'intermediate_size',
    vocabulary: 'vocab_size',
    positions: 'max_position_embeddings',
    types: 'type_vocab_size',
    activation: 'hidden_act',
    epsilon: 'layer_norm_eps',
  },
  prefix: 'bert.',
  names: {
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
  },
  head: { weight: 'classifier.weight', bias: 'classifier.bias' },
};

/** By config.json's `model_type`. */
export const FAMILIES: Readonly<Record<string, Family>> = { bert: BERT };
