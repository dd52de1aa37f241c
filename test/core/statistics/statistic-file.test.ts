/** Files of statistics, honest and otherwise. */
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../../src-main/core/safetensors/writer.ts';
import type { Statistic, StatisticKind } from '../../../src-main/core/statistics/statistic.ts';
import { openStatistics, writeStatistic } from '../../../src-main/core/statistics/tensor-statistics.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { compileShim, findShimFault } from '../../failing-disk.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

const ORIGIN = { checkpoint: 'c'.repeat(64), dataset: 'd'.repeat(64), settings: '{"samples":2}', count: 2 };

const METADATA = {
  format: 'weir.statistic',
  version: '1',
  kind: 'gram',
  ...ORIGIN,
  count: '2',
  same: '{"b":"a"}',
  totals: '{"elements":4,"sum":7,"squares":19}',
};

const GRAM: Statistic = {
  tensors: new Map([['a', { shape: [2, 2], values: Float64Array.of(3, 1, 1, 2) }]]),
  same: new Map([['b', 'a']]),
  count: 2,
};

interface Forgery {
  readonly metadata?: Partial<Record<keyof typeof METADATA, string | undefined>>;
  readonly shape?: readonly number[];
  readonly values?: readonly number[];
  readonly dtype?: 'F32' | 'F64';
}

async function forge({ metadata = {}, shape = [2, 2], values, dtype = 'F32' }: Forgery): Promise<string> {
  const file = join(await temporaryFolder(), 'f.safetensors');
  const numbers = values ?? Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 1);
  const array = dtype === 'F64' ? Float64Array.from(numbers) : Float32Array.from(numbers);
  const entries = Object.entries({ ...METADATA, ...metadata }).filter(([, value]) => value !== undefined);
  await writeSafetensors(
    file,
    [{ name: 'a', dtype, shape, bytes: new Uint8Array(array.buffer) }],
    Object.fromEntries(entries) as Record<string, string>,
  );
  return file;
}

describe('a file of Gram matrices is refused', () => {
  const cases: readonly (readonly [string, Forgery, string])[] = [
    ['that is a checkpoint', { metadata: { format: 'pt' } }, "its format is 'pt'; expected 'gram'"],
    ['that is a mask Fisher', { metadata: { format: 'weir.fisher' } }, "its format is 'weir.fisher'"],
    ['that says nothing of itself', { metadata: { format: undefined } }, 'it does not say what it is'],
    ['that is a full Fisher', { metadata: { kind: 'full-fisher' } }, "is 'full-fisher'; expected 'gram'"],
    ['of no kind', { metadata: { kind: undefined } }, 'it does not say what it is'],
    ['of a later version', { metadata: { version: '2' } }, 'is of version "2"; known is "1"'],
    ['without hashes', { metadata: { dataset: undefined } }, "have 'nothing' as dataset"],
    ['of no examples', { metadata: { count: '0' } }, "have '0' as count"],
    ['of half an example', { metadata: { count: '0.5' } }, "have '0.5' as count"],
    ['whose totals are no JSON', { metadata: { totals: '{' } }, "have '{' as totals"],
    ['whose totals are nothing', { metadata: { totals: 'null' } }, "have 'null' as totals"],
    [
      'whose totals are no numbers',
      { metadata: { totals: '{"elements":4,"sum":"7","squares":1}' } },
      'as totals, which cannot be',
    ],
    ['whose likenesses are a list', { metadata: { same: '["a"]' } }, `have '["a"]' as same`],
    ['without likenesses', { metadata: { same: undefined } }, "have 'nothing' as same"],
    ['that likens to nothing', { metadata: { same: '{"b":"c"}' } }, "no tensor 'c', which 'b' is said to be"],
    ['of float64', { dtype: 'F64' }, "Tensor 'a' of"],
    ['that is no square', { shape: [2, 3] }, 'is F32 [2,3]; expected F32 of a square'],
  ];

  it.each(cases)('%s', async (_, forgery, message) => {
    const code = message.startsWith('is of version') ? 'unsupported' : 'invalid-file';
    await expect(openStatistics(await forge(forgery), 'gram')).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message) as string,
    });
  });

  it('that is cut short, or whose header is damaged', async () => {
    const file = await forge({});
    const bytes = await readFile(file);
    await truncate(file, bytes.length - 1);
    await expect(openStatistics(file, 'gram')).rejects.toMatchObject({ code: 'invalid-file' });
    await writeFile(file, bytes.fill('x', 8, 12));
    await expect(openStatistics(file, 'gram')).rejects.toMatchObject({ code: 'invalid-file' });
    await writeFile(file, bytes.subarray(0, 5));
    await expect(openStatistics(file, 'gram')).rejects.toMatchObject({ code: 'invalid-file' });
  });

  it('that is not there', async () => {
    const file = join(await temporaryFolder(), 'f.safetensors');
    await expect(openStatistics(file, 'gram')).rejects.toMatchObject({ code: 'missing-file' });
  });

  it('that is of another encoder', async () => {
    await using checkpoint = await openCheckpoint(await writeTinyCheckpoint(await temporaryFolder()));
    const name = 'encoder.layer.0.attention.self.query.weight';
    const file = await forge({ metadata: { same: JSON.stringify({ [name]: 'a' }) } });
    await expect(openStatistics(file, 'gram', checkpoint.encoder)).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringContaining("Tensor 'a' of") as string,
    });
  });
});

