/** The rows of a task as batches that an encoder takes: of similar length, under a token budget, in bounded memory. */
import { groupByLength, padBatch, type EncodedBatch } from '../dataset/padding.ts';
import type { LabelReader } from '../dataset/labels.ts';
import type { Row } from '../dataset/rows.ts';
import type { Feed } from '../graph/runtime.ts';
import { openTokenizer, type Checkpoint } from './checkpoint.ts';
import type { TOKEN_INPUTS } from './forward.ts';

/** Rows are sorted by length within windows of about so many, which bounds memory at any number of rows. */
export const WINDOW = 1024;

export interface BatchInput {
  readonly checkpoint: Checkpoint;
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
  /** Without it, examples have no target. */
  readonly readLabel: LabelReader | undefined;
  /** Tokens of an example with its special ones; never more than the encoder has positions. */
  readonly maxLength: number;
  /** Most tokens of a batch, padding included. */
  readonly tokenBudget: number;
}

export interface Example {
  /** The row's, in its file. */
  readonly index: number;
  readonly target: readonly number[] | undefined;
  /** Its place in the window. */
  readonly position: number;
}

export interface Batch {
  readonly examples: readonly Example[];
  readonly tokens: Readonly<Record<keyof typeof TOKEN_INPUTS, Feed>>;
  /** Whether the window is complete with it. */
  readonly endsWindow: boolean;
}

/** Windows follow each other in the order of the rows; within one, the longest examples come first. */
export async function* readBatches(input: BatchInput, window = WINDOW): AsyncGenerator<Batch> {
  const { checkpoint, rows, readLabel, tokenBudget } = input;
  const tokenizer = openTokenizer(checkpoint);
  const maxLength = Math.min(input.maxLength, checkpoint.config.positions);
  for await (const taken of takeWindows(rows, window)) {
    const encoded = taken.map(({ text, pair }) => tokenizer.encode(text, pair, maxLength));
    const examples = taken.map((row, position) => ({ index: row.index, target: readLabel?.(row), position }));
    const lengths = encoded.map(({ ids }) => ids.length);
    const groups = groupByLength(lengths, tokenBudget);
    for (const [at, group] of groups.entries()) {
      yield {
        examples: group.map((position) => examples[position]!),
        tokens: feedTokens(padBatch(encoded, group, tokenizer.padId)),
        endsWindow: at === groups.length - 1,
      };
    }
  }
}

/** Consecutive items in arrays of `size`, the last one shorter. */
async function* takeWindows<T>(items: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let window: T[] = [];
  for await (const item of items) {
    if (window.push(item) < size) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}

function feedTokens({ size, tokens, ids, types, mask }: EncodedBatch): Batch['tokens'] {
  const shape = [size, tokens];
  const positions = BigInt64Array.from(ids, (_, at) => BigInt(at % tokens));
  return {
    ids: { values: ids, shape },
    types: { values: types, shape },
    positions: { values: positions, shape },
    mask: { values: mask, shape },
  };
}
