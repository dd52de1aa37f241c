/** Intervals by drawing rows again, which answers were right, and how rows are split. */
import { describe, expect, it } from 'vitest';
import { isOfPart } from '../../../src-main/core/dataset/split.ts';
import { bootstrap, packOutcomes } from '../../../src-main/core/score/bootstrap.ts';

describe('an interval', () => {
  it('of an accuracy is that of a binomial', () => {
    const actual = Array.from({ length: 400 }, (_, at) => at % 2);
    const predicted = actual.map((label, at) => (at % 4 === 0 ? 1 - label : label));
    const [low, high] = bootstrap('accuracy', { numbers: { predicted, actual } })!;
    // 0.75 ± 1.96 · √(0.75 · 0.25 / 400), by the normal approximation.
    expect(low).toBeGreaterThan(0.7);
    expect(low).toBeLessThan(0.715);
    expect(high).toBeGreaterThan(0.785);
    expect(high).toBeLessThan(0.8);
  });

  it('is the same every time, and narrow where nothing varies', () => {
    const numbers = { predicted: [1, 1, 1], actual: [1, 1, 1] };
    expect(bootstrap('accuracy', { numbers })).toEqual([1, 1]);
    const values = { predicted: [1, 2, 3, 4, 5, 7], actual: [1, 3, 2, 4, 6, 5] };
    expect(bootstrap('pearson', { numbers: values })).toEqual(bootstrap('pearson', { numbers: values }));
  });
});

describe('outcomes', () => {
  it('are a bit an answer, from the lowest', () => {
    const numbers = { predicted: [1, 0, 2, 1, 1, 0, 0, 0, 3], actual: [1, 1, 2, 1, 0, 0, 0, 1, 3] };
    expect(packOutcomes('accuracy', { numbers })).toEqual(Uint8Array.of(0b0110_1101, 1));
    expect(packOutcomes('pearson', { numbers })).toBeUndefined();
  });
});

describe('a split', () => {
  const rows = [...Array(2000).keys()];

  it('has every row in one part, about as many as asked for', () => {
    for (const share of [0.2, 0.5]) {
      const [choosing, reporting] = (['choosing', 'reporting'] as const).map((part) =>
        rows.filter(isOfPart(part, { share, seed: 7 })),
      );
      expect([...choosing!, ...reporting!].sort((a, b) => a - b)).toEqual(rows);
      expect(choosing!.length / rows.length).toBeGreaterThan(share - 0.03);
      expect(choosing!.length / rows.length).toBeLessThan(share + 0.03);
    }
  });

  it('depends on seed and row alone', () => {
    expect(rows.filter(isOfPart('choosing'))).toEqual(
      rows.filter(isOfPart('choosing', { share: 0.5, seed: 0 })),
    );
    expect(rows.filter(isOfPart('choosing', { share: 0.5, seed: 1 }))).not.toEqual(
      rows.filter(isOfPart('choosing')),
    );
    expect(rows.every(isOfPart('all'))).toBe(true);
  });
});
