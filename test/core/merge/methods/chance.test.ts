/** What stays by chance: as often as the density says and, by DELLA, as the rank says; whatever the stream of numbers is. */
import { expect, it } from 'vitest';
import { combine, combinerOf } from './regions.ts';

const [ROWS, COLUMNS] = [20_000, 8];

/** How often an element of each column stays of a task vector whose sizes rise along every row. */
async function countKept(method: 'dare-linear' | 'della-linear', settings: object): Promise<number[]> {
  const change = Float32Array.from({ length: ROWS * COLUMNS }, (_, at) => 1 + (at % COLUMNS));
  const { combiner } = combinerOf(method, { ...settings, scale: 1, rescale: 'none' }, { weights: [1] });
  const found = await combine(combiner, {
    shape: [ROWS, COLUMNS],
    values: [change, new Float32Array(change.length)],
    rowsAtOnce: 999,
  });
  return Array.from({ length: COLUMNS }, (_, column) => {
    let kept = 0;
    for (let row = 0; row < ROWS; row++) if (found[row * COLUMNS + column] !== 0) kept++;
    return kept / ROWS;
  });
}

/** Five standard deviations of the mean of so many draws. */
const bound = (chance: number) => 5 * Math.sqrt((chance * (1 - chance)) / ROWS);

it.each([0.1, 0.5, 0.9])('DARE keeps every element with the chance %d', async (density) => {
  for (const part of await countKept('dare-linear', { density }))
    expect(Math.abs(part - density)).toBeLessThan(bound(density));
});

it.each([
  [0.5, 0.15],
  [0.3, 0.29],
  [0.6, 0],
])(
  'DELLA with density %d and epsilon %d keeps the larger of a row the likelier',
  async (density, epsilon) => {
    for (const [rank, part] of (await countKept('della-linear', { density, epsilon })).entries()) {
      const chance = density - epsilon + (2 * epsilon * rank) / (COLUMNS - 1);
      expect(Math.abs(part - chance), `rank ${rank}`).toBeLessThan(bound(chance));
    }
  },
);

it('what stays makes up for the rest: the sum is about the same', async () => {
  const change = new Float32Array(ROWS * COLUMNS).fill(1);
  const values = [change, new Float32Array(change.length)];
  for (const [method, rescale] of [
    ['dare-linear', 'expected'],
    ['della-linear', 'expected'],
    ['dare-linear', 'norm'],
  ] as const) {
    const { combiner } = combinerOf(method, { scale: 1, rescale }, { weights: [1] });
    const found = await combine(combiner, { shape: [ROWS, COLUMNS], values });
    const mean = found.reduce((a, b) => a + b, 0) / found.length;
    // A mean of draws that are 0 or about 2.
    expect(Math.abs(mean - 1), `${method} ${rescale}`).toBeLessThan(rescale === 'norm' ? 1e-6 : 0.02);
  }
});
