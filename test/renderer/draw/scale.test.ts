/** Scales of heat maps and their ticks. */
import { expect, it } from 'vitest';
import {
  createFisherScale,
  createLinearScale,
  createLogScale,
  findRange,
  writePowerOfTen,
  writeShare,
  writeValue,
} from '../../../src-renderer/draw/scale.ts';

it('has no scale where nothing is above 0', () => {
  expect(createFisherScale('log', [new Float64Array(4)])).toBeUndefined();
  expect(createFisherScale('linear', [[NaN, -1, 0]])).toBeUndefined();
  expect(createFisherScale('log', [])).toBeUndefined();
});

it('passes over what is no number, infinite or below 0', () => {
  expect(findRange([[NaN, Infinity, -2, 0, 3e-5], [7]])).toEqual([3e-5, 7]);
});

it('gives 0 and what is no number no place, rather than the lowest', () => {
  for (const kind of ['log', 'linear'] as const) {
    const scale = createFisherScale(kind, [[0, 1e-6, 1e-2]]);
    expect(scale?.place(0)).toBeUndefined();
    expect(scale?.place(NaN)).toBeUndefined();
    expect(scale?.place(1e-2)).toBe(1);
  }
});

it('gives each decade the same room', () => {
  const scale = createLogScale(1e-6, 1e-2);
  expect(scale.place(1e-5)).toBeCloseTo(0.25);
  expect(scale.place(1e-4)).toBeCloseTo(0.5);
  expect(scale.ticks.map(({ text }) => text)).toEqual(['10⁻⁶', '10⁻⁵', '10⁻⁴', '10⁻³', '10⁻²']);
});

it('has few ticks over many decades, and none outside the scale', () => {
  const { ticks } = createLogScale(3e-12, 4e-1);
  expect(ticks.length).toBeLessThanOrEqual(6);
  expect(ticks.every(({ position }) => position >= 0 && position <= 1)).toBe(true);
  expect(ticks.map(({ value }) => value)).toEqual(ticks.map(({ value }) => value).toSorted((a, b) => a - b));
});

it('halves the decades where there are only one or two', () => {
  expect(createLogScale(5e-5, 6e-3).ticks.map(({ text }) => text)).toEqual([
    ...['10⁻⁴', '3 × 10⁻⁴', '10⁻³', '3 × 10⁻³'],
  ]);
});

it('names both ends where no round number lies between them', () => {
  expect(createLogScale(4e-4, 8e-4).ticks.map(({ text }) => text)).toEqual(['4.00 × 10⁻⁴', '8.00 × 10⁻⁴']);
});

it('puts a single value at the top', () => {
  const scale = createLogScale(2e-3, 2e-3);
  expect(scale.place(2e-3)).toBe(1);
  expect(scale.ticks).toHaveLength(1);
});

it('shows no more than twelve decades: what lies lower is rounding', () => {
  const scale = createLogScale(5e-324, 1);
  expect(scale.low).toBe(1e-12);
  expect(scale.place(5e-324)).toBe(0);
});

it('steps by 1, 2 or 5 on a linear scale', () => {
  expect(createLinearScale(0, 1).ticks.map(({ text }) => text)).toEqual([
    '0',
    '0.2',
    '0.4',
    '0.6',
    '0.8',
    '1',
  ]);
  expect(createLinearScale(0, 0.0034).ticks.map(({ value }) => value)).toHaveLength(4);
  expect(() => createLinearScale(1, 1)).toThrow('A scale goes from 1 to 1; expected more.');
});

it('writes values with three digits that count', () => {
  expect(writeValue(0)).toBe('0');
  expect(writeValue(0.0123456)).toBe('0.0123');
  expect(writeValue(2.314e-5)).toBe('2.31 × 10⁻⁵');
  expect(writePowerOfTen(0.00846)).toBe('8.46 × 10⁻³');
  expect(writePowerOfTen(0)).toBe('0');
  expect(writeShare(0.4564)).toBe('0.456');
  expect(writeShare(NaN)).toBe('–');
});
