/** Folded adapters, against what PEFT's merge_and_unload makes of the same files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { FAMILIES } from '../../../src-main/core/encoder/families.ts';
import { CLASS_PREFIXES } from '../../../src-main/core/lora/architecture.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';
import { temporaryFolder } from '../../temporary.ts';
import { changeAdapter, fold, LORA, readTensors } from './spelling.ts';

/** Adapter → its base, and what the folded checkpoint is. */
const CASES = {
  'bert-plain': ['bert', 'BertForSequenceClassification', { problem: 'single-label', outputs: 3 }],
  'bert-pattern': ['bert', 'BertForTokenClassification', { problem: 'token-labels', outputs: 5 }],
  'bert-pickled': ['bert-half', 'BertForQuestionAnswering', { problem: 'span', outputs: 2 }],
  'roberta-saved': ['roberta', 'RobertaForSequenceClassification', { problem: 'single-label', outputs: 2 }],
  'gpt2-score': ['gpt2', 'GPT2ForSequenceClassification', { problem: 'single-label', outputs: 2 }],
  'gpt2-language': ['gpt2', 'GPT2LMHeadModel', { problem: 'causal-language', outputs: 24 }],
} as const;

/** Tied to the table of words, or of a pooler that the architecture does not have. */
const BESIDE = /^(lm_head\.weight|bert\.pooler\.dense\.(weight|bias))$/;

/** Largest relative error: float32's, and where PEFT rounds the update before it adds it, two steps of bfloat16. */
const CLOSE = { F32: 1e-6, BF16: 2 ** -7 } as const;

it.each(Object.entries(CASES))('folds %s as PEFT does', async (name, [base, architecture, head]) => {
  const folder = await fold(join(LORA, name), join(LORA, base));
  await using checkpoint = await openCheckpoint(folder);
  expect(requireClassifier(checkpoint).head).toMatchObject(head);
  expect(JSON.parse(checkpoint.texts.config)).toMatchObject({
    architectures: [architecture],
    _name_or_path: 'org/base',
  });
  const [found, expected] = [
    await readTensors(folder),
    await readTensors(`${join(LORA, name)}.expected.safetensors`),
  ];
  const names = (all: ReadonlyMap<string, unknown>) =>
    [...all.keys()].filter((one) => !BESIDE.test(one)).sort();
  expect(names(found)).toEqual(names(expected));
  for (const one of names(expected)) {
    const [ours, theirs] = [found.get(one)!, expected.get(one)!];
    expect([one, ours.shape, ours.dtype]).toEqual([one, theirs.shape, theirs.dtype]);
    const largest = Math.max(...theirs.values.map(Math.abs));
    const apart = Math.max(...ours.values.map((value, at) => Math.abs(value - theirs.values[at]!)));
    expect(apart / largest, one).toBeLessThanOrEqual(CLOSE[theirs.dtype as keyof typeof CLOSE]);
  }
});

it('leaves what nothing is added to as it is, to the bit, and changes what is', async () => {
  const [base, found] = [
    await readTensors(join(LORA, 'bert')),
    await readTensors(await fold(join(LORA, 'bert-plain'), join(LORA, 'bert'))),
  ];
  for (const [name, { values }] of base) {
    const same = Buffer.from(found.get(`bert.${name}`)!.values.buffer).equals(Buffer.from(values.buffer));
    expect([name, same]).toEqual([name, !/(query|value)\.weight/.test(name)]);
  }
});

it('rounds once, to the nearest of the base’s type', async () => {
  const pickled = await fold(join(LORA, 'bert-pickled'), join(LORA, 'bert-half'));
  const found = (await readTensors(pickled)).get('bert.encoder.layer.1.output.dense.weight')!;
  const base = (await readTensors(join(LORA, 'bert-half'))).get('encoder.layer.1.output.dense.weight')!;
  const file = join(LORA, 'bert-pickled', 'adapter_model.bin');
  const adapter = await readTensors(file);
  const factor = (letter: string) =>
    adapter.get(`base_model.model.bert.encoder.layer.1.output.dense.lora_${letter}.weight`)!.values;
  const [A, B] = [factor('A'), factor('B')];
  const upper = new Float32Array(1);
  const bits = new Uint32Array(upper.buffer);
  const [out, wide, rank, scale] = [8, 12, 2, 5 / 2];
  for (let row = 0; row < out; row++) {
    for (let column = 0; column < wide; column++) {
      let sum = 0;
      for (let k = 0; k < rank; k++) sum += B[row * rank + k]! * A[k * wide + column]!;
      const exact = base.values[row * wide + column]! + scale * sum;
      const ours = found.values[row * wide + column]!;
      // Its two neighbours in bfloat16 are no nearer.
      for (const step of [-1, 1]) {
        upper[0] = ours;
        bits[0] = bits[0]! + step * 2 ** 16;
        expect(Math.abs(ours - exact)).toBeLessThanOrEqual(Math.abs(upper[0] - exact) + 1e-7);
      }
    }
  }
});

