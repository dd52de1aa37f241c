/** The contract's list of metrics of which less is better says what the metrics say; and what follows from it. */
import { expect, it } from 'vitest';
import {
  findBestScore,
  haveMean,
  isLessBetter,
  relateScore,
} from '../../src-main/contract/metric-directions.ts';
import { METRICS } from '../../src-main/core/score/metrics.ts';

it.each(Object.entries(METRICS))('%s', (name, { higherIsBetter }) => {
  expect(isLessBetter(name)).toBe(!higherIsBetter);
});

it('the best is the largest or the smallest, and nothing where there is one alone', () => {
  expect(findBestScore('accuracy', [0.5, 0.7])).toBe(0.7);
  expect(findBestScore('perplexity', [12, 9, 30])).toBe(9);
  expect(findBestScore('accuracy', [0.5])).toBeUndefined();
});

it('more is better beside an expert, whatever is measured', () => {
  expect(relateScore('accuracy', 0.4, 0.8)).toBe(0.5);
  expect(relateScore('accuracy', 0, 0.8)).toBe(0);
  expect(relateScore('perplexity', 20, 10)).toBe(0.5);
  expect(relateScore('matthews', 0.2, -0.1)).toBeUndefined();
  expect(relateScore('loss', 0, 0.1)).toBeUndefined();
  expect(relateScore('accuracy', undefined, 0.8)).toBeUndefined();
});

it('a loss and a share have no mean', () => {
  expect(haveMean(['accuracy', 'f1'])).toBe(true);
  expect(haveMean(['accuracy', 'loss'])).toBe(false);
});