it.each([
  ['full-fisher', NaN, 'finite numbers of 0 or more'],
  ['full-fisher', Infinity, 'finite numbers of 0 or more'],
  ['full-fisher', -1e-9, 'finite numbers of 0 or more'],
  ['gram', NaN, 'finite numbers'],
  ['gram', -Infinity, 'finite numbers'],
] as const)('names the number where a %s holds %d', async (kind: StatisticKind, value, expected) => {
  const file = await forge({ metadata: { kind }, values: [1, 1, value, 1] });
  await using statistics = await openStatistics(file, kind);
  const entry = statistics.find('b')!;
  expect(await statistics.read(entry, 0, 2)).toEqual(Float32Array.of(1, 1));
  await expect(statistics.read(entry, 1, 4)).rejects.toMatchObject({
    code: 'invalid-file',
    message: `Tensor 'a' of '${file}' holds ${Math.fround(value)} at element 2; expected ${expected}.`,
  });
});

it('is written and read again, in parts, and by every name', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'g.safetensors');
  await writeStatistic(file, GRAM, { kind: 'gram', ...ORIGIN });
  await using statistics = await openStatistics(file, 'gram');
  expect(statistics.origin).toEqual({ kind: 'gram', ...ORIGIN });
  expect(statistics.totals).toEqual({ elements: 4, sum: 7, squares: 15 });
  for (const name of ['a', 'b'])
    expect(await statistics.read(statistics.find(name)!, 1, 4)).toEqual(Float32Array.of(1, 1, 2));
  expect(statistics.find('constructor')).toBeUndefined();
  expect(await readdir(folder)).toEqual(['g.safetensors']);
});

const fault = findShimFault();

it.skipIf(fault !== undefined)(
  'says that the disk is full, at whichever write, and leaves nothing',
  async () => {
    const program = join(import.meta.dirname, 'programs/write-statistic.ts');
    const run = await compileShim();
    const folder = await temporaryFolder();
    const file = join(folder, 'g.safetensors');
    let first = 1;
    for (; first < 50; first++) {
      const { code, stderr } = await run([program, file], { folder, first, error: 'ENOSPC' });
      if (code === 0) break;
      expect(stderr).toBe(`no-space: '${file}' cannot be written: the disk is full.\n`);
      expect(await readdir(folder)).toEqual([]);
    }
    // The header, three tensors, and the name at the end.
    expect(first).toBeGreaterThan(4);
    expect(await readdir(folder)).toEqual(['g.safetensors']);
  },
);
