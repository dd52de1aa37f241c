/** What could go wrong while statistics are taken: no rows, weights that are no numbers, labels that are too many, an end that comes early. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Control } from '../../../src-main/contract/progress.ts';
import { createLabelReader } from '../../../src-main/core/dataset/labels.ts';
import type { Row } from '../../../src-main/core/dataset/rows.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { computeFullFisher } from '../../../src-main/core/statistics/full-fisher.ts';
import { computeGrams } from '../../../src-main/core/statistics/gram.ts';
import type { StatisticInput } from '../../../src-main/core/statistics/mean.ts';
import type { Statistic } from '../../../src-main/core/statistics/statistic.ts';
import { predict } from '../../../src-main/core/score/predictions.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { collect } from '../../collect.ts';
import { relativeError } from '../../golden.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint, type TinyChoices } from '../../tiny-checkpoint.ts';

const ROWS: readonly Row[] = ['good film', 'a very dull book', 'so so'].map((text, index) => ({
  index,
  text,
  pair: undefined,
  label: index % 2 ? 'negative' : 'positive',
}));

const KINDS = {
  'full Fisher': computeFullFisher,
  'Gram matrices': (input: StatisticInput, control?: Control) =>
    computeGrams({ ...input, tokenBudget: 100 }, control),
} as const;

interface Turn extends TinyChoices {
  readonly rows?: readonly Row[];
  readonly labels?: readonly string[];
  readonly take?: StatisticInput['settings']['labels'];
  /** A tensor whose first number becomes NaN. */
  readonly spoil?: string;
  readonly control?: Control;
}

async function take(
  kind: keyof typeof KINDS,
  { rows = ROWS, take: from = 'dataset', spoil, control, ...choices }: Turn,
): Promise<Statistic> {
  const folder = await writeTinyCheckpoint(await temporaryFolder(), choices);
  if (spoil !== undefined) await rewrite(folder, spoil, 0, () => NaN);
  await using opened = await openCheckpoint(folder);
  const checkpoint = requireClassifier(opened);
  const input: StatisticInput = {
    checkpoint,
    rows,
    readLabel: createLabelReader(checkpoint.head),
    settings: { labels: from, seed: 0, maxLength: 16 },
    runtime: createRuntime('cpu'),
    title: kind,
  };
  return await KINDS[kind](input, control);
}

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('%s', (kind) => {
  it('wants rows', async () => {
    for (const config of [{}, { architectures: ['BertForMultipleChoice'] }])
      await expect(take(kind, { rows: [], config })).rejects.toMatchObject({ code: 'invalid-dataset' });
  });

  it('names the tensor that holds NaN after the first batch', async () => {
    const spoil = 'bert.encoder.layer.1.intermediate.dense.weight';
    let reports = 0;
    const control = { report: () => (reports += 1) };
    await expect(take(kind, { spoil, control })).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringContaining(`Tensor '${spoil}' of`) as string,
    });
    expect(reports).toBe(0);
  });

  it('ends where it is told to', async () => {
    const control = { signal: AbortSignal.abort() };
    await expect(take(kind, { control })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('does not change with rows that are there twice', async () => {
    const [once, twice] = [await take(kind, {}), await take(kind, { rows: [...ROWS, ...ROWS] })];
    expect(twice.count).toBe(2 * once.count);
    for (const [name, { values }] of once.tensors)
      expect(relativeError(twice.tensors.get(name)!.values, values), name).toBeLessThanOrEqual(1e-6);
  });
});

it('says that the labels of all tokens are too many to expect, before it opens anything', async () => {
  const rows = [{ index: 0, text: 'good film', pair: undefined, label: undefined }];
  const config = { architectures: ['BertForTokenClassification'] };
  await expect(take('full Fisher', { rows, config, take: 'expected' })).rejects.toMatchObject({
    code: 'unsupported',
    hint: "Take labels 'sampled' from the model, or those of the dataset.",
  });
});

it('draws the same labels for the same seed, whatever is drawn beside them', async () => {
  const [whole, alone] = [
    await take('full Fisher', { take: 'sampled' }),
    await take('full Fisher', { take: 'sampled', rows: [...ROWS].reverse() }),
  ];
  for (const [name, { values }] of whole.tensors)
    expect(relativeError(alone.tensors.get(name)!.values, values), name).toBeLessThanOrEqual(1e-6);
});

it("is a gradient's square: that of central differences", async () => {
  // Of one row with its label, F = g².
  const rows = ROWS.slice(0, 1);
  const name = 'encoder.layer.0.output.dense.weight';
  const { values } = (await take('full Fisher', { rows })).tensors.get(name)!;
  const element = values.indexOf(Math.max(...values));
  const step = 2 ** -8;
  const lossAt = (shift: number) => takeLoss(rows[0]!, `bert.${name}`, element, shift);
  const slope = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
  expect(Math.abs(values[element]! / slope ** 2 - 1)).toBeLessThan(1e-2);
});

/** Cross-entropy of a positive row after a number of a tensor is shifted. */
async function takeLoss(row: Row, tensor: string, element: number, shift: number): Promise<number> {
  const folder = await writeTinyCheckpoint(await temporaryFolder());
  await rewrite(folder, tensor, element, (value) => value + shift);
  await using opened = await openCheckpoint(folder);
  const [answer] = await collect(
    predict({
      checkpoint: requireClassifier(opened),
      rows: [row],
      readLabel: undefined,
      runtime: createRuntime('cpu'),
      maxLength: 16,
      tokenBudget: 100,
    }),
  );
  const [negative, positive] = answer!.logits as unknown as [number, number];
  return Math.log1p(Math.exp(negative - positive));
}

async function rewrite(
  folder: string,
  tensor: string,
  element: number,
  change: (value: number) => number,
): Promise<void> {
  await using checkpoint = await openCheckpoint(folder);
  const file = join(folder, 'model.safetensors');
  const bytes = await readFile(file);
  const at = checkpoint.weights.entry(tensor).begin + 4 * element;
  bytes.writeFloatLE(change(bytes.readFloatLE(at)), at);
  await writeFile(file, bytes);
}
