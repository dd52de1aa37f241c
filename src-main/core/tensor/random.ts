/** Numbers by chance that a seed repeats: xoshiro128** 1.1 of Blackman and Vigna, seeded through splitmix64. */
import { WeirError } from '../../contract/error.ts';

export interface Random {
  /** Evenly from [0, 1), in steps of 2⁻⁵³. */
  uniform(): number;
  /** From the standard normal distribution. */
  normal(): number;
  /** Evenly from 0 to n − 1, for whole n from 1 to 2³². */
  integer(n: number): number;
}

/**
 * With a `stream`, one of many generators of the same seed. Throws a WeirError ('invalid-input') unless the seed is a whole number from 0
 * to 2⁵³ − 1.
 */
export function createRandom(seed: number, stream?: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new WeirError('invalid-input', `The seed is ${seed}; expected a whole number from 0.`);
  }
  const start = BigInt(seed);
  const next = xoshiro128(seedState(stream === undefined ? start : splitmix64(start)() + BigInt(stream)));
  const uniform = () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
  return {
    uniform,
    // Box and Muller's method; 1 − u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer(n) {
      if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
        throw new WeirError('invalid-input', `Cannot draw one of ${n}; expected 1 to 2^32.`);
      }
      // What lies past the last whole multiple of n would favour the small numbers.
      const limit = 2 ** 32 - (2 ** 32 % n);
      let value = next();
      while (value >= limit) value = next();
      return value % n;
    },
  };
}

/** The next 32 bits of a state of four words, which it changes (https://prng.di.unimi.it/xoshiro128starstar.c). */
export function xoshiro128(state: Uint32Array): () => number {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Two draws of splitmix64 as four words, the low half first: what rand_xoshiro's `seed_from_u64` makes of a seed. */
function seedState(seed: bigint): Uint32Array {
  const next = splitmix64(seed);
  return new Uint32Array(BigUint64Array.of(next(), next()).buffer);
}

/** The next 64 bits (https://prng.di.unimi.it/splitmix64.c). */
export function splitmix64(seed: bigint): () => bigint {
  let state = seed;
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = BigInt.asUintN(64, (state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
}
