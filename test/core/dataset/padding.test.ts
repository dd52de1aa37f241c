/** Batches under a token budget, and their padding. */
import { describe, expect, it } from 'vitest';
import { groupByLength, padBatch } from '../../../src-main/core/dataset/padding.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';

describe('groupByLength', () => {
  it.each([0, -1, Number.NaN])('refuses the budget %s', (budget) => {
    expect(() => groupByLength([1], budget)).toThrow(`The token budget is ${budget}`);
  });

  it('makes no batch of no rows', () => {
    expect(groupByLength([], 10)).toEqual([]);
  });

  it('puts the longest first and keeps rows of equal length in order', () => {
    expect(groupByLength([2, 4, 2, 4, 2], 8)).toEqual([
      [1, 3],
      [0, 2, 4],
    ]);
  });

  it('gives a row that is longer than the budget a batch of its own', () => {
    expect(groupByLength([3, 50, 3], 10)).toEqual([[1], [0, 2]]);
  });

  it('fills batches and never past the budget', () => {
    const random = createRandom(5);
    const lengths = Array.from({ length: 500 }, () => 1 + random.integer(128));
    const batches = groupByLength(lengths, 1024);
    expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
    for (const [position, batch] of batches.entries()) {
      const longest = Math.max(...batch.map((index) => lengths[index]!));
      expect(batch.length * longest).toBeLessThanOrEqual(1024);
      if (position < batches.length - 1) expect((batch.length + 1) * longest).toBeGreaterThan(1024);
    }
  });
});

describe('padBatch', () => {
  const rows = [
    { ids: [2, 9, 3], types: [0, 0, 0] },
    { ids: [2, 3], types: [0, 0] },
    { ids: [2, 7, 3, 8, 3], types: [0, 0, 0, 1, 1] },
  ];

  it('pads the rows of a batch to its longest', () => {
    const batch = padBatch(rows, [2, 0], 5);
    expect(batch).toMatchObject({ size: 2, tokens: 5 });
    expect([...batch.ids]).toEqual([2n, 7n, 3n, 8n, 3n, 2n, 9n, 3n, 5n, 5n]);
    expect([...batch.types]).toEqual([0n, 0n, 0n, 1n, 1n, 0n, 0n, 0n, 0n, 0n]);
    expect([...batch.mask]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });

  it('pads nothing where all are as long', () => {
    expect([...padBatch(rows, [1, 1], 5).mask]).toEqual([1, 1, 1, 1]);
  });
});
