/** A merged checkpoint of one task as Hugging Face loads it: the shared encoder, the task's own head, its texts. */
import { copyFile, link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Classifier } from '../../core/encoder/checkpoint.ts';
import type { Recipe } from '../../core/merge/recipe.ts';
import { ENCODER_FILE, formatShardIndex, HEAD_FILE } from '../../core/merge/shard-index.ts';
import { explain } from '../../core/files/disk.ts';
import { parseObject } from '../../core/files/json.ts';
import type { TensorEntry } from '../../core/safetensors/header.ts';
import { TEXT_FILES, type TextFile } from '../../core/files/checkpoint-texts.ts';
import { Weights } from '../../core/weights/weights.ts';
import { writeSafetensors } from '../../core/safetensors/writer.ts';

export interface TaskFolder {
  /** A folder to make. */
  readonly folder: string;
  /** The merged encoder, on the same disk where links are to be possible. */
  readonly encoder: string;
  /** What the encoder is written in, by the name that recipes and config.json share. */
  readonly dtype: Recipe['output']['dtype'];
  readonly checkpoint: Classifier;
}

export async function writeTaskFolder({ folder, encoder, dtype, checkpoint }: TaskFolder): Promise<void> {
  try {
    await mkdir(folder);
    const shared = join(folder, ENCODER_FILE);
    await link(encoder, shared).catch(() => copyFile(encoder, shared));
    for (const [key, name] of Object.entries(TEXT_FILES)) {
      const text = checkpoint.texts[key as TextFile];
      if (text !== undefined)
        await writeFile(join(folder, name), key === 'config' ? withDtype(text, dtype) : text);
    }
  } catch (error) {
    throw explain(error, folder, 'written');
  }
  const head = [checkpoint.head.weight, checkpoint.head.bias];
  const tensors = await Promise.all(
    head.map(async (entry) => ({
      ...entry,
      bytes: await checkpoint.weights.readBytes(entry, 0, sizeOf(entry).size),
    })),
  );
  await writeSafetensors(join(folder, HEAD_FILE), tensors, { format: 'pt' });
  await using merged = await Weights.open(encoder);
  const index = formatShardIndex([...merged.tensors.values()].map(sizeOf), head.map(sizeOf));
  const file = join(folder, 'model.safetensors.index.json');
  await writeFile(file, index).catch((error: unknown) => {
    throw explain(error, file, 'written');
  });
}

function sizeOf({ name, begin, end }: TensorEntry): { readonly name: string; readonly size: number } {
  return { name, size: end - begin };
}

/** The configuration, which says in what type the weights are. */
function withDtype(config: string, dtype: Recipe['output']['dtype']): string {
  const json = parseObject(config, TEXT_FILES.config);
  if ((json.torch_dtype ?? 'float32') === dtype) return config;
  return `${JSON.stringify({ ...json, torch_dtype: dtype }, null, 2)}\n`;
}
