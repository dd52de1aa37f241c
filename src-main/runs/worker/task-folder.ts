/** A merged checkpoint of one task as Hugging Face loads it: the shared encoder, what is the task's own, its texts. */
import { copyFile, link, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Classifier } from '../../core/task/classifier.ts';
import type { Recipe } from '../../core/merge/recipe.ts';
import {
  ENCODER_FILE,
  formatShardIndex,
  HEAD_FILE,
  type ShardTensor,
  WORDS_FILE,
} from '../../core/merge/shard-index.ts';
import { explain } from '../../core/files/disk.ts';
import { parseObject } from '../../core/files/json.ts';
import type { TensorEntry } from '../../core/safetensors/header.ts';
import { listFiles, TEXT_FILES } from '../../core/files/checkpoint-texts.ts';
import { Weights } from '../../core/weights/weights.ts';
import { SafetensorsWriter } from '../../core/safetensors/writer.ts';

export interface TaskFolder {
  /** A folder to make. */
  readonly folder: string;
  /** The merged encoder, on the same disk where links are to be possible. */
  readonly encoder: string;
  /** The task's own word embeddings, to be moved into the folder; absent where the encoder has them for all. */
  readonly words: string | undefined;
  /** What the encoder is written in, by the name that recipes and config.json share. */
  readonly dtype: Recipe['output']['dtype'];
  readonly checkpoint: Classifier;
}

/** Tensors are copied so many bytes at a time: the table of a language model's head may have a gigabyte. */
const PIECE = 2 ** 24;

export async function writeTaskFolder(input: TaskFolder): Promise<void> {
  const { folder, encoder, words, dtype, checkpoint } = input;
  await using merged = await Weights.open(encoder);
  const rows = merged.tensors.get(nameOfWords(checkpoint))?.shape[0];
  const vocabulary = rows === checkpoint.config.vocabulary ? undefined : rows;
  try {
    await mkdir(folder);
    const shared = join(folder, ENCODER_FILE);
    await link(encoder, shared).catch(() => copyFile(encoder, shared));
    if (words !== undefined) await rename(words, join(folder, WORDS_FILE));
    for (const [name, content] of listFiles(checkpoint.texts)) {
      const isConfig = name === TEXT_FILES.config && typeof content === 'string';
      await writeFile(join(folder, name), isConfig ? adaptConfig(content, dtype, vocabulary) : content);
    }
  } catch (error) {
    throw explain(error, folder, 'written');
  }
  const head = checkpoint.head.tensors.map(({ name, entry }) => ({ ...entry, name }));
  await copyTensors(checkpoint.weights, head, join(folder, HEAD_FILE));
  const index = formatShardIndex({
    [ENCODER_FILE]: sizesOf(merged.tensors.values()),
    ...(words !== undefined && { [WORDS_FILE]: await readSizes(join(folder, WORDS_FILE)) }),
    [HEAD_FILE]: sizesOf(head),
  });
  const file = join(folder, 'model.safetensors.index.json');
  await writeFile(file, index).catch((error: unknown) => {
    throw explain(error, file, 'written');
  });
}

/** As a merged file calls them. */
function nameOfWords({ encoder, family }: Classifier): string {
  return family.prefix + encoder.find(({ key }) => key === 'words')!.name;
}

async function copyTensors(from: Weights, entries: readonly TensorEntry[], file: string): Promise<void> {
  await using writer = await SafetensorsWriter.create(file, entries, { format: 'pt' });
  for (const entry of entries) {
    const size = entry.end - entry.begin;
    for (let begin = 0; begin < size; begin += PIECE)
      await writer.write(await from.readBytes(entry, begin, Math.min(begin + PIECE, size)));
  }
  await writer.finish();
}

async function readSizes(file: string): Promise<ShardTensor[]> {
  await using weights = await Weights.open(file);
  return sizesOf(weights.tensors.values());
}

function sizesOf(entries: Iterable<TensorEntry>): ShardTensor[] {
  return Array.from(entries, ({ name, begin, end }) => ({ name, size: end - begin }));
}

/** The configuration, which says in what type the weights are. `vocabulary`: of the merged word embeddings, where it is another. */
function adaptConfig(
  config: string,
  dtype: Recipe['output']['dtype'],
  vocabulary: number | undefined,
): string {
  const json = parseObject(config, TEXT_FILES.config);
  // Transformers calls it `dtype` since its version 4.56, and reads that first.
  const key = 'dtype' in json ? 'dtype' : 'torch_dtype';
  const changes = {
    ...((json[key] ?? 'float32') !== dtype && { [key]: dtype }),
    ...(vocabulary !== undefined && { vocab_size: vocabulary }),
  };
  if (Object.keys(changes).length === 0) return config;
  return `${JSON.stringify({ ...json, ...changes }, null, 2)}\n`;
}
