/** Puts the cells of a heat map onto a canvas, none of them blurred. */
import { paintCells, type Chart, type Size } from './cells.ts';

/** Draws a heat map at a place of a canvas, in pixels of the device. */
export function drawCells(
  context: CanvasRenderingContext2D,
  chart: Chart,
  { fit, rowPixels }: Size,
  [left, top]: readonly [number, number] = [0, 0],
): void {
  const { rows } = chart.matrix;
  const image = new OffscreenCanvas(fit.cells, rows);
  image.getContext('2d')?.putImageData(new ImageData(paintCells(chart, fit), fit.cells, rows), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, left, top, fit.cells * fit.pixels, rows * rowPixels);
}
