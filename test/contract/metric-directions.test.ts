/** The contract's list of metrics of which less is better says what the metrics say. */
import { expect, it } from 'vitest';
import { isLessBetter } from '../../src-main/contract/metric-directions.ts';
import { METRICS } from '../../src-main/core/score/metrics.ts';

it.each(Object.entries(METRICS))('%s', (name, { higherIsBetter }) => {
  expect(isLessBetter(name)).toBe(!higherIsBetter);
});
