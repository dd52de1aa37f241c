/** Samples: repeated by their seed, in file order, each row as likely. */
import { describe, expect, it } from 'vitest';
import type { Row } from '../../../src-main/core/dataset/rows.ts';
import { sampleRows } from '../../../src-main/core/dataset/sample.ts';

// eslint-disable-next-line @typescript-eslint/require-await -- an async iterable is what is sampled
async function* makeRows(count: number): AsyncGenerator<Row> {
  for (let index = 0; index < count; index++)
    yield { index, text: `row ${index}`, pair: undefined, label: 0 };
}

const choose = async (total: number, count: number, seed: number) =>
  (await sampleRows(makeRows(total), count, seed)).map(({ index }) => index);

describe('sampleRows', () => {
  it.each([0, -1, 1.5, Number.NaN, Infinity])('refuses to take %s rows', async (count) => {
    await expect(sampleRows(makeRows(3), count, 0)).rejects.toThrow(`Cannot take ${count} samples`);
  });

  it('refuses a seed that is none', async () => {
    await expect(sampleRows(makeRows(3), 1, -1)).rejects.toThrow('The seed is -1');
  });

  it('takes all rows in file order when there are no more', async () => {
    expect(await choose(5, 5, 0)).toEqual([0, 1, 2, 3, 4]);
    expect(await choose(5, 9, 0)).toEqual([0, 1, 2, 3, 4]);
    expect(await choose(0, 9, 0)).toEqual([]);
  });

  it('takes different rows in file order', async () => {
    const chosen = await choose(1000, 100, 0);
    expect(new Set(chosen).size).toBe(100);
    expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
  });

  it('takes the same rows for the same seed and others for another', async () => {
    expect(await choose(1000, 20, 1)).toEqual(await choose(1000, 20, 1));
    expect(await choose(1000, 20, 1)).not.toEqual(await choose(1000, 20, 2));
  });

  it('takes every row as often', async () => {
    const counts = Array.from({ length: 12 }, () => 0);
    for (let seed = 0; seed < 6000; seed++) for (const index of await choose(12, 4, seed)) counts[index]!++;
    // 2000 expected, with a standard deviation of 37.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(150);
  });
});
