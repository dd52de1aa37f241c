/** Files of statistics: what is written is read back, and what no such file says is refused. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../../src-main/core/safetensors/writer.ts';
import { openStatistics, writeStatistic } from '../../../src-main/core/statistics/tensor-statistics.ts';
import { temporaryFolder } from '../../temporary.ts';

const METADATA = {
  ...{ format: 'weir.statistic', version: '1', kind: 'gram', count: '3', same: '{}' },
  ...{ checkpoint: 'c', dataset: 'd', settings: '{}', totals: '{"elements":4,"sum":10,"squares":30}' },
};

/** An empty value: the key is left out. */
async function write(changes: Readonly<Record<string, string>>, dtype: 'F32' | 'I32' = 'F32') {
  const file = join(await temporaryFolder(), 's.safetensors');
  const metadata = Object.entries({ ...METADATA, ...changes }).filter(([, value]) => value !== '');
  const tensors = [{ name: 'a', dtype, shape: [2, 2], bytes: new Uint8Array(16) }];
  await writeSafetensors(file, tensors, Object.fromEntries(metadata));
  return file;
}

describe('a file of statistics is refused', () => {
  it.each([
    [{ format: 'pt' }, "it is of 'pt'; expected 'gram'."],
    [{ format: '' }, "it is of 'nothing that is said'; expected 'gram'."],
    [{ kind: 'full-fisher' }, "it is of 'full-fisher'; expected 'gram'."],
    [{ version: '2' }, 'is of version "2"; known is "1".'],
    [{ totals: '' }, 'does not say what its numbers add up to.'],
    [{ totals: '{"elements":4}' }, 'does not say what its numbers add up to.'],
    [{ totals: '{' }, 'does not say what its numbers add up to.'],
    [{ same: '{' }, 'does not say what its numbers add up to.'],
  ] as const)('with %j', async (changes, says) => {
    await expect(openStatistics(await write(changes), 'gram')).rejects.toThrow(says);
  });

  it('with whole numbers', async () => {
    const file = await write({}, 'I32');
    await expect(openStatistics(file, 'gram')).rejects.toThrow(
      `Tensor 'a' of '${file}' is I32; expected F32.`,
    );
  });
});

it('what is written is read back: parts of tensors, totals of all, and names of the same numbers', async () => {
  const file = join(await temporaryFolder(), 's.safetensors');
  const values = Float64Array.of(1, -2, 3, 4, 5, -6);
  const tensors = new Map([
    ['a', { shape: [2, 3], values }],
    ['b', { shape: [1], values: Float64Array.of(10) }],
  ]);
  const origin = { kind: 'gram', checkpoint: 'c', dataset: 'd', settings: '{"seed":1}', count: 7 } as const;
  await writeStatistic(file, { tensors, same: new Map([['x', 'a']]), count: 7 }, origin);
  await using statistics = await openStatistics(file, 'gram');
  expect(statistics.origin).toEqual(origin);
  expect(statistics.totals).toEqual({ elements: 7, sum: 15, squares: 91 + 100 });
  expect(statistics.find('x')).toBe(statistics.find('a'));
  expect(statistics.find('y')).toBeUndefined();
  expect([...(await statistics.read(statistics.find('x')!, 1, 4))]).toEqual([-2, 3, 4]);
});
