/** Rows of similar length put together, so that little is computed on padding and no batch grows past what memory allows. */
import { WeirError } from '../../contract/error.ts';
import type { Encoded } from '../tokenizer/tokenizer.ts';

/** Rows padded to the longest: ids, types and mask are [size, tokens], row by row. */
export interface EncodedBatch {
  readonly ids: BigInt64Array<ArrayBuffer>;
  readonly types: BigInt64Array<ArrayBuffer>;
  /** 1 where a token is, 0 where padding is. */
  readonly mask: Float32Array<ArrayBuffer>;
  readonly size: number;
  readonly tokens: number;
}

/**
 * The indices of `lengths` in batches of rows × longest ≤ `budget` tokens; a row longer than that is a batch of its own. The longest
 * come first, so that memory is at its peak at once and not after an hour; rows of equal length stay in order.
 */
export function groupByLength(lengths: readonly number[], budget: number): number[][] {
  if (!(budget >= 1))
    throw new WeirError('invalid-input', `The token budget is ${budget}; expected at least 1.`);
  const order = [...lengths.keys()].sort((a, b) => lengths[b]! - lengths[a]! || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    const longest = lengths[batch[0] ?? index]!;
    if (batch.length > 0 && (batch.length + 1) * longest > budget) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** The rows of the given indices as one padded batch. */
export function padBatch(rows: readonly Encoded[], indices: readonly number[], padId: number): EncodedBatch {
  const size = indices.length;
  const tokens = Math.max(0, ...indices.map((index) => rows[index]!.ids.length));
  const ids = new BigInt64Array(size * tokens).fill(BigInt(padId));
  const types = new BigInt64Array(size * tokens);
  const mask = new Float32Array(size * tokens);
  for (const [position, index] of indices.entries()) {
    const row = rows[index]!;
    const begin = position * tokens;
    for (const [token, id] of row.ids.entries()) {
      ids[begin + token] = BigInt(id);
      types[begin + token] = BigInt(row.types[token]!);
    }
    mask.fill(1, begin, begin + row.ids.length);
  }
  return { ids, types, mask, size, tokens };
}
