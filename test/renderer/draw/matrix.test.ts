/** Mask nodes ordered, shared out and gathered into what fits a width. */
import { expect, it } from 'vitest';
import { fitRows, paintCells, cellOf, unitOf, type Chart } from '../../../src-renderer/draw/cells.ts';
import {
  arrangeByNumber,
  arrangeByValue,
  divideBy,
  fitColumns,
  meanOf,
  mostDecided,
  shareOut,
  strongest,
  unitsOf,
  type Matrix,
} from '../../../src-renderer/draw/matrix.ts';
import { createLinearScale } from '../../../src-renderer/draw/scale.ts';

function matrix(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0]!.length, values: Float64Array.from(rows.flat()) };
}

it('shares a node out by what each has of it; where neither has anything, nobody wins', () => {
  const shares = shareOut(matrix([[1, 0, 3, 0]]), matrix([[3, 2, 1, 0]]));
  expect([...shares.values]).toEqual([0.25, 0, 0.75, NaN]);
});

it('refuses to compare models of different shapes', () => {
  expect(() => shareOut(matrix([[1, 2]]), matrix([[1], [2]]))).toThrow('1×2 is compared with 2×1.');
});

it('leaves what is no number out of a mean', () => {
  expect(meanOf([1, NaN, 3])).toBe(2);
  expect(meanOf([NaN])).toBeNaN();
  expect([...divideBy(matrix([[2, 4]]), 2).values]).toEqual([1, 2]);
});

it('orders each layer by itself, equals by their number, what is no number last', () => {
  const ordered = arrangeByValue(
    matrix([
      [1, NaN, 5, 1],
      [0, 9, 2, 3],
    ]),
  );
  expect(ordered.map((row) => [...row])).toEqual([
    [2, 0, 3, 1],
    [1, 3, 2, 0],
  ]);
});

it('gives a cell whole pixels: as many as fit, but no more than it should have', () => {
  expect(fitColumns(12, 928, 28)).toEqual({ cells: 12, pixels: 28, units: 1 });
  expect(fitColumns(192, 928, 28)).toEqual({ cells: 192, pixels: 4, units: 1 });
  expect(fitColumns(928, 928.6, 28)).toEqual({ cells: 928, pixels: 1, units: 1 });
});

it('lets neurons share a pixel where there are more than pixels, and leaves none out', () => {
  const fit = fitColumns(3072, 1000, 28);
  expect(fit).toEqual({ cells: 768, pixels: 1, units: 4 });
  const order = arrangeByNumber({ rows: 1, columns: 3072, values: new Float64Array(3072) });
  const seen = Array.from({ length: fit.cells }, (_, cell) => [...unitsOf(order, fit, 0, cell)]).flat();
  expect(seen).toEqual([...order[0]!]);
  // The last pixel may stand for fewer.
  const odd = fitColumns(10, 4, 28);
  expect(odd).toEqual({ cells: 4, pixels: 1, units: 3 });
  expect([...unitsOf(arrangeByNumber(matrix([[...Array(10).keys()]])), odd, 0, 3)]).toEqual([9]);
  expect(fitColumns(5, 0, 28).cells).toBe(1);
});

it('shows the greatest of those that share a pixel, and of shares the one that is decided most', () => {
  const one = matrix([[0.1, 0.9, NaN, 0.2]]);
  expect(strongest(one, 0, [0, 1, 2, 3])).toBe(1);
  expect(strongest(one, 0, [2, 0])).toBe(0);
  expect(mostDecided(matrix([[0.45, 0.02, 0.9]]), 0, [0, 1, 2])).toBe(1);
  expect(mostDecided(matrix([[NaN, 0.6]]), 0, [0, 1])).toBe(1);
});

const CHART: Omit<Chart, 'matrix' | 'arrangement'> = {
  scale: createLinearScale(0, 1),
  palette: (position) => [Math.round(255 * position), 0, 0],
  nothing: [1, 2, 3],
  pick: 'greatest',
};

it('paints the first layer in the lowest line', () => {
  const two = matrix([
    [0, 1],
    [1, 0],
  ]);
  const chart = { ...CHART, matrix: two, arrangement: arrangeByNumber(two) };
  const pixels = paintCells(chart, fitColumns(2, 100, 28));
  const reds = [0, 1, 2, 3].map((at) => pixels[4 * at]);
  expect(reds).toEqual([255, 0, 0, 255]);
  expect([0, 1, 2, 3].map((at) => pixels[4 * at + 3])).toEqual([255, 255, 255, 255]);
});

it('paints what has no place on the scale in its own colour', () => {
  const one = matrix([[NaN]]);
  const chart = { ...CHART, matrix: one, arrangement: arrangeByNumber(one) };
  expect([...paintCells(chart, fitColumns(1, 10, 28))]).toEqual([1, 2, 3, 255]);
});

it('finds the unit of a cell and the cell of a unit, ordered by value and sharing pixels', () => {
  const one = matrix([[0.3, 0.9, 0.1, 0.5, 0.7, 0.2]]);
  const chart = { ...CHART, matrix: one, arrangement: arrangeByValue(one) };
  const fit = fitColumns(6, 3, 28);
  expect([0, 1, 2].map((cell) => unitOf(chart, fit, 0, cell))).toEqual([1, 3, 5]);
  expect([0, 1, 2, 3, 4, 5].map((unit) => cellOf(chart, fit, 0, unit))).toEqual([1, 0, 2, 1, 0, 2]);
});

it('keeps all layers in sight: rows of whole pixels, neither too high nor too low', () => {
  expect(fitRows(3, 312, 1)).toBe(28);
  expect(fitRows(24, 312, 2)).toBe(26);
  expect(fitRows(96, 312, 1)).toBe(6);
});
