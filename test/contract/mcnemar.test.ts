/** McNemar's test, against exact arithmetic. */
import { describe, expect, it } from 'vitest';
import { signTest, testMcNemar } from '../../src-main/contract/mcnemar.ts';

const pack = (bits: readonly number[]): string => {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [at, bit] of bits.entries()) bytes[at >> 3]! |= bit << (at & 7);
  return Buffer.from(bytes).toString('base64');
};

describe('the sign test', () => {
  // 2 · Σ C(n, k) / 2^n in Python's whole numbers, by math.comb.
  it.each([
    [0, 0, 1],
    [0, 5, 0.0625],
    [3, 9, 0.14599609375],
    [10, 10, 1],
    [12, 31, 0.005401572654591291],
    [400, 500, 0.0009564441369189461],
    [0, 2000, 0],
  ])('of %i and %i', (first, second, p) => {
    expect(signTest(first, second)).toBeCloseTo(p, 8);
    expect(signTest(second, first)).toBe(signTest(first, second));
  });
});

describe("McNemar's test", () => {
  it('counts the rows that one alone has right', () => {
    const a = [1, 1, 0, 1, 0, 0, 1, 1, 1, 0];
    const b = [1, 0, 0, 1, 1, 0, 0, 1, 0, 0];
    expect(testMcNemar(pack(a), pack(b))).toEqual({ first: 3, second: 1, p: 0.625 });
  });

  it('is none of different rows', () => {
    expect(testMcNemar(pack([1, 0]), pack(Array<number>(9).fill(1)))).toBeUndefined();
  });
});
