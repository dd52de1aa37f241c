/** Cells of a heat map as pixels: each a rectangle of whole pixels, so that none is blurred. */
import type { Palette, Rgb } from './colours.ts';
import {
  mostDecided,
  strongest,
  unitsOf,
  valueAt,
  type Arrangement,
  type Fit,
  type Matrix,
} from './matrix.ts';
import type { Scale } from './scale.ts';

/** All that the look of a heat map follows from, but its size. */
export interface Chart {
  readonly matrix: Matrix;
  readonly arrangement: Arrangement;
  /** Undefined: nothing is above 0. */
  readonly scale: Scale | undefined;
  readonly palette: Palette;
  /** Of what has no place on the scale. */
  readonly nothing: Rgb;
  /** Which of several units that share a cell gives its colour: the greatest, or the one farthest from the middle. */
  readonly pick: 'greatest' | 'farthest';
}

export interface Size {
  readonly fit: Fit;
  /** Pixels of the device that a row is high. */
  readonly rowPixels: number;
}

const PICKS = { greatest: strongest, farthest: mostDecided } as const;

/** The unit whose colour a cell has. */
export function unitOf({ matrix, arrangement, pick }: Chart, fit: Fit, row: number, cell: number): number {
  return PICKS[pick](matrix, row, unitsOf(arrangement, fit, row, cell));
}

/** The cell that a unit stands in. */
export function cellOf({ arrangement }: Chart, fit: Fit, row: number, unit: number): number {
  return Math.floor(arrangement[row]!.indexOf(unit) / fit.units);
}

export function colourOf({ scale, palette, nothing }: Chart, value: number): Rgb {
  const place = scale?.place(value);
  return place === undefined ? nothing : palette(place);
}

/** One pixel a cell, the first layer in the lowest line: RGBA. */
export function paintCells(chart: Chart, fit: Fit): Uint8ClampedArray<ArrayBuffer> {
  const { matrix } = chart;
  const pixels = new Uint8ClampedArray(4 * fit.cells * matrix.rows);
  for (let row = 0; row < matrix.rows; row++) {
    for (let cell = 0; cell < fit.cells; cell++) {
      const colour = colourOf(chart, valueAt(matrix, row, unitOf(chart, fit, row, cell)));
      pixels.set([...colour, 255], 4 * ((matrix.rows - 1 - row) * fit.cells + cell));
    }
  }
  return pixels;
}

/** Pixels of a row: enough to point at, few enough that all layers are seen at once. */
export function fitRows(rows: number, room: number, ratio: number): number {
  return Math.round(Math.min(28, Math.max(6, Math.floor(room / rows))) * ratio);
}
