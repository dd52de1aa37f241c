/** Which metrics a task is scored by, and what users call them. */
import { describe, expect, it } from 'vitest';
import { metricsFor, parseMetric } from '../../../src-main/core/score/conventions.ts';

const TWO_LABELS = { problem: 'single-label', labels: ['no', 'yes'], outputs: 2 } as const;

describe('metricsFor', () => {
  it.each([
    ['sst2', 'single-label', ['accuracy']],
    ['qqp', 'single-label', ['accuracy', 'f1']],
    ['CoLA', 'single-label', ['matthews']],
    ['STS-B', 'regression', ['pearson', 'spearman']],
    ['my own', 'multi-label', ['f1-micro']],
    ['constructor', 'single-label', ['accuracy']],
    [undefined, 'regression', ['pearson', 'spearman']],
    // Five classes of similarity are not scored by a correlation.
    ['stsb', 'single-label', ['accuracy']],
  ] as const)('scores %s with a %s head by %j', (task, problem, metrics) => {
    expect(metricsFor(task, problem)).toEqual(metrics);
  });
});

describe('parseMetric', () => {
  it.each([
    ['accuracy', 'accuracy'],
    ['Accuracy', 'accuracy'],
    ['acc', 'accuracy'],
    ['mcc', 'matthews'],
    ['matthews_correlation', 'matthews'],
    ['f1_macro', 'f1-macro'],
  ])('reads %s as %s', (name, metric) => {
    expect(parseMetric(name, TWO_LABELS)).toBe(metric);
  });

  it('names the nearest known one', () => {
    expect(() => parseMetric('acuracy', TWO_LABELS)).toThrow(
      expect.objectContaining({ code: 'invalid-input', hint: "Did you mean 'accuracy'?" }),
    );
  });

  it('refuses a metric of another kind of head', () => {
    expect(() => parseMetric('pearson', TWO_LABELS)).toThrow(
      "The metric 'pearson' scores regression task heads; this one is single-label.",
    );
  });

  it('refuses F1 of one positive label where there are more than two', () => {
    const head = { problem: 'single-label', labels: ['a', 'b', 'c'], outputs: 3 } as const;
    expect(() => parseMetric('f1', head)).toThrow(
      "The metric 'f1' is of one positive label; this task head has 3.",
    );
    expect(parseMetric('f1-macro', head)).toBe('f1-macro');
  });
});
