/** Metrics of numbers against scikit-learn's and SciPy's, and where a formula says 0/0. */
import { describe, expect, it } from 'vitest';
import { type Metric, type MetricName, METRICS } from '../../../src-main/core/score/metrics.ts';

/** Those that compare numbers; text-metrics.test.ts has the others. */
const names = (Object.keys(METRICS) as MetricName[]).filter((name) => METRICS[name].reads === 'numbers');
const compute = (name: MetricName, ...[predicted, actual]: [ArrayLike<number>, ArrayLike<number>]) =>
  (METRICS[name] as Metric<'numbers'>).compute(predicted, actual);

describe.each(names)('%s', (name) => {
  it('refuses no rows, and rows without a partner', () => {
    expect(() => compute(name, [], [])).toThrow('Cannot score 0 predictions on 0 labels');
    expect(() => compute(name, [1, 2], [1])).toThrow('Cannot score 2 predictions on 1 labels');
  });

  it.each([Number.NaN, Infinity])('names the row with %s', (value) => {
    expect(() => compute(name, [1, value], [1, 0])).toThrow(
      `Cannot score row 2: it has the prediction ${value}`,
    );
    expect(() => compute(name, [1, 0], [1, value])).toThrow(`and the label ${value}`);
  });

  it('is a number where everything is the same', () => {
    for (const predicted of [0, 1]) {
      for (const actual of [0, 1]) {
        expect(compute(name, [predicted, predicted], [actual, actual])).not.toBeNaN();
      }
    }
  });

  it('takes typed arrays', () => {
    const values = Float32Array.of(0, 1, 1, 0);
    expect(compute(name, values, values)).toBe(METRICS[name].higherIsBetter ? 1 : 0);
  });
});

// The expected numbers are scikit-learn 1.9's and SciPy's.
describe('metrics of labels', () => {
  const binary = [
    [0, 1, 0, 0, 1, 1, 1, 0, 1, 1],
    [0, 1, 1, 0, 1, 1, 0, 0, 1, 0],
  ] as const;
  const many = [
    [0, 1, 2, 2, 0, 3, 2, 3, 1, 0, 0, 1],
    [0, 1, 2, 3, 0, 1, 2, 3, 0, 0, 2, 1],
  ] as const;
  const strangers = [
    [0, 1, 1, 0, 4],
    [0, 1, 2, 0, 1],
  ] as const;

  it.each([
    ['accuracy', binary, 0.7],
    ['f1', binary, 0.7272727272727273],
    ['matthews', binary, 0.408248290463863],
    ['accuracy', many, 0.6666666666666666],
    ['f1-macro', many, 0.6458333333333333],
    ['matthews', many, 0.5471698113207547],
    ['f1-macro', strangers, 0.375],
    ['matthews', strangers, 0.4375],
  ] as const)('%s', (name, [predicted, actual], expected) => {
    expect(compute(name, predicted, actual)).toBeCloseTo(expected, 14);
  });

  it('f1-micro counts over all labels of all rows', () => {
    expect(compute('f1-micro', [1, 0, 0, 0, 1, 1, 1, 0, 0], [1, 0, 1, 0, 1, 0, 1, 1, 0])).toBeCloseTo(
      2 / 3,
      14,
    );
  });

  it('are 0 where a formula says 0/0', () => {
    expect(compute('matthews', [1, 1, 1], [0, 1, 0])).toBe(0);
    expect(compute('matthews', [1, 1], [1, 1])).toBe(0);
    expect(compute('f1', [0, 0], [0, 0])).toBe(0);
  });
});

describe('metrics of values', () => {
  const predicted = [2.5, 0.1, 3.3, 4.8, 1.2, 3.3, 2.2, 5.0];
  const actual = [3.0, 0.0, 2.9, 5.0, 2.0, 4.0, 2.0, 4.4];

  it.each([
    ['pearson', 0.9507097864766149],
    ['spearman', 0.927710843373494],
    ['mse', 0.24875],
  ] as const)('%s', (name, expected) => {
    expect(compute(name, predicted, actual)).toBeCloseTo(expected, 14);
  });

  it('give equal values equal ranks', () => {
    expect(compute('spearman', [3, 1, 1, 2], [1, 1, 1, 2])).toBeCloseTo(0.2721655269759087, 14);
  });

  it('are 0 beside a constant, even one that no float64 mean hits', () => {
    expect(compute('pearson', [0.1, 0.1, 0.1], [1, 2, 3])).toBe(0);
    expect(compute('spearman', [1, 2, 3], [0.1, 0.1, 0.1])).toBe(0);
  });

  it('do not depend on scale, however large or small', () => {
    for (const scale of [1e300, 1e-300]) {
      const scaled = predicted.map((value) => value * scale);
      expect(compute('pearson', scaled, actual)).toBeCloseTo(0.9507097864766149, 12);
    }
  });

  it('are -1 for the reverse', () => {
    expect(compute('pearson', [1, 2, 3], [3, 2, 1])).toBe(-1);
    expect(compute('spearman', [1, 2, 9], [3, 2, -70])).toBe(-1);
  });
});
