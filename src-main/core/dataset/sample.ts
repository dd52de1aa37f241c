/** A random choice of a dataset's rows. */
import { WeirError } from '../../contract/error.ts';
import { createRandom } from '../tensor/random.ts';
import type { Row } from './rows.ts';

/**
 * `count` rows, every set of them as likely as any other, in file order; all rows when there are no more. The same
 * rows and seed give the same choice. Only `count` rows are held at a time: Vitter's algorithm R (ACM TOMS 11, 1985).
 */
export async function sampleRows(rows: AsyncIterable<Row>, count: number, seed: number): Promise<Row[]> {
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new WeirError('invalid-input', `Cannot take ${count} samples; expected a whole number from 1.`);
  }
  const random = createRandom(seed);
  const chosen: Row[] = [];
  let seen = 0;
  for await (const row of rows) {
    seen++;
    if (chosen.length < count) {
      chosen.push(row);
    } else {
      const place = random.integer(seen);
      if (place < count) chosen[place] = row;
    }
  }
  return chosen.sort((a, b) => a.index - b.index);
}
