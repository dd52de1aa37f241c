/** Values of mask nodes, a row a layer: ordered within their layer, shared out between two models, and gathered into what fits a width. */

export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row after row. */
  readonly values: Float64Array;
}

/** For each row, column by column, which unit stands there. */
export type Arrangement = readonly Uint32Array[];

export function valueAt({ columns, values }: Matrix, row: number, unit: number): number {
  return values[row * columns + unit]!;
}

export function rowOf({ columns, values }: Matrix, row: number): Float64Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

/** As the units stand in the model. */
export function arrangeByNumber({ rows, columns }: Matrix): Arrangement {
  const order = Uint32Array.from({ length: columns }, (_, unit) => unit);
  return Array.from({ length: rows }, () => order);
}

/** The greatest first in each layer; what is no number last. */
export function arrangeByValue(matrix: Matrix): Arrangement {
  return Array.from({ length: matrix.rows }, (_, row) => {
    const values = rowOf(matrix, row);
    const rank = (unit: number): number => (Number.isNaN(values[unit]) ? -Infinity : values[unit]!);
    return Uint32Array.from({ length: matrix.columns }, (_, unit) => unit).sort(
      (a, b) => rank(b) - rank(a) || a - b,
    );
  });
}

/** The mean of a row's numbers; NaN where it has none. */
export function meanOf(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

/** F_a / (F_a + F_b) of each mask node; NaN where both are 0, or one is no number. @throws RangeError when shapes differ */
export function shareOut(first: Matrix, second: Matrix): Matrix {
  const { rows, columns } = first;
  if (rows !== second.rows || columns !== second.columns)
    throw new RangeError(`${rows}×${columns} is compared with ${second.rows}×${second.columns}.`);
  return { rows, columns, values: first.values.map((value, at) => value / (value + second.values[at]!)) };
}

export function divideBy(matrix: Matrix, divisor: number): Matrix {
  return { ...matrix, values: matrix.values.map((value) => value / divisor) };
}

/** How columns fall on pixels: a column is so many wide, or so many columns share one. */
export interface Fit {
  /** Columns that are drawn. */
  readonly cells: number;
  /** Pixels of the device that each takes. */
  readonly pixels: number;
  /** Units that each stands for; the last may stand for fewer. */
  readonly units: number;
}

/** @param most pixels that a cell takes at most */
export function fitColumns(columns: number, width: number, most: number): Fit {
  const room = Math.max(1, Math.floor(width));
  if (columns <= room)
    return { cells: columns, pixels: Math.min(most, Math.floor(room / columns)), units: 1 };
  const units = Math.ceil(columns / room);
  return { cells: Math.ceil(columns / units), pixels: 1, units };
}

/** The units that cell `cell` of a row stands for. */
export function unitsOf(arrangement: Arrangement, fit: Fit, row: number, cell: number): Uint32Array {
  return arrangement[row]!.subarray(cell * fit.units, (cell + 1) * fit.units);
}

/** Of several units that share a cell, the one with the greatest value: a maximum is never hidden by its neighbours. */
export function strongest(matrix: Matrix, row: number, units: ArrayLike<number>): number {
  let best = units[0]!;
  for (let at = 1; at < units.length; at++) {
    const value = valueAt(matrix, row, units[at]!);
    if (value > valueAt(matrix, row, best) || Number.isNaN(valueAt(matrix, row, best))) best = units[at]!;
  }
  return best;
}

/** Of several units that share a cell, the one farthest from 1/2: who won most clearly. */
export function mostDecided(matrix: Matrix, row: number, units: ArrayLike<number>): number {
  const distance = (unit: number): number => Math.abs(valueAt(matrix, row, unit) - 0.5);
  let best = units[0]!;
  for (let at = 1; at < units.length; at++) {
    const unit = units[at]!;
    if (distance(unit) > distance(best) || Number.isNaN(distance(best))) best = unit;
  }
  return best;
}
