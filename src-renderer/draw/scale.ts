/** Values as positions from 0 to 1 along a scale, and the ticks that a legend has. */

export interface Tick {
  readonly value: number;
  /** From 0 to 1. */
  readonly position: number;
  readonly text: string;
}

export interface Scale {
  readonly kind: 'log' | 'linear';
  /** What the ends of the scale stand for. */
  readonly low: number;
  readonly high: number;
  /** From 0 to 1, clamped; undefined: it is nothing (0, or no number), which has no place on the scale. */
  place(value: number): number | undefined;
  readonly ticks: readonly Tick[];
}

/** Decades below the greatest value that a log scale shows at most: what lies lower is rounding. */
const MOST_DECADES = 12;
const MOST_TICKS = 6;

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** '10⁻⁵' */
function writePower(exponent: number): string {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => RAISED[Number(digit)] ?? '');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

/** '2.31 × 10⁻⁵', '0': as Fishers are written, all alike. */
export function writePowerOfTen(value: number, digits = 3): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e');
  return `${mantissa} × ${writePower(Number(exponent))}`;
}

/** '0.0231', '12', and what is smaller or larger by powers of ten: three digits that count. */
export function writeValue(value: number): string {
  const size = Math.abs(value);
  const isPlain = value === 0 || (size >= 1e-3 && size < 1e4);
  return isPlain ? String(Number(value.toPrecision(3))) : writePowerOfTen(value);
}

/** '0.236'; of neither model: '–'. */
export function writeShare(share: number): string {
  return Number.isNaN(share) ? '–' : share.toFixed(3);
}

/** Least above 0 and greatest of what is finite; undefined: nothing is above 0. */
export function findRange(lists: readonly Iterable<number>[]): readonly [number, number] | undefined {
  let least = Infinity;
  let greatest = 0;
  for (const values of lists) {
    for (const value of values) {
      if (!(value > 0) || value === Infinity) continue;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  return greatest === 0 ? undefined : [least, greatest];
}

function createTick(value: number, text: string, place: Scale['place']): Tick {
  return { value, text, position: place(value) ?? 0 };
}

/** 1 or 3 times a power of ten: for scales of a decade or two. */
function tickHalves(low: number, high: number, place: Scale['place']): Tick[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.floor(Math.log10(high));
  const values = Array.from({ length: last - first + 1 }, (_, at) => first + at)
    .flatMap((exponent) => [10 ** exponent, 3 * 10 ** exponent])
    .filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  const found = values.length > 1 ? values : [low, high];
  return found.map((value) => {
    const text = Number.isInteger(Math.log10(value)) ? writePower(Math.log10(value)) : undefined;
    return createTick(value, text ?? writePowerOfTen(value, values.length > 1 ? 1 : 3), place);
  });
}

/** Powers of ten, so many decades apart that they are few. */
function tickLog(low: number, high: number, place: Scale['place']): Tick[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last - first < 2) return tickHalves(low, high, place);
  const step = Math.ceil((last - first + 1) / MOST_TICKS);
  const count = Math.floor((last - first) / step) + 1;
  return Array.from({ length: count }, (_, at) => {
    const exponent = last - at * step;
    return createTick(10 ** exponent, writePower(exponent), place);
  }).reverse();
}

/** Steps of 1, 2 or 5 times a power of ten. */
function tickLinear(low: number, high: number, place: Scale['place']): Tick[] {
  const rough = (high - low) / (MOST_TICKS - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, at) => {
    const value = (first + at) * step;
    return createTick(value, writeValue(value), place);
  });
}

/** From the least value above 0 to the greatest, by decades. */
export function createLogScale(least: number, greatest: number): Scale {
  const low = Math.max(least, greatest * 10 ** -MOST_DECADES);
  const span = Math.log(greatest / low);
  const place = (value: number): number | undefined => {
    if (!(value > 0)) return undefined;
    return span === 0 ? 1 : Math.min(1, Math.max(0, Math.log(value / low) / span));
  };
  return {
    ...{ kind: 'log', low, high: greatest, place },
    ticks: span === 0 ? [createTick(low, writePowerOfTen(low), place)] : tickLog(low, greatest, place),
  };
}

/** @throws RangeError when `high` is not above `low` */
export function createLinearScale(low: number, high: number): Scale {
  if (!(high > low)) throw new RangeError(`A scale goes from ${low} to ${high}; expected more.`);
  const place = (value: number): number | undefined =>
    Number.isNaN(value) ? undefined : Math.min(1, Math.max(0, (value - low) / (high - low)));
  return { kind: 'linear', low, high, place, ticks: tickLinear(low, high, place) };
}

/** Of Fishers: 0 is nothing on either kind of scale. Without anything above 0 there is no scale. */
export function createFisherScale(
  kind: Scale['kind'],
  lists: readonly Iterable<number>[],
): Scale | undefined {
  const range = findRange(lists);
  if (range === undefined) return undefined;
  if (kind === 'log') return createLogScale(...range);
  const scale = createLinearScale(0, range[1]);
  return { ...scale, place: (value) => (value > 0 ? scale.place(value) : undefined) };
}
