/** Rates and times left, by a clock that only the test moves. */
import { expect, it } from 'vitest';
import { createProgressRate, type Pace } from '../../src-main/runs/progress-rate.ts';

function createMeter(): (seconds: number, done: number, total?: number, phase?: string) => Pace {
  let now = 0;
  const measure = createProgressRate(() => now);
  return (seconds, done, total = 1000, phase = 'Fisher of sst2') => {
    now = seconds * 1000;
    return measure({ phase, done, total, unit: 'rows' });
  };
}

it('knows no rate before something was done, nor while the clock stands still', () => {
  const at = createMeter();
  expect(at(0, 0)).toEqual({ fraction: 0, rate: undefined, left: undefined });
  expect(at(5, 0).rate).toBeUndefined();
  const still = createMeter();
  still(0, 0);
  expect(still(0, 500)).toEqual({ fraction: 0.5, rate: undefined, left: undefined });
});

it('never gives NaN or infinity: no total, more done than there is, a clock that runs backwards', () => {
  const at = createMeter();
  const paces = [at(0, 0, 0), at(1, 0, 0), at(2, 10, 5), at(1, 20, 5), at(3, 20, 0)];
  for (const { fraction, rate = 0, left = 0 } of paces) {
    expect([fraction, rate, left].every(Number.isFinite)).toBe(true);
    expect(fraction).toBeGreaterThanOrEqual(0);
    expect(fraction).toBeLessThanOrEqual(1);
    expect(left).toBeGreaterThanOrEqual(0);
  }
});

it('tells a steady rate exactly, however unevenly the reports come', () => {
  const at = createMeter();
  let pace = at(0, 0);
  for (const seconds of [0.1, 0.2, 3, 3.01, 20]) pace = at(seconds, 10 * seconds);
  expect(pace.rate).toBeCloseTo(10, 9);
  expect(pace.left).toBeCloseTo(80, 9);
  expect(pace.fraction).toBeCloseTo(0.2, 9);
});

it('forgets an old rate by a factor of e in five seconds', () => {
  const at = createMeter();
  at(0, 0);
  at(1000, 1000, 2000);
  const old = Math.exp(-1);
  expect(at(1005, 1015, 2000).rate).toBeCloseTo(1 * old + 3 * (1 - old), 9);
  expect(at(1100, 1300, 2000).rate).toBeCloseTo(3, 2);
});

it('begins anew with a new phase, and with one that begins again', () => {
  const at = createMeter();
  at(0, 0);
  at(1, 100);
  expect(at(2, 0, 50, 'Score of sst2').rate).toBeUndefined();
  expect(at(3, 5, 50, 'Score of sst2').rate).toBeCloseTo(5, 9);
  expect(at(4, 1, 50, 'Score of sst2').rate).toBeUndefined();
});
