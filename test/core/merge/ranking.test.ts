/** The order of rows by magnitude: always that of a stable sort. */
import { expect, it } from 'vitest';
import { createRanking } from '../../../src-main/core/merge/ranking.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';

const KINDS: Readonly<Record<string, (random: ReturnType<typeof createRandom>) => number>> = {
  'like normal changes': (random) => Math.fround(random.normal() * 1e-3),
  'of few sizes': (random) => random.integer(5) - 2,
  'from the smallest to the largest': (random) =>
    (random.integer(2) * 2 - 1) * Math.fround(2 ** (random.integer(277) - 149)),
  'all zero, of both signs': (random) => (random.integer(2) > 0 ? 0 : -0),
};

it.each(Object.entries(KINDS))('of numbers %s', (_, draw) => {
  const rank = createRanking();
  const random = createRandom(1);
  // Longer and shorter in turn: a row must not see what was left of another.
  for (const length of [5, 768, 1, 3000, 0, 64]) {
    const row = Float64Array.from({ length }, () => draw(random));
    const sorted = [...row.keys()].sort((a, b) => Math.abs(row[a]!) - Math.abs(row[b]!) || a - b);
    expect([...rank(row)]).toEqual(sorted);
  }
});

it('numbers that float32 does not tell apart are equals, and so are those beyond it', () => {
  const rank = createRanking();
  expect([...rank(Float64Array.of(2, 1 + 2 ** -40, 1, 1e300, Infinity, 1e200))]).toEqual([1, 2, 0, 3, 4, 5]);
});
