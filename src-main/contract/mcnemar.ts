/** Whether two classifiers differ by more than chance on the same rows: McNemar's test, exact (McNemar 1947; Dietterich 1998). */

export interface McNemar {
  /** Rows that the first alone has right, and the second alone. */
  readonly first: number;
  readonly second: number;
  /** Two-sided: how likely a difference as large is where neither is better. */
  readonly p: number;
}

/** From packed outcomes, as a sweep's cells have them; undefined where they are of different numbers of rows. */
export function testMcNemar(a: string, b: string): McNemar | undefined {
  const [one, other] = [unpack(a), unpack(b)];
  if (one.length !== other.length) return undefined;
  let [first, second] = [0, 0];
  for (const [at, byte] of one.entries()) {
    first += countBits(byte & ~other[at]!);
    second += countBits(other[at]! & ~byte);
  }
  return { first, second, p: signTest(first, second) };
}

/** Two-sided binomial test of equal chances. */
export function signTest(first: number, second: number): number {
  const total = first + second;
  let tail = 0;
  // Σ C(n, k) / 2^n up to the smaller, by logarithms, since C(n, k) outgrows float64.
  let log = -total * Math.LN2;
  for (let k = 0; k <= Math.min(first, second); k++) {
    tail += Math.exp(log);
    log += Math.log((total - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}

function unpack(outcomes: string): Uint8Array {
  return Uint8Array.from(atob(outcomes), (sign) => sign.charCodeAt(0));
}

function countBits(byte: number): number {
  let bits = 0;
  for (let rest = byte & 255; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}
