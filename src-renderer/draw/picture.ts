/** Heat maps with their captions, layers, means and legends as one picture, to be kept as a PNG. */
import { drawCells } from './cell-drawing.ts';
import { fitRows, type Chart } from './cells.ts';
import { writeColour, type Palette } from './colours.ts';
import { fitColumns, meanOf, rowOf } from './matrix.ts';
import type { Scale } from './scale.ts';

export interface PictureMap {
  readonly title: string;
  readonly chart: Chart;
  readonly write: (value: number) => string;
  readonly ends?: readonly [string, string] | undefined;
}

export interface Inks {
  readonly ground: string;
  readonly text: string;
  readonly quiet: string;
  readonly face: string;
}

/** Pixels of the picture, which is twice as fine as the window. */
const RATIO = 2;
const WIDTH = 1200 * RATIO;
const EDGE = 20 * RATIO;
const NUMBERS = 28 * RATIO;
const MEANS = 84 * RATIO;
const TITLE = 24 * RATIO;
const LEGEND = 40 * RATIO;
const GAP = 20 * RATIO;
const BAR = [240 * RATIO, 10 * RATIO] as const;
const LETTERS = 11 * RATIO;
const ROOM = 280;

interface Laid {
  readonly map: PictureMap;
  readonly size: { readonly fit: ReturnType<typeof fitColumns>; readonly rowPixels: number };
  readonly top: number;
}

function layOut(maps: readonly PictureMap[]): { readonly laid: readonly Laid[]; readonly height: number } {
  let top = EDGE;
  const laid = maps.map((map) => {
    const { rows, columns } = map.chart.matrix;
    const fit = fitColumns(columns, WIDTH - 2 * EDGE - NUMBERS - MEANS, 28 * RATIO);
    const one = { map, size: { fit, rowPixels: fitRows(rows, ROOM, RATIO) }, top };
    top += TITLE + rows * one.size.rowPixels + LEGEND + GAP;
    return one;
  });
  return { laid, height: top - GAP + EDGE };
}

function drawLegend(
  context: CanvasRenderingContext2D,
  [left, top]: readonly [number, number],
  legend: { readonly scale: Scale; readonly palette: Palette; readonly ends: PictureMap['ends'] },
): void {
  const [width, height] = BAR;
  const { scale, palette, ends } = legend;
  const before = ends ? context.measureText(ends[0]).width + 12 * RATIO : 0;
  const from = left + before;
  for (let at = 0; at < width; at++) {
    context.fillStyle = writeColour(palette(at / (width - 1)));
    context.fillRect(from + at, top, 1, height);
  }
  context.fillStyle = context.strokeStyle;
  if (ends) {
    context.textAlign = 'left';
    context.fillText(ends[0], left, top + height / 2);
    context.fillText(ends[1], from + width + 12 * RATIO, top + height / 2);
  }
  context.textAlign = 'center';
  for (const { position, text } of scale.ticks) {
    context.fillRect(Math.round(from + position * width), top + height, RATIO / 2, 4 * RATIO);
    context.fillText(text, from + position * width, top + height + 12 * RATIO);
  }
}

function drawMap(context: CanvasRenderingContext2D, { map, size, top }: Laid, inks: Inks): void {
  const { chart, title, ends } = map;
  const { rows } = chart.matrix;
  const [left, first] = [EDGE + NUMBERS, top + TITLE];
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillStyle = inks.text;
  context.font = `600 ${LETTERS + RATIO}px ${inks.face}`;
  context.fillText(title, left, top + TITLE / 2);
  drawCells(context, chart, size, [left, first]);
  context.font = `${LETTERS}px ${inks.face}`;
  context.fillStyle = context.strokeStyle = inks.quiet;
  const right = left + size.fit.cells * size.fit.pixels;
  const every = Math.ceil((LETTERS + RATIO) / size.rowPixels);
  for (let row = 0; row < rows; row += every) {
    const middle = first + (rows - 0.5 - row) * size.rowPixels;
    context.textAlign = 'right';
    context.fillText(String(row), left - 6 * RATIO, middle);
    context.textAlign = 'left';
    context.fillText(map.write(meanOf(rowOf(chart.matrix, row))), right + 8 * RATIO, middle);
  }
  if (chart.scale === undefined) return;
  const legendTop = first + rows * size.rowPixels + 8 * RATIO;
  drawLegend(context, [left, legendTop], { scale: chart.scale, palette: chart.palette, ends });
}

/** @throws Error when the browser cannot make it */
export async function createPicture(maps: readonly PictureMap[], inks: Inks): Promise<Blob> {
  const { laid, height } = layOut(maps);
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context) {
    context.fillStyle = inks.ground;
    context.fillRect(0, 0, WIDTH, height);
    for (const one of laid) drawMap(context, one, inks);
  }
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (blob === null) throw new Error(`A picture of ${WIDTH}×${height} pixels cannot be made.`);
  return blob;
}

/** The window's own colours and face, where the picture is to look like it. */
export function readInks(element: Element): Inks {
  const { color, fontFamily } = getComputedStyle(element);
  const ground = getComputedStyle(document.body).backgroundColor;
  return { ground, text: color, quiet: color, face: fontFamily };
}
