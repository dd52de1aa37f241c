/** Coefficients: they are never NaN, and dead nodes fall back to λ. */
import { describe, expect, it } from 'vitest';
import type { Fisher } from '../../../src-main/core/fisher/fisher.ts';
import { type Rule, RULES } from '../../../src-main/core/merge/schemes.ts';
import {
  createWeigher,
  scaleAboutBase,
  type WeighedTensor,
  type Weighting,
} from '../../../src-main/core/merge/weighting.ts';
import { makeFisher, SIZES } from './tiny.ts';

const RULE_NAMES = Object.keys(RULES) as Rule[];

/** [rows, columns] that heads and neurons divide. */
const SHAPE = [10, 10];

const tensor = (rule: Rule, layer: number, shape: readonly number[] = SHAPE): WeighedTensor => {
  return { rules: [rule], layers: [layer], shape };
};

function fill(value: number): Fisher {
  const fisher = makeFisher(1);
  return { ...fisher, heads: fisher.heads.map(() => value), neurons: fisher.neurons.map(() => value) };
}

const weighting = (change: Partial<Weighting>): Weighting => ({
  weights: [1, 1],
  fishers: [makeFisher(1), makeFisher(2)],
  normalize: 'none',
  deadCountOne: false,
  ...change,
});

describe('coefficients', () => {
  const cases: readonly (readonly [string, Partial<Weighting>])[] = [
    ['of Fishers that are 0', { fishers: [fill(0), fill(0)] }],
    ['of Fishers that are 0, normalized', { fishers: [fill(0), fill(0)], normalize: 'mean' }],
    ['of one Fisher that is 0, normalized', { fishers: [fill(0), fill(1)], normalize: 'mean' }],
    [
      'of the smallest numbers',
      { fishers: [fill(Number.MIN_VALUE), fill(Number.MIN_VALUE)], normalize: 'mean' },
    ],
    ['of the largest numbers', { fishers: [fill(1e300), fill(1e300)], weights: [1e308, 1e308] }],
    ['of the largest numbers, normalized', { fishers: [fill(1e300), fill(1e300)], normalize: 'mean' }],
    ['of tiny and huge', { fishers: [fill(1e-300), fill(1e300)], weights: [1e-300, 1e300] }],
    ['where only a model of λ 0 has a Fisher', { fishers: [fill(1), fill(0)], weights: [0, 1] }],
    ['where dead masks count as 1', { fishers: [fill(0), fill(0)], deadCountOne: true }],
  ];
  it.each(cases)('%s sum to 1', (_, change) => {
    const weigh = createWeigher(weighting(change));
    for (const rule of RULE_NAMES) {
      const { axis, factors } = weigh(tensor(rule, 1));
      const [first, second] = factors as [Float64Array, Float64Array];
      expect(first).toHaveLength(axis === 'all' ? 1 : 10);
      for (const [at, value] of first.entries()) {
        expect(value + second[at]!).toBeCloseTo(1, 14);
        expect(Math.min(value, second[at]!)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('are those of λ where every Fisher is 0', () => {
    const weigh = createWeigher(weighting({ weights: [1, 3], fishers: [fill(0), fill(0)] }));
    for (const rule of RULE_NAMES)
      expect(weigh(tensor(rule, 0)).factors.map(([value]) => value)).toEqual([0.25, 0.75]);
  });

  it('of a dead head are those of λ, and of its layer those of the live one', () => {
    const a = { ...fill(0), heads: Float64Array.of(0, 2, 1, 1) };
    const b = { ...fill(0), heads: Float64Array.of(0, 6, 1, 1) };
    const aligned = createWeigher(weighting({ fishers: [a, b] }));
    expect(aligned(tensor('head-rows', 0, [4, 1])).factors[0]).toEqual(Float64Array.of(0.5, 0.5, 0.25, 0.25));
    expect(aligned(tensor('layer-heads', 0)).factors[0]).toEqual(Float64Array.of(0.25));
    const paper = createWeigher(weighting({ fishers: [a, b], deadCountOne: true }));
    expect(paper(tensor('head-rows', 0, [4, 1])).factors[0]).toEqual(Float64Array.of(0.5, 0.5, 0.25, 0.25));
    expect(paper(tensor('layer-heads', 0)).factors[0]).toEqual(Float64Array.of((1 + 2) / (1 + 2 + 1 + 6)));
  });

  it('of normalized Fishers do not depend on the scale of a loss', () => {
    const [a, b] = [makeFisher(1), makeFisher(2)];
    const scaled = {
      ...b,
      heads: b.heads.map((value) => value * 64),
      neurons: b.neurons.map((value) => value * 64),
    };
    const [one, other] = [b, scaled].map((second) =>
      createWeigher(weighting({ fishers: [a, second], normalize: 'mean' })),
    );
    for (const rule of RULE_NAMES) expect(one!(tensor(rule, 1))).toEqual(other!(tensor(rule, 1)));
    expect(one!(tensor('global', 0)).factors[0]![0]).toBeCloseTo(0.5, 14);
  });

  it('need no Fisher for λ alone', () => {
    const weigh = createWeigher(weighting({ weights: [1, 2, 1], fishers: [] }));
    expect(weigh(tensor('lambda', 0, [SIZES.vocabulary, SIZES.hidden]))).toEqual({
      axis: 'all',
      factors: [0.25, 0.5, 0.25].map((value) => Float64Array.of(value)),
    });
  });

  it('scaled about a base sum to 1 with it', () => {
    const blend = { axis: 'rows', factors: [Float64Array.of(0.25, 1), Float64Array.of(0.75, 0)] } as const;
    expect(scaleAboutBase(blend, 1.5).factors).toEqual([
      Float64Array.of(0.375, 1.5),
      Float64Array.of(1.125, 0),
      Float64Array.of(-0.5, -0.5),
    ]);
  });
});
