/** What checkpoints say of one text, beside the logits that scores are made from. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { predict } from '../../../src-main/core/score/predictions.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { runPredict } from '../../../src-main/runs/worker/predict.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

const say = (checkpoints: readonly string[], text: string, pair?: string, threads?: number) =>
  runPredict({ checkpoints, text, pair, device: 'cpu' }, {}, { threads });

async function logitsOf(folder: string, text: string, pair?: string): Promise<number[]> {
  await using checkpoint = await openCheckpoint(folder);
  const input = {
    ...{ checkpoint: requireClassifier(checkpoint), rows: [{ index: 0, text, pair, label: undefined }] },
    ...{ readLabel: undefined, maxLength: 16, tokenBudget: 1024, runtime: createRuntime('cpu') },
  };
  for await (const { logits } of predict(input)) return Array.from(logits);
  return [];
}

describe('nothing is said', () => {
  it('by a checkpoint without a task head, by none, and on no device', async () => {
    const folder = await temporaryFolder();
    const bare = await writeTinyCheckpoint(join(folder, 'bare'), { labels: [] });
    await expect(say([bare], 'good')).rejects.toThrow(/^[^\n]+\.$/);
    await expect(say([join(folder, 'gone')], 'good')).rejects.toMatchObject({ code: 'missing-file' });
    await mkdir(join(folder, 'empty'));
    await writeFile(join(folder, 'empty', 'config.json'), '{}');
    await expect(say([join(folder, 'empty')], 'good')).rejects.toThrow(/^[^\n]+\.$/);
    const asked = { checkpoints: [bare], text: 'good', device: 'abacus' };
    await expect(runPredict(asked, {}, {})).rejects.toMatchObject({ code: 'no-device' });
  });

  it('by a checkpoint whose weights are no numbers', async () => {
    const folder = await writeTinyCheckpoint(await temporaryFolder());
    const file = join(folder, 'model.safetensors');
    const bytes = await readFile(file);
    bytes.writeFloatLE(NaN, bytes.length - 4);
    await writeFile(file, bytes);
    await expect(say([folder], 'good film')).rejects.toThrow(/^[^\n]*(NaN|finite)[^\n]*\.$/);
  });
});

describe('of a text is said', () => {
  it('by each checkpoint in its turn, the probability of each of its labels', async () => {
    const folder = await temporaryFolder();
    const labels = ['World', 'Sports', 'Sci/Tech'];
    const first = await writeTinyCheckpoint(join(folder, 'a'), { seed: 1 });
    const second = await writeTinyCheckpoint(join(folder, 'b'), { seed: 2, labels });
    const records = await say([first, second], 'a great film');
    expect(records).toMatchObject([
      { checkpoint: first, problem: 'single-label', labels: ['negative', 'positive'] },
      { checkpoint: second, problem: 'single-label', labels },
    ]);
    for (const { checkpoint, outputs } of records) {
      const logits = await logitsOf(checkpoint, 'a great film');
      const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
      expect(outputs).toHaveLength(logits.length);
      for (const [at, logit] of logits.entries()) expect(outputs[at]).toBeCloseTo(Math.exp(logit) / sum, 6);
      expect(outputs.reduce((total, output) => total + output, 0)).toBeCloseTo(1, 12);
    }
  });

  it('a probability of its own for each of several labels, and a value as it is', async () => {
    const folder = await temporaryFolder();
    const several = await writeTinyCheckpoint(join(folder, 'a'), {
      config: { problem_type: 'multi_label_classification' },
    });
    const value = await writeTinyCheckpoint(join(folder, 'b'), { labels: ['score'] });
    const [labels, score] = await say([several, value], 'a dull play', 'a fine song');
    for (const [at, logit] of (await logitsOf(several, 'a dull play', 'a fine song')).entries())
      expect(labels!.outputs[at]).toBeCloseTo(1 / (1 + Math.exp(-logit)), 6);
    expect(score).toMatchObject({ problem: 'regression', labels: ['score'] });
    const [logit] = await logitsOf(value, 'a dull play', 'a fine song');
    expect(score!.outputs).toHaveLength(1);
    expect(score!.outputs[0]).toBeCloseTo(logit!, 6);
  });

  it('something, whatever the text is: empty, unknown, and longer than there are positions', async () => {
    const folder = await writeTinyCheckpoint(await temporaryFolder());
    for (const text of ['', '\u0000\ud800', '😀'.repeat(50), `${TINY_WORDS.join(' ')} `.repeat(500)]) {
      const [record] = await say([folder], text);
      expect(record!.outputs.every((output) => output > 0 && output < 1)).toBe(true);
    }
    const cut = TINY_WORDS.slice(0, 14).join(' ');
    const [[long], [short]] = await Promise.all([say([folder], `${cut} good good`), say([folder], cut)]);
    expect(long!.outputs).toEqual(short!.outputs);
  });

  it('the same on one thread', async () => {
    const folder = await writeTinyCheckpoint(await temporaryFolder());
    expect(await say([folder], 'good', undefined, 1)).toEqual(await say([folder], 'good'));
  });
});
