/** Which of very many numbers are the largest, found exactly by passing over them a few times instead of keeping them. */

/** Numbers that are few enough to be kept and sorted. */
const KEPT = 2 ** 18;

/** Bits that a pass looks at. */
const DIGIT = 16;
const DIGITS = 2 ** DIGIT;

/** The k largest of numbers: all above `threshold`, and the first `ties` of those that are equal to it. */
export interface Largest {
  readonly threshold: number;
  readonly ties: number;
}

const NONE: Largest = { threshold: Infinity, ties: 0 };

/**
 * Finds the k largest of numbers of 0 or more, by their bits from the top: float64 of one sign sort as whole numbers do. Memory is 256 KB and
 * at most 2 MB beside it, whatever there are. Each pass must be offered the same numbers in the same order.
 */
export class LargestSearch {
  readonly #countOf: (nonzero: number) => number;
  /** What the digits that are known so far say of the threshold, and how many of them there are. */
  #prefix = 0n;
  #known = 0;
  /** How many are looked for among those with this prefix. */
  #left: number | undefined;
  readonly #counts: Uint32Array;
  #nonzero = 0;
  #kept: Float64Array | undefined;
  #size = 0;
  #found: Largest | undefined;

  /** `total`: how many numbers there are; `countOf`: k, from how many of them are not 0. */
  constructor(total: number, countOf: (nonzero: number) => number) {
    this.#countOf = countOf;
    this.#counts = new Uint32Array(total > KEPT ? DIGITS : 0);
    if (total <= KEPT) this.#kept = new Float64Array(total);
  }

  /** Undefined until it is found. */
  get found(): Largest | undefined {
    return this.#found;
  }

  offer(numbers: Float64Array): void {
    if (this.#kept) this.#keep(numbers, this.#kept);
    else this.#count(numbers);
  }

  /** Ends a pass over all numbers: either it is found now, or there must be one more. */
  endPass(): void {
    if (this.#kept) {
      const sorted = this.#kept.subarray(0, this.#size).sort();
      this.#settle(sorted);
    } else {
      this.#narrow();
    }
  }

  #count(numbers: Float64Array): void {
    const words = new Uint16Array(numbers.buffer, numbers.byteOffset, 4 * numbers.length);
    const counts = this.#counts;
    const [known, prefix] = [this.#known, this.#prefix];
    // Little-endian: the highest digit of each number comes last.
    const place = 3 - known;
    const upper = Array.from({ length: known }, (_, at) =>
      Number((prefix >> BigInt(DIGIT * (known - 1 - at))) & 0xffffn),
    );
    for (let at = 0; at < numbers.length; at++) {
      if (known === 0 && numbers[at] !== 0) this.#nonzero++;
      let fits = true;
      for (let digit = 0; digit < known; digit++)
        if (words[4 * at + 3 - digit] !== upper[digit]) fits = false;
      if (fits) counts[words[4 * at + place]!]!++;
    }
  }

  #narrow(): void {
    const total = this.#counts.reduce((a, b) => a + b, 0);
    this.#left ??= Math.min(total, this.#countOf(this.#nonzero));
    if (this.#left <= 0) {
      this.#found = NONE;
      return;
    }
    let digit = DIGITS - 1;
    while (this.#counts[digit]! < this.#left) this.#left -= this.#counts[digit--]!;
    const size = this.#counts[digit]!;
    this.#prefix = (this.#prefix << BigInt(DIGIT)) | BigInt(digit);
    this.#known++;
    if (this.#known === 4) this.#found = { threshold: toNumber(this.#prefix), ties: this.#left };
    else if (size <= KEPT) this.#kept = new Float64Array(size);
    else this.#counts.fill(0);
  }

  #keep(numbers: Float64Array, kept: Float64Array): void {
    const [low, high] = this.#bounds();
    let [size, nonzero] = [this.#size, this.#nonzero];
    // eslint-disable-next-line @typescript-eslint/prefer-for-of -- ten times slower over a typed array
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at]!;
      if (number !== 0) nonzero++;
      if (number >= low && number <= high) kept[size++] = number;
    }
    [this.#size, this.#nonzero] = [size, nonzero];
  }

  /** The least and the largest number with the prefix. */
  #bounds(): readonly [number, number] {
    if (this.#known === 0) return [0, Infinity];
    const bits = BigInt(DIGIT * (4 - this.#known));
    const low = this.#prefix << bits;
    return [toNumber(low), toNumber(low | ((1n << bits) - 1n))];
  }

  #settle(sorted: Float64Array): void {
    this.#left ??= Math.min(sorted.length, this.#countOf(this.#nonzero));
    if (this.#left <= 0) {
      this.#found = NONE;
      return;
    }
    const threshold = sorted[sorted.length - this.#left]!;
    const above = sorted.length - 1 - sorted.lastIndexOf(threshold);
    this.#found = { threshold, ties: this.#left - above };
  }
}

function toNumber(bits: bigint): number {
  return new Float64Array(BigUint64Array.of(bits).buffer)[0]!;
}

/** Says of each number in turn, from the first, whether it is among the largest. */
export function createGate({ threshold, ties }: Largest): (number: number) => boolean {
  let left = ties;
  return (number) => number > threshold || (number === threshold && left-- > 0);
}
