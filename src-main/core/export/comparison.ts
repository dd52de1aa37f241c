/** How far the answers of an exported file are from those of Weir's own graph on the same batch. */
import type { Feeds, Fetches } from '../graph/runtime.ts';
import type { Batch } from '../task/batches.ts';
import type { Classifier } from '../task/classifier.ts';
import type { Example } from '../task/examples.ts';
import { HEAD_KINDS, type HeadKind } from '../task/task-head.ts';

/** The largest difference that rounding explains. */
export const TOLERANCE = 1e-4;

/** A batch as the file reads it; what its graph does without is not asked for. */
export function feedExport({ feeds }: Pick<Batch, 'feeds'>): Feeds {
  const { ids, types, mask } = feeds;
  const int64 = BigInt64Array.from(mask!.values as Float32Array, BigInt);
  return { input_ids: ids!, token_type_ids: types!, attention_mask: { ...mask!, values: int64 } };
}

/** Parts of the answers that the file and Weir's own graph have alike, none of padding; `answers` by the names of the outputs. */
interface Reader {
  readonly exported: Picker;
  /** Of `logits`. */
  readonly own: Picker;
}
type Picker = (answers: Fetches, batch: Batch, outputs: number) => Float32Array[];

const everything: Picker = ({ logits }) => [logits!];

const tokens: Picker = ({ logits }, { examples, tokens }, outputs) =>
  examples.map((example, row) => cut(logits!, row * tokens * outputs, countTokens(example) * outputs));

/** The file answers for every token, of which some are asked about. */
const places: Picker = ({ logits }, { feeds }, outputs) =>
  Array.from(feeds.places!.values as BigInt64Array, (place) =>
    cut(logits!, Number(place) * outputs, outputs),
  );

const READERS: Readonly<Record<HeadKind, Reader>> = {
  sequence: { exported: everything, own: everything },
  'multiple-choice': { exported: everything, own: everything },
  'token-labels': { exported: tokens, own: tokens },
  span: {
    exported: ({ start_logits: start, end_logits: end }, { examples, tokens }) =>
      examples.flatMap((example, row) =>
        [start!, end!].map((ends) => cut(ends, row * tokens, countTokens(example))),
      ),
    own: ({ logits }, { examples, tokens }) =>
      examples.flatMap((example, row) =>
        [0, 1].map((end) => cut(logits!, (2 * row + end) * tokens, countTokens(example))),
      ),
  },
  'masked-language': { exported: places, own: everything },
  'causal-language': { exported: places, own: everything },
};

function cut(values: Float32Array, begin: number, size: number): Float32Array {
  return values.subarray(begin, begin + size);
}

function countTokens({ sequences }: Example): number {
  return sequences[0]!.ids.length;
}

/** The answers to a batch as numbers of one order, whichever of both gave them. */
export function readAnswers(
  { head }: Classifier,
  from: keyof Reader,
  answers: Fetches,
  batch: Batch,
): Float32Array {
  const parts = READERS[HEAD_KINDS[head.problem]][from](answers, batch, head.outputs);
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    joined.set(part, end);
    end += part.length;
  }
  return joined;
}

/** How far answers are from what is expected: absolute or, where the largest answer is above 1, as a part of that. NaN where one of them is. */
export function measureDifference(found: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const away = expected.reduce((most, value, at) => Math.max(most, Math.abs(value - found[at]!)), 0);
  return away / largest;
}
