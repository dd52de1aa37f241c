/** The files of the sample: checkpoints as Hugging Face lays them out, and datasets. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSafetensors } from '../../src-main/core/safetensors/writer.ts';
import { fromFloat32 } from '../../src-main/core/tensor/float.ts';
import { FAMILY, formatConfig, sampleConfig, withoutHead, type Model } from './model.ts';
import { drawRows, formatRows, SPLITS, type Split } from './rows.ts';
import type { SampleTask } from './task.ts';
import { buildVocabulary, SPECIAL_TOKENS } from './vocabulary.ts';

/** The texts of the tokenizer's two files. */
export const TOKENIZER_FILES = {
  vocabTxt: `${buildVocabulary().join('\n')}\n`,
  tokenizerConfig: `${JSON.stringify(
    {
      do_lower_case: true,
      model_max_length: sampleConfig().positions,
      tokenizer_class: 'BertTokenizer',
      ...SPECIAL_TOKENS,
    },
    undefined,
    2,
  )}\n`,
};

/** A checkpoint that `from_pretrained` loads: a classifier where there are labels, otherwise the encoder alone. */
export async function writeCheckpoint(
  folder: string,
  model: Model,
  labels?: readonly string[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), formatConfig(labels));
  await writeFile(join(folder, 'vocab.txt'), TOKENIZER_FILES.vocabTxt);
  await writeFile(join(folder, 'tokenizer_config.json'), TOKENIZER_FILES.tokenizerConfig);
  const encoder = withoutHead(model);
  const prefix = labels ? FAMILY.prefix : '';
  const tensors = [...model].map(([name, { shape, values }]) => {
    return {
      name: encoder.has(name) ? prefix + name : name,
      dtype: 'F32' as const,
      shape,
      bytes: fromFloat32(values, 'F32'),
    };
  });
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, { format: 'pt' });
}

/** train.tsv and dev.tsv. */
export async function writeDatasets(folder: string, task: SampleTask): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const split of Object.keys(SPLITS) as Split[]) {
    await writeFile(join(folder, `${split}.tsv`), formatRows(task, drawRows(task, split)));
  }
}
