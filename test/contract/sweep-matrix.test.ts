/** The matrix of a sweep, against numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import { buildMatrix, listSamples } from '../../src-main/contract/sweep-matrix.ts';
import { cell, record, scores } from './sweep-records.ts';

const RELATIVE = { measure: 'relative' } as const;

describe('a matrix', () => {
  // 0.4/0.8 and 0.4/0.5: 0.65; 0.6/0.8 and 0.45/0.5: 0.825; 0.64/0.8 and 0.5/0.5: 0.9.
  const swept = record({
    cells: [
      cell(0, 0, scores({ a: 0.4, b: 0.4 }), { intervals: { a: [0.3, 0.5], b: [0.35, 0.45] } }),
      cell(0, 1, scores({ a: 0.6, b: 0.45 }), { seed: 0, samples: 8, evidence: 'x', seconds: 2 }),
      cell(0, 1, scores({ a: 0.64, b: 0.5 }), { seed: 1, samples: 8, evidence: 'y', seconds: 4 }),
    ],
    costs: [
      { task: 'a', kind: 'mask-fisher', evidence: 'x', samples: 8, seed: 0, seconds: 3 },
      { task: 'a', kind: 'mask-fisher', evidence: 'y', samples: 8, seed: 1, seconds: 5 },
      { task: 'a', kind: 'full-fisher', evidence: 'z', samples: 8, seed: 1, seconds: 50 },
    ],
  });

  it('has means over tasks and seeds, spread, differences and the best', () => {
    const { rows, sets } = buildMatrix(swept, RELATIVE);
    expect(sets).toEqual(['a+b']);
    const [average, mask] = rows.map(({ entries }) => entries[0]!);
    expect(average).toMatchObject({ isBest: false, difference: 0, spread: undefined });
    expect(average!.value).toBeCloseTo(0.65, 12);
    expect(mask!.value).toBeCloseTo(0.8625, 12);
    expect(mask!.difference).toBeCloseTo(0.2125, 12);
    // Of 0.825 and 0.9: half of their distance, times √2.
    expect(mask!.spread).toBeCloseTo(0.0375 * Math.SQRT2, 12);
    expect(mask!.isBest).toBe(true);
    // Half widths 0.1/0.8 and 0.05/0.5, as of a mean of two independent ones.
    const half = Math.hypot(0.1 / 0.8, 0.05 / 0.5) / 2;
    expect(average!.interval![1] - average!.value!).toBeCloseTo(half, 12);
    expect(mask!.interval).toBeUndefined();
  });

  it('counts what was taken once, whoever took it', () => {
    const { rows } = buildMatrix(swept, RELATIVE);
    expect(rows.map(({ evidenceSeconds, mergeSeconds }) => [evidenceSeconds, mergeSeconds])).toEqual([
      [0, 1],
      [8, 3],
    ]);
  });

  it('compares with nothing where the sweep has no plain average', () => {
    const [row] = buildMatrix({ ...swept, baseline: null }, RELATIVE).rows;
    expect(row!.entries[0]!.difference).toBeUndefined();
  });

  it('turns losses round, and has no mean of them with shares', () => {
    const lossy = record({
      sets: [['a', 'c']],
      cells: [cell(0, 0, { a: { accuracy: 0.4 }, c: { loss: 4 } })],
    });
    expect(buildMatrix(lossy, RELATIVE).rows[0]!.entries[0]!.value).toBeCloseTo(0.5, 12);
    expect(buildMatrix(lossy, { measure: 'score' }).rows[0]!.entries[0]!.value).toBeUndefined();
  });

  it('can be of one sample count, beside what takes none', () => {
    const more = record({
      ...swept,
      cells: [...swept.cells, cell(0, 1, scores({ a: 0.8, b: 0.5 }), { samples: 32 })],
    });
    expect(listSamples(more)).toEqual([8, 32]);
    const values = buildMatrix(more, { ...RELATIVE, samples: 32 }).rows.map(
      ({ entries }) => entries[0]!.value,
    );
    expect(values[0]).toBeCloseTo(0.65, 12);
    expect(values[1]).toBeCloseTo(1, 12);
  });

  it('has no value where a sweep has no cell yet', () => {
    const { rows } = buildMatrix(record({}), RELATIVE);
    expect(rows[1]!.entries[0]).toMatchObject({ value: undefined, isBest: false, cells: [] });
    expect(rows[1]!.mergeSeconds).toBeUndefined();
  });
});
