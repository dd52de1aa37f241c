/** A BERT so small that a test writes it itself: 2 layers of 2 heads, 8 wide, 12 neurons, 30 tokens. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../src-main/core/encoder/config-reader.ts';
import { listModelTensors } from '../src-main/core/task/blueprint.ts';
import { writeSafetensors } from '../src-main/core/safetensors/writer.ts';
import { fromFloat32, type FloatDType } from '../src-main/core/tensor/float.ts';
import { createRandom } from '../src-main/core/tensor/random.ts';

/** The words that its tokenizer knows, beside the special tokens, the full stop and a few endings. */
export const TINY_WORDS =
  'good bad great dull fine poor film book song play the a was is not very and but so'.split(' ');

const VOCABULARY = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  ...TINY_WORDS,
  '.',
  ',',
  '!',
  '##s',
  '##ly',
  '##er',
];

export interface TinyChoices {
  /** Of the weights. */
  readonly seed?: number;
  /** Those of the same kin lie as near to each other as what was fine-tuned from one base; others are strangers. */
  readonly kin?: number;
  /** Without it, negative and positive; none: a checkpoint without a task head. */
  readonly labels?: readonly string[];
  readonly dtype?: FloatDType;
  /** Words that it knows beside those of every tiny checkpoint, after them. */
  readonly tokens?: readonly string[];
  /** Takes precedence over config.json's own keys. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Writes config.json, model.safetensors, vocab.txt and tokenizer_config.json into a folder, made where it is missing; gives it back. */
export async function writeTinyCheckpoint(folder: string, choices: TinyChoices = {}): Promise<string> {
  const { labels = ['negative', 'positive'], tokens = [] } = choices;
  const vocabulary = [...VOCABULARY, ...tokens];
  const config = {
    architectures: [labels.length === 0 ? 'BertModel' : 'BertForSequenceClassification'],
    model_type: 'bert',
    num_hidden_layers: 2,
    num_attention_heads: 2,
    hidden_size: 8,
    intermediate_size: 12,
    vocab_size: vocabulary.length,
    max_position_embeddings: 16,
    type_vocab_size: 2,
    hidden_act: 'gelu',
    layer_norm_eps: 1e-12,
    ...(labels.length === 0 ? {} : { id2label: Object.fromEntries(labels.entries()) }),
    ...choices.config,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'vocab.txt'), vocabulary.map((token) => `${token}\n`).join(''));
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ do_lower_case: true }));
  await writeSafetensors(join(folder, 'model.safetensors'), drawTensors(JSON.stringify(config), choices));
  return folder;
}

/** Normal weights, those of layer norms about 1: nothing is so small that a gradient would vanish. */
function drawTensors(config: string, { seed = 0, kin, dtype = 'F32' }: TinyChoices) {
  const random = createRandom(seed);
  const sizes = parseConfig(config, 'the tiny checkpoint');
  return listModelTensors(sizes).map(({ name, shape }, place) => {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const center = name.endsWith('LayerNorm.weight') ? 1 : 0;
    // A stream for each tensor, as vocabularies of kin may differ.
    const common = kin === undefined ? undefined : createRandom(kin, place);
    const spread = common ? 0.02 : 0.2;
    for (let i = 0; i < values.length; i++)
      values[i] = center + spread * random.normal() + 0.2 * (common?.normal() ?? 0);
    return { name, dtype, shape, bytes: fromFloat32(values, dtype) };
  });
}
