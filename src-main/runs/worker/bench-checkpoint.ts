/** A random checkpoint of BERT-base's shape, made on the spot for the bench. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../../core/encoder/config.ts';
import { FAMILIES } from '../../core/encoder/families.ts';
import { listParameters } from '../../core/encoder/parameters.ts';
import { SafetensorsWriter } from '../../core/safetensors/writer.ts';
import { createRandom } from '../../core/tensor/random.ts';

/** google-bert/bert-base-uncased's configuration, with two labels. */
const CONFIG = {
  architectures: ['BertForSequenceClassification'],
  model_type: 'bert',
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  hidden_act: 'gelu',
  max_position_embeddings: 512,
  type_vocab_size: 2,
  vocab_size: 30522,
  layer_norm_eps: 1e-12,
  id2label: { 0: 'negative', 1: 'positive' },
};

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** Numbers a write, so that a checkpoint of 440 MB is made in little memory. */
const CHUNK = 2 ** 20;

/** Words of the vocabulary: `w7`. */
export const word = (id: number): string => `w${id}`;
export const WORDS = CONFIG.vocab_size - SPECIAL.length;

export async function writeBenchCheckpoint(folder: string, seed: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = JSON.stringify(CONFIG);
  await writeFile(join(folder, 'config.json'), text);
  await writeFile(
    join(folder, 'vocab.txt'),
    [...SPECIAL, ...Array.from({ length: WORDS }, (_, id) => word(id))].join('\n'),
  );
  await writeFile(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'BertTokenizer', do_lower_case: true }),
  );
  const { prefix, names, head } = FAMILIES.bert!;
  const config = parseConfig(text, 'config.json');
  const encoder = listParameters(config, names).map(({ name, shape }) => ({ name: prefix + name, shape }));
  const specs = [
    ...encoder,
    { name: head.weight, shape: [config.head!.outputs, config.hidden] },
    { name: head.bias, shape: [config.head!.outputs] },
  ].map((tensor) => ({ ...tensor, dtype: 'F32' as const }));
  await using writer = await SafetensorsWriter.create(join(folder, 'model.safetensors'), specs, {
    format: 'pt',
  });
  const noise = drawNoise(seed);
  for (const { name, shape } of specs) {
    const offset = name.endsWith('LayerNorm.weight') ? 1 : 0;
    for (let left = shape.reduce((a, b) => a * b, 1); left > 0; left -= CHUNK) {
      const values = noise.slice(0, Math.min(left, CHUNK)).map((value) => value + offset);
      await writer.write(new Uint8Array(values.buffer));
    }
  }
  await writer.finish();
}

/** Uniform, of BERT's initial standard deviation of 0.02; repeated, for only the speed of the sums counts. */
function drawNoise(seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: CHUNK }, () => (random.uniform() - 0.5) * 0.07);
}
