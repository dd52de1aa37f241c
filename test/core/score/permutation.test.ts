/** Labels in another order: found, and not found where it may be chance. */
import { describe, expect, it } from 'vitest';
import { assign, describePermutation, findPermutation } from '../../../src-main/core/score/permutation.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';

describe('findPermutation', () => {
  it.each([
    ['no square', [[1, 2]]],
    ['ragged', [[1, 2], [3]]],
    ['not of counts', [[-1]]],
    ['not of numbers', [[Number.NaN]]],
  ])('refuses a matrix that is %s', (_, confusion) => {
    expect(() => findPermutation(confusion)).toThrow(/^The confusion matrix has/);
  });

  it('finds two labels that are exchanged', () => {
    expect(
      findPermutation([
        [10, 90],
        [80, 20],
      ]),
    ).toEqual({ permutation: [1, 0], asIs: 0.15, permuted: 0.85 });
  });

  it('finds a cycle of three among four', () => {
    const confusion = [
      [2, 95, 2, 1],
      [3, 5, 90, 2],
      [88, 4, 4, 4],
      [1, 2, 3, 94],
    ];
    expect(findPermutation(confusion)?.permutation).toEqual([1, 2, 0, 3]);
  });

  it('leaves labels in their place that do not occur', () => {
    const confusion = [
      [5, 95, 0, 0],
      [95, 5, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    expect(findPermutation(confusion)?.permutation).toEqual([1, 0, 2, 3]);
  });

  it.each([
    [
      'labels in order',
      [
        [90, 10],
        [20, 80],
      ],
    ],
    [
      'a checkpoint that guesses',
      [
        [50, 50],
        [45, 55],
      ],
    ],
    [
      'a gain that is small',
      [
        [42, 58],
        [55, 45],
      ],
    ],
    [
      'a gain that a few rows may show by chance',
      [
        [1, 3],
        [3, 1],
      ],
    ],
    [
      'no rows',
      [
        [0, 0],
        [0, 0],
      ],
    ],
    ['no labels', []],
    [
      'a checkpoint that always gives one label',
      [
        [0, 100],
        [0, 100],
      ],
    ],
  ])('finds nothing in %s', (_, confusion) => {
    expect(findPermutation(confusion)).toBeUndefined();
  });
});

describe('describePermutation', () => {
  it('names the labels that move', () => {
    const found = { permutation: [1, 0, 2], asIs: 0.152, permuted: 0.85 };
    expect(describePermutation(found, ['World', 'Sports', 'Business'])).toBe(
      "The dataset seems to number its labels in another order than the checkpoint: reading 'World' as 'Sports', " +
        "'Sports' as 'World', accuracy would be 85.0 % instead of 15.2 %.",
    );
  });
});

describe('assign', () => {
  it('gains as much as the best of all permutations', () => {
    const random = createRandom(11);
    for (let size = 1; size <= 6; size++) {
      for (let round = 0; round < 20; round++) {
        const gains = Array.from({ length: size }, () =>
          Array.from({ length: size }, () => random.integer(30)),
        );
        const total = (columns: readonly number[]) =>
          columns.reduce((sum, column, row) => sum + gains[row]![column]!, 0);
        const columns = assign(gains);
        expect(new Set(columns).size).toBe(size);
        expect(total(columns)).toBe(Math.max(...permute([...columns.keys()]).map(total)));
      }
    }
  });
});

function permute(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) =>
    permute(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}
