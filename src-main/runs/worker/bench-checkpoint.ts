/** A random checkpoint of a family's base size, made on the spot for the bench. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../../core/encoder/config-reader.ts';
import { listModelTensors } from '../../core/task/blueprint.ts';
import { SafetensorsWriter } from '../../core/safetensors/writer.ts';
import { createRandom } from '../../core/tensor/random.ts';
import { type BenchFamily, formatBenchConfig } from './bench-configs.ts';

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** Numbers a write, so that a checkpoint of 440 MB is made in little memory. */
const CHUNK = 2 ** 20;

/** Words of the vocabulary: `w7`. */
export const word = (id: number): string => `w${id}`;
export const WORDS = 30_000;

export async function writeBenchCheckpoint(
  folder: string,
  seed: number,
  family: BenchFamily = 'bert',
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const text = formatBenchConfig(family);
  await writeFile(join(folder, 'config.json'), text);
  await writeFile(
    join(folder, 'vocab.txt'),
    [...SPECIAL, ...Array.from({ length: WORDS }, (_, id) => word(id))].join('\n'),
  );
  await writeFile(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'BertTokenizer', do_lower_case: true }),
  );
  const specs = listModelTensors(parseConfig(text, 'config.json')).map((tensor) => ({
    ...tensor,
    dtype: 'F32' as const,
  }));
  await using writer = await SafetensorsWriter.create(join(folder, 'model.safetensors'), specs, {
    format: 'pt',
  });
  const noise = drawNoise(seed);
  for (const { name, shape } of specs) {
    const offset = /norm|ln_/i.test(name) && name.endsWith('.weight') ? 1 : 0;
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
