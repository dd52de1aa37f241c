/** Rows of random words that Fishers are measured on. */
import type { LabelReader } from '../../core/dataset/labels.ts';
import type { Row } from '../../core/dataset/rows.ts';
import { createRandom } from '../../core/tensor/random.ts';
import { WORDS, word } from './bench-checkpoint.ts';

/** Of a row, with its two special ones. */
export const TOKENS = 64;

/** Rows that are exactly `TOKENS` tokens long. */
export function drawRows(count: number): Row[] {
  const random = createRandom(count);
  return Array.from({ length: count }, (_, index) => {
    const words = Array.from({ length: TOKENS - 2 }, () => word(random.integer(WORDS)));
    return { index, text: words.join(' '), pair: undefined, label: undefined };
  });
}

/** One of two labels, in turn. */
export const readLabelInTurn: LabelReader = ({ index }) => [index % 2, 1 - (index % 2)];
