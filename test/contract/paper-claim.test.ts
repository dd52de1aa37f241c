/** What is claimed of mask nodes, and what leaving an expert out costs, against numbers worked out by hand. */
import { describe, expect, it } from 'vitest';
import { listLeftOut } from '../../src-main/contract/leave-one-out.ts';
import { claimOf } from '../../src-main/contract/paper-claim.ts';
import { cell, record, scores } from './sweep-records.ts';

const cost = (kind: string, task: string, seconds: number, samples = 8) =>
  ({ kind, task, evidence: kind, samples, seed: 0, seconds }) as const;

describe('the claim', () => {
  const swept = record({
    methods: ['average', 'fisher-mask', 'full-fisher'].map((method) => ({
      name: method,
      method,
      settings: {},
    })),
    cells: [
      cell(0, 0, scores({ a: 0.4, b: 0.4 })),
      cell(0, 1, scores({ a: 0.5, b: 0.41 }), { samples: 8, seed: 0 }),
      cell(0, 2, scores({ a: 0.52, b: 0.41 }), { samples: 8, seed: 0 }),
    ],
    costs: [
      cost('mask-fisher', 'a', 2),
      cost('full-fisher', 'a', 30),
      cost('mask-fisher', 'b', 1),
      cost('full-fisher', 'b', 9, 16),
    ],
  });

  it('is in points, at equal samples', () => {
    const [gain] = claimOf(swept).gains;
    expect(gain).toMatchObject({ set: 'a+b', samples: 8 });
    expect(gain!.overAverage).toBeCloseTo(5.5, 10);
    expect(gain!.overFull).toBeCloseTo(-1, 10);
  });

  it('compares times of the same rows alone', () => {
    expect(claimOf(swept).speedUps).toEqual([
      { task: 'a', samples: 8, maskSeconds: 2, fullSeconds: 30, ratio: 15 },
    ]);
  });

  it('says nothing of what was not swept', () => {
    expect(claimOf(record({ cells: [cell(0, 0, scores({ a: 0.4, b: 0.4 }))] }))).toEqual({
      gains: [],
      speedUps: [],
    });
  });
});

describe('leaving one out', () => {
  const sets = [
    ['a', 'b', 'c'],
    ['b', 'c'],
    ['a', 'c'],
    ['a', 'b'],
  ];
  const all = { a: { accuracy: 0.4 }, b: { accuracy: 0.4 }, c: { loss: 4 } };
  const cells = [
    cell(0, 0, all),
    cell(1, 0, { b: { accuracy: 0.45 }, c: { loss: 2.5 } }),
    cell(2, 0, { a: { accuracy: 0.4 }, c: { loss: 4 } }),
    cell(3, 0, { a: { accuracy: 0.2 }, b: { accuracy: 0.3 } }),
  ];

  it('tells what the others lose by an expert, and what it keeps', () => {
    const [a, , c] = listLeftOut(record({ sets, cells }));
    // With a: 0.8 and 0.5; without: 0.9 and 0.8.
    expect(a).toMatchObject({ task: 'a', method: 'average' });
    expect(a!.withIt).toBeCloseTo(0.65, 12);
    expect(a!.without).toBeCloseTo(0.85, 12);
    expect(a!.costs).toBeCloseTo(0.2, 12);
    expect(a!.gives).toBeCloseTo(0.5, 12);
    // With c: 0.5 and 0.8; without: 0.25 and 0.6.
    expect(c!.costs).toBeCloseTo(-0.225, 12);
  });

  it('needs all sets of all but one', () => {
    expect(listLeftOut(record({ sets: sets.slice(0, 3), cells }))).toEqual([]);
    expect(listLeftOut(record({ cells: [cell(0, 0, scores({ a: 0.4, b: 0.4 }))] }))).toEqual([]);
  });
});
