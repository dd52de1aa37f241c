/** The rows of a task as batches that an encoder takes: of similar length, under a token budget, in bounded memory. */
import { groupByLength, padBatch, type EncodedBatch } from '../dataset/padding.ts';
import type { LabelReader } from '../dataset/labels.ts';
import type { Row } from '../dataset/rows.ts';
import { openTokenizer } from '../encoder/checkpoint.ts';
import { LENGTH_INPUTS } from '../encoder/length-inputs.ts';
import type { Feeds } from '../graph/runtime.ts';
import type { Classifier } from './classifier.ts';
import { EXAMPLES, type Example, type ExampleInput } from './examples.ts';

/** Rows are sorted by length within windows of about so many, which bounds memory at any number of rows. */
export const WINDOW = 1024;

export interface BatchInput {
  readonly checkpoint: Classifier;
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
  /** Without it, examples have no target. */
  readonly readLabel: LabelReader | undefined;
  /** Tokens of a sequence with its special ones; never more than the encoder has positions. */
  readonly maxLength: number;
  /** Most tokens of a batch, padding included. */
  readonly tokenBudget: number;
  /** Of the words that are hidden from a masked language model. */
  readonly seed?: number;
  /** How rows become examples, where it is not by the problem. */
  readonly encode?: ((row: Row, input: ExampleInput) => Example[]) | undefined;
}

export interface PlacedExample extends Example {
  /** Its place in the window. */
  readonly position: number;
}

export interface Batch {
  readonly examples: readonly PlacedExample[];
  /** Tokens of the longest sequence. */
  readonly tokens: number;
  /** Sequences of each example, where the task is to choose among them. */
  readonly choices: number | undefined;
  /** What the encoder and its task head read. */
  readonly feeds: Feeds;
  /** Whether the window is complete with it. */
  readonly endsWindow: boolean;
}

/** Windows follow each other in the order of the rows; within one, the longest examples come first. */
export async function* readBatches(input: BatchInput, window = WINDOW): AsyncGenerator<Batch> {
  const { checkpoint, rows, readLabel, tokenBudget } = input;
  const { config, head } = checkpoint;
  const tokenizer = openTokenizer(checkpoint);
  const exampleInput = {
    tokenizer,
    maxLength: Math.min(input.maxLength, config.maxTokens),
    readLabel,
    seed: input.seed ?? 0,
    vocabulary: config.vocabulary,
  };
  const encode = input.encode ?? EXAMPLES[head.problem];
  for await (const taken of takeWindows(rows, window)) {
    const examples = taken
      .flatMap((row) => encode(row, exampleInput))
      .map((example, position) => ({ ...example, position }));
    const lengths = examples.map(({ sequences }) => sequences.length * longest(sequences));
    const groups = groupByLength(lengths, tokenBudget);
    for (const [at, group] of groups.entries()) {
      const chosen = group.map((position) => examples[position]!);
      yield {
        ...feedBatch(chosen, checkpoint, tokenizer.padId),
        examples: chosen,
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

function longest(sequences: Example['sequences']): number {
  return Math.max(0, ...sequences.map(({ ids }) => ids.length));
}

/** Examples as one batch; `padId` stands where there is no token. */
export function feedBatch(
  examples: readonly Example[],
  { config, family, head }: Classifier,
  padId: number,
): Pick<Batch, 'feeds' | 'tokens' | 'choices'> {
  const sequences = examples.flatMap((example) => example.sequences);
  const padded = padBatch(sequences, [...sequences.keys()], padId);
  const { tokens } = padded;
  const choices = head.problem === 'multiple-choice' ? examples[0]!.sequences.length : undefined;
  const byLength = family.inputs.map((name) => [name, LENGTH_INPUTS[name].feed(tokens, config)] as const);
  const places = examples.flatMap((example, row) => example.places?.map((at) => row * tokens + at) ?? []);
  return {
    tokens,
    choices,
    feeds: {
      ...feedTokens(padded, choices),
      ...Object.fromEntries(byLength),
      last: feedIds(sequences.map(({ ids }, row) => row * tokens + ids.length - 1)),
      places: feedIds(places),
    },
  };
}

function feedTokens({ size, tokens, ids, types, mask }: EncodedBatch, choices: number | undefined): Feeds {
  const shape = choices === undefined ? [size, tokens] : [size / choices, choices, tokens];
  return {
    ids: { values: ids, shape },
    types: { values: types, shape },
    mask: { values: mask, shape },
  };
}

function feedIds(ids: readonly number[]) {
  return { values: BigInt64Array.from(ids, BigInt), shape: [ids.length] };
}
