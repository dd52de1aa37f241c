/** Checkpoints as older programs saved them, and configurations that disagree with their tensors. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { predict } from '../../../src-main/core/score/predictions.ts';
import { writeSafetensors } from '../../../src-main/core/safetensors/writer.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { collect } from '../../collect.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

/** Writes the tensors of a checkpoint again, under other names; those without one are left out. */
async function rename(folder: string, nameOf: (name: string) => string | undefined): Promise<void> {
  const file = join(folder, 'model.safetensors');
  const tensors = await (async () => {
    await using weights = await Weights.open(folder);
    const all = [...weights.tensors.values()];
    return await Promise.all(
      all.map(async (entry) => ({
        ...entry,
        bytes: await weights.readBytes(entry, 0, entry.end - entry.begin),
      })),
    );
  })();
  const named = tensors.flatMap((tensor) => {
    const name = nameOf(tensor.name);
    return name === undefined ? [] : [{ ...tensor, name }];
  });
  await writeSafetensors(file, named);
}

async function answer(folder: string): Promise<number[]> {
  await using checkpoint = await openCheckpoint(folder);
  const rows = [{ index: 0, text: 'good film', pair: undefined, label: undefined }];
  const settings = { maxLength: 16, tokenBudget: 64, runtime: createRuntime('cpu'), readLabel: undefined };
  const [one] = await collect(predict({ checkpoint: requireClassifier(checkpoint), rows, ...settings }));
  return Array.from(one!.logits);
}

async function writeTiny(): Promise<string> {
  return await writeTinyCheckpoint(join(await temporaryFolder(), 'tiny'));
}

describe('a checkpoint answers the same', () => {
  it.each<[string, (name: string) => string]>([
    [
      'with gamma and beta, as TensorFlow calls them',
      (name) =>
        name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
    ],
    ['behind module., as several devices leave it', (name) => `module.${name}`],
    ['behind _orig_mod., as compilers leave it', (name) => `_orig_mod.module.${name}`],
    ["without its family's prefix", (name) => name.replace(/^bert\./, '')],
  ])('%s', async (_, nameOf) => {
    const folder = await writeTiny();
    const before = await answer(folder);
    await rename(folder, nameOf);
    expect(await answer(folder)).toEqual(before);
  });
});

describe('a configuration that disagrees with its tensors', () => {
  async function change(changes: object): Promise<string> {
    const folder = await writeTiny();
    const file = join(folder, 'config.json');
    const config = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...config, ...changes }));
    return folder;
  }

  it.each([
    [{ num_hidden_layers: 1 }, "has 1 layers by its config.json, but also the tensor 'bert.encoder.layer.1."],
    [{ num_hidden_layers: 3 }, "has no tensor 'bert.encoder.layer.2.attention.self.query.weight'."],
    [{ num_hidden_layers: 1e9 }, 'has 1000000000 layers by its config.json, but only'],
    [{ intermediate_size: 13 }, 'is F32 [12,8]; expected [13,8].'],
    [{ vocab_size: 31 }, "Tensor 'bert.embeddings.word_embeddings.weight'"],
  ])('is refused: %o', async (changes, sentence) => {
    await expect(openCheckpoint(await change(changes))).rejects.toThrow(sentence);
  });

  it('in its task head is told when the head is needed', async () => {
    const folder = await change({ id2label: { 0: 'a', 1: 'b', 2: 'c' } });
    await using checkpoint = await openCheckpoint(folder);
    expect(() => requireClassifier(checkpoint)).toThrow("Tensor 'classifier.weight'");
  });

  it('in the kind of its task head names the tensor that is not there', async () => {
    const folder = await change({ architectures: ['BertForQuestionAnswering'] });
    await using checkpoint = await openCheckpoint(folder);
    expect(() => requireClassifier(checkpoint)).toThrow("has no tensor 'qa_outputs.weight'");
  });

  it('has a head that its family is not known to have', async () => {
    const folder = await change({ architectures: ['BertForNextSentencePrediction'] });
    await using checkpoint = await openCheckpoint(folder);
    expect(() => requireClassifier(checkpoint)).toThrow('has no task head that Weir knows');
  });
});
