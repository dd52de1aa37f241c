/** Random numbers: against the published generators, and evenly spread. */
import { describe, expect, it } from 'vitest';
import { WeirError } from '../../../src-main/contract/error.ts';
import { createRandom, splitmix64, xoshiro128 } from '../../../src-main/core/tensor/random.ts';

describe('the generators', () => {
  // Both lists were made with the authors' C code and stand in the tests of Rust's rand_xoshiro.
  it('draw what the reference of xoshiro128** 1.1 draws', () => {
    const next = xoshiro128(Uint32Array.of(1, 2, 3, 4));
    const reference = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ];
    expect(reference.map(() => next())).toEqual(reference);
  });

  it('draw what the reference of splitmix64 draws', () => {
    const next = splitmix64(1477776061723855037n);
    const reference = [
      1985237415132408290n,
      2979275885539914483n,
      13511426838097143398n,
      8488337342461049707n,
      15141737807933549159n,
    ];
    expect(reference.map(() => next())).toEqual(reference);
  });
});

describe('createRandom', () => {
  it.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53])('refuses the seed %s', (seed) => {
    expect(() => createRandom(seed)).toThrow(WeirError);
  });

  it('repeats itself for a seed and differs for another', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 5 }, () => random.uniform());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('draws evenly from [0, 1)', () => {
    const random = createRandom(0);
    const values = Array.from({ length: 40_000 }, () => random.uniform());
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(mean(values)).toBeCloseTo(1 / 2, 2);
    expect(mean(values.map((value) => value * value))).toBeCloseTo(1 / 3, 2);
  });

  it('draws normally: the first four moments are 0, 1, 0 and 3', () => {
    const random = createRandom(0);
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const moments = [1, 2, 3, 4].map((power) => mean(values.map((value) => value ** power)));
    expect(moments[0]).toBeCloseTo(0, 1);
    expect(moments[1]).toBeCloseTo(1, 1);
    expect(moments[2]).toBeCloseTo(0, 1);
    expect(Math.abs(moments[3]! - 3)).toBeLessThan(0.1);
  });

  it('draws every integer below n as often', () => {
    const random = createRandom(3);
    const counts = Array.from({ length: 7 }, () => 0);
    for (let draw = 0; draw < 70_000; draw++) counts[random.integer(7)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('favours no integer even where n does not divide 2^32', () => {
    const random = createRandom(1);
    const n = 3 * 2 ** 30;
    const lower = Array.from({ length: 6000 }, () => random.integer(n)).filter((value) => value < 2 ** 30);
    expect(Math.abs(lower.length - 2000)).toBeLessThan(200);
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])('refuses to draw one of %s', (n) => {
    expect(() => createRandom(0).integer(n)).toThrow(/expected 1 to 2\^32/);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('streams of one seed', () => {
  const draw = (seed: number, stream?: number) => {
    const random = createRandom(seed, stream);
    return Array.from({ length: 4 }, () => random.integer(2 ** 32)).join();
  };

  it('differ from each other and from those of other seeds, large ones too', () => {
    const draws = [draw(0), draw(0, 0), draw(0, 1), draw(1, 0), draw(2 ** 32, 0), draw(2 ** 32, 1)];
    expect(new Set(draws).size).toBe(draws.length);
    expect(draw(7, 3)).toBe(draw(7, 3));
  });
});
