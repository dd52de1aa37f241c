/** What stays of a pair that is too long, against Hugging Face's tokenizers. */
import { describe, expect, it } from 'vitest';
import { truncateLengths } from '../../../src-main/core/tokenizer/truncation.ts';

describe('truncateLengths', () => {
  // first, second, room → what Hugging Face's tokenizers 0.23 keeps of the two.
  it.each([
    [0, 30, 17, 0, 17],
    [7, 30, 17, 7, 10],
    [8, 30, 17, 8, 9],
    [9, 30, 17, 8, 9],
    [30, 0, 17, 17, 0],
    [30, 8, 17, 9, 8],
    [30, 9, 17, 9, 8],
    [9, 9, 17, 8, 9],
    [10, 9, 17, 9, 8],
    [9, 10, 17, 8, 9],
    [19, 18, 17, 9, 8],
    [4, 4, 17, 4, 4],
    [7, 30, 18, 7, 11],
    [8, 30, 18, 8, 10],
    [9, 30, 18, 9, 9],
    [30, 8, 18, 10, 8],
    [10, 9, 18, 9, 9],
    [30, 0, 0, 0, 0],
  ])('leaves of %i and %i tokens in room for %i: %i and %i', (first, second, room, a, b) => {
    expect(truncateLengths(first, second, room)).toEqual([a, b]);
  });
});