/** Ways in which PEFT, and what is wrapped around it, wrote the same tensors → the name as it is today. */
const OLD_NAMES: Readonly<Record<string, (name: string) => string>> = {
  'the adapter’s own name': (name) => name.replace(/(lora_[AB])\.weight/, '$1.default.weight'),
  'another name': (name) => name.replace(/(lora_[AB])\.weight/, '$1.reviews.weight'),
  'one wrapper': (name) => name.replace('base_model.model.', 'base_model.'),
  'no wrapper': (name) => name.replace('base_model.model.', ''),
  'a compiler’s': (name) => `_orig_mod.module.${name}`,
  'a base without its prefix': (name) => name.replace('model.bert.', 'model.'),
  'a saved module': (name) => name.replace('classifier.', 'classifier.modules_to_save.'),
  'a saved module of the adapter’s name': (name) =>
    name.replace('classifier.', 'classifier.modules_to_save.default.'),
};

it.each(Object.entries(OLD_NAMES))('knows tensors with %s', async (_, rename) => {
  const renamed = await changeAdapter('bert-plain', {
    tensors: (tensors) => {
      const all = [...tensors];
      tensors.clear();
      for (const [name, tensor] of all) tensors.set(rename(name), tensor);
      tensors.set('base_model.model.classifier.original_module.weight', all[0]![1]);
    },
  });
  const read = async (folder: string) =>
    await readFile(join(await fold(folder, join(LORA, 'bert')), 'model.safetensors'));
  expect(await read(renamed)).toEqual(await read(join(LORA, 'bert-plain')));
});

it('takes labels from the adapter’s own config.json, where they are as many', async () => {
  const labels = async (id2label: unknown): Promise<readonly string[]> => {
    const own = JSON.stringify({ id2label, problem_type: 'multi_label_classification' });
    const folder = await fold(join(LORA, 'bert-plain'), join(LORA, 'bert'), own);
    await using checkpoint = await openCheckpoint(folder);
    expect(checkpoint.config.head!.problem).toBe('multi-label');
    return checkpoint.config.head!.labels;
  };
  expect(await labels({ 0: 'bad', 1: 'fair', 2: 'good' })).toEqual(['bad', 'fair', 'good']);
  expect(await labels({ 0: 'bad', 1: 'good' })).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
});

it('keeps the head and the labels of a base that is a classifier, where the adapter brings none', async () => {
  const base = await writeTinyCheckpoint(join(await temporaryFolder(), 'base'));
  const adapter = await changeAdapter('bert-plain', {
    config: { task_type: null },
    tensors: (tensors) => {
      for (const name of [...tensors.keys()]) if (name.includes('classifier')) tensors.delete(name);
    },
  });
  const folder = await fold(adapter, base);
  await using checkpoint = await openCheckpoint(folder);
  expect(requireClassifier(checkpoint).head.labels).toEqual(['negative', 'positive']);
});

it('takes a longer table of words from the adapter', async () => {
  const key = 'base_model.model.bert.embeddings.word_embeddings.weight';
  const values = Float32Array.from({ length: 26 * 8 }, (_, at) => at / 100);
  const adapter = await changeAdapter('bert-plain', {
    tensors: (tensors) => tensors.set(key, { shape: [26, 8], values }),
  });
  const folder = await fold(adapter, join(LORA, 'bert'));
  await using checkpoint = await openCheckpoint(folder);
  expect(checkpoint.config.vocabulary).toBe(26);
  expect((await readTensors(folder)).get('bert.embeddings.word_embeddings.weight')!.values).toEqual(values);
});

it('unties a last layer that the adapter brings from the table of words', async () => {
  const values = Float32Array.from({ length: 24 * 8 }, (_, at) => at / 100);
  const adapter = await changeAdapter('gpt2-language', {
    tensors: (tensors) => tensors.set('base_model.model.lm_head.weight', { shape: [24, 8], values }),
  });
  const folder = await fold(adapter, join(LORA, 'gpt2'));
  await using checkpoint = await openCheckpoint(folder);
  expect(checkpoint.config.tied).toBe(false);
  expect(requireClassifier(checkpoint).head.tensors.map(({ name }) => name)).toEqual(['lm_head.weight']);
  expect((await readTensors(folder)).get('lm_head.weight')!.values).toEqual(values);
});

it('folds an update of a type of its own into the base’s', async () => {
  const adapter = await changeAdapter('bert-plain', {
    tensors: (tensors) => {
      for (const [name, tensor] of [...tensors]) tensors.set(name, { ...tensor, dtype: 'F64' });
    },
  });
  const found = await readTensors(await fold(adapter, join(LORA, 'bert')));
  const expected = await readTensors(await fold(join(LORA, 'bert-plain'), join(LORA, 'bert')));
  expect(found.get('bert.encoder.layer.0.attention.self.query.weight')).toEqual(
    expected.get('bert.encoder.layer.0.attention.self.query.weight'),
  );
});

it('refuses a sum that the base’s type cannot hold', async () => {
  const half = join(await temporaryFolder(), 'half');
  await writeTinyCheckpoint(half, { dtype: 'F16' });
  const adapter = await changeAdapter('bert-plain', { config: { lora_alpha: 1e7 } });
  await expect(fold(adapter, half)).rejects.toThrow(
    /^Tensor 'bert\.encoder\.layer\.0\.attention\.self\.query\.weight' has a value past the range of F16/,
  );
});

it('has a class name for every family', () => {
  expect(Object.keys(CLASS_PREFIXES).sort()).toEqual(Object.keys(FAMILIES).sort());
});

it('writes the same file from the same files', async () => {
  const read = async () =>
    await readFile(join(await fold(join(LORA, 'gpt2-score'), join(LORA, 'gpt2')), 'model.safetensors'));
  expect(await read()).toEqual(await read());
});
