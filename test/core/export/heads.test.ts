/** Every task head of every family as ONNX, beside Weir's own graph, which is fed by hand what the file computes. */
import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { measureDifference } from '../../../src-main/core/export/comparison.ts';
import { requireClassifier, type Classifier } from '../../../src-main/core/task/classifier.ts';
import { checkExport } from '../../../src-main/runs/worker/onnx-check.ts';
import { writeOnnxFolder } from '../../../src-main/runs/worker/onnx-folder.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint, type TinyChoices } from '../../tiny-checkpoint.ts';

/** Beyond the 96 tokens that are drawn. */
const POSITIONS = { max_position_embeddings: 100 };
const TINY = { n_layer: 2, n_head: 2, n_embd: 8, n_inner: 12 };

/** What each family's config.json says beside what every tiny checkpoint's does. */
const FAMILIES: Readonly<Record<string, readonly [title: string, config: TinyChoices['config']]>> = {
  bert: ['Bert', POSITIONS],
  roberta: ['Roberta', { max_position_embeddings: 102, type_vocab_size: 1 }],
  distilbert: ['DistilBert', { ...POSITIONS, n_layers: 2, n_heads: 2, dim: 8, hidden_dim: 12 }],
  electra: ['Electra', { ...POSITIONS, embedding_size: 4 }],
  albert: ['Albert', { ...POSITIONS, embedding_size: 4 }],
  mpnet: ['MPNet', { max_position_embeddings: 102, relative_attention_num_buckets: 8 }],
  'deberta-v2': [
    'DebertaV2',
    {
      ...POSITIONS,
      type_vocab_size: 0,
      relative_attention: true,
      pos_att_type: ['c2p', 'p2c'],
      position_buckets: 8,
      position_biased_input: false,
    },
  ],
  modernbert: ['ModernBert', { ...POSITIONS, local_attention: 16, hidden_activation: 'gelu' }],
  gpt2: ['GPT2', { ...TINY, n_positions: 100 }],
};

const HEADS = [
  'ForSequenceClassification',
  'ForTokenClassification',
  'ForQuestionAnswering',
  'ForMultipleChoice',
  'ForMaskedLM',
];

/** Heads are the same for most; each way to reach one is here, and each family with one that reads every token. */
const CASES: readonly (readonly [family: string, ending: string])[] = [
  ...HEADS.map((ending) => ['bert', ending] as const),
  ...['modernbert', 'deberta-v2'].flatMap((family) => HEADS.map((ending) => [family, ending] as const)),
  ...['roberta', 'distilbert', 'electra', 'albert', 'mpnet'].map(
    (family) => [family, 'ForMaskedLM'] as const,
  ),
  ['roberta', 'ForMultipleChoice'],
  ['gpt2', 'ForSequenceClassification'],
  ['gpt2', 'ForTokenClassification'],
  ['gpt2', 'LMHeadModel'],
];

async function exportTiny(family: string, ending: string) {
  const [title, config] = FAMILIES[family]!;
  const folder = join(await temporaryFolder(), 'tiny');
  const architectures = [title + ending];
  await writeTinyCheckpoint(folder, { config: { ...config, model_type: family, architectures } });
  const open = await openCheckpoint(folder);
  onTestFinished(() => open[Symbol.asyncDispose]());
  const checkpoint = requireClassifier(open);
  const written = { folder: join(folder, 'onnx'), checkpoint, metadata: {}, title: 'ONNX' };
  return { checkpoint, file: await writeOnnxFolder(written) };
}

function check(checkpoint: Classifier, file: string): Promise<number> {
  return checkExport({
    checkpoint,
    file,
    dataset: undefined,
    maxLength: 100,
    threads: 1,
    title: 'ONNX of t',
  });
}

describe('a file', () => {
  it.each(CASES)('of %s %s answers as its checkpoint', async (family, ending) => {
    const { checkpoint, file } = await exportTiny(family, ending);
    expect(await check(checkpoint, file)).toBeLessThan(1e-5);
  });

  it.each([
    ['bert', 'ForSequenceClassification', ['input_ids', 'attention_mask', 'token_type_ids'], ['logits']],
    ['roberta', 'ForTokenClassification', ['input_ids', 'attention_mask'], ['logits']],
    ['deberta-v2', 'ForQuestionAnswering', ['input_ids', 'attention_mask'], ['start_logits', 'end_logits']],
    ['gpt2', 'LMHeadModel', ['input_ids', 'attention_mask'], ['logits']],
  ])('of %s %s is asked and answers as Hugging Face’s exports', async (family, ending, inputs, outputs) => {
    const { file } = await exportTiny(family, ending);
    const session = await InferenceSession.create(file);
    expect([...session.inputNames].sort()).toEqual(inputs.sort());
    expect(session.outputNames).toEqual(outputs);
    await session.release();
  });

  it('that answers otherwise is told from one that does not', async () => {
    const { checkpoint, file } = await exportTiny('bert', 'ForQuestionAnswering');
    const weights = await readFile(`${file}_data`);
    // Of the first word, the lowest byte of the exponent.
    for (let at = 2; at < weights.length; at += 64) weights[at]! ^= 0x20;
    await writeFile(`${file}_data`, weights);
    await expect(check(checkpoint, file)).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringMatching(
        /^ONNX of t answers otherwise .*: by [\d.]+; expected at most 0\.0001\.$/,
      ) as string,
    });
  });

  it('without its weights is refused', async () => {
    const { checkpoint, file } = await exportTiny('bert', 'ForQuestionAnswering');
    await writeFile(`${file}_data`, '');
    await expect(check(checkpoint, file)).rejects.toMatchObject({ code: 'no-device' });
  });
});

it('counts differences of large answers by their size, and does not overlook what is no number', () => {
  const difference = (found: number[], expected: number[]) =>
    measureDifference(Float32Array.from(found), Float32Array.from(expected));
  expect(difference([1, 0.5], [0.75, 0.5])).toBe(0.25);
  expect(difference([1, 101], [1, 100])).toBe(0.01);
  expect(difference([NaN, 1], [1, 1])).toBeNaN();
});
