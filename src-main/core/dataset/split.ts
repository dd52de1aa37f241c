/** Rows of an evaluation file in two parts: on one choices are made, on the other results are told. */
import type { RowPart } from '../../contract/sweep.ts';
import { createRandom } from '../tensor/random.ts';

export interface Split {
  /** The share of the rows for choosing, in (0, 1). */
  readonly share: number;
  readonly seed: number;
}

export const HALVES: Split = { share: 0.5, seed: 0 };

/** Whether a row is of a part, by its number in the file alone: the same for every file, whoever asks. */
export function isOfPart(part: RowPart, { share, seed }: Split = HALVES): (index: number) => boolean {
  if (part === 'all') return () => true;
  return (index) => createRandom(seed, index).uniform() < share === (part === 'choosing');
}
