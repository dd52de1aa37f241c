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
    [undefined, 'token-labels', ['entity-f1']],
    [undefined, 'span', ['answer-f1', 'exact-match']],
    [undefined, 'multiple-choice', ['accuracy']],
    [undefined, 'masked-language', ['perplexity', 'loss']],
    ['cola', 'causal-language', ['perplexity', 'loss']],
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

  it.each([
    ['seqeval', 'token-labels', 'entity-f1'],
    ['F1', 'token-labels', 'entity-f1'],
    ['precision', 'token-labels', 'entity-precision'],
    ['recall', 'token-labels', 'entity-recall'],
    ['accuracy', 'token-labels', 'token-accuracy'],
    ['acc', 'token-labels', 'token-accuracy'],
    ['f1', 'span', 'answer-f1'],
    ['f1-answer', 'span', 'answer-f1'],
    ['em', 'span', 'exact-match'],
    ['exact_match', 'span', 'exact-match'],
    ['acc', 'multiple-choice', 'accuracy'],
    ['ppl', 'causal-language', 'perplexity'],
    ['loss', 'masked-language', 'loss'],
  ] as const)('reads %s of a %s head as %s', (name, problem, metric) => {
    expect(parseMetric(name, { problem, labels: [], outputs: 5 })).toBe(metric);
  });

  it.each(['constructor', 'toString', '__proto__', ''])(
    'knows no metric that objects merely inherit: %j',
    (name) => {
      for (const problem of ['span', 'token-labels', 'single-label'] as const) {
        expect(() => parseMetric(name, { problem, labels: [], outputs: 2 })).toThrow(
          `There is no metric '${name}'`,
        );
      }
    },
  );

  it('names the nearest known one', () => {
    expect(() => parseMetric('acuracy', TWO_LABELS)).toThrow(
      expect.objectContaining({ code: 'invalid-input', hint: "Did you mean 'accuracy'?" }),
    );
  });

  it('refuses a metric of another kind of head', () => {
    expect(() => parseMetric('pearson', TWO_LABELS)).toThrow(
      "The metric 'pearson' scores regression task heads; this one is single-label.",
    );
    expect(() => parseMetric('accuracy', { problem: 'span', labels: [], outputs: 2 })).toThrow(
      "The metric 'accuracy' scores single-label and multiple-choice task heads; this one is span.",
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
