/** Runs a classifier forward over rows of a dataset. */
import type { Control } from '../../contract/progress.ts';
import { explainNonFinite } from '../encoder/finite.ts';
import { openSession } from '../encoder/session.ts';
import { checkGraph } from '../graph/check.ts';
import type { Graph } from '../graph/node.ts';
import { neg, pick, logSoftmax } from '../graph/operators.ts';
import type { Runtime, Session } from '../graph/runtime.ts';
import { simplify } from '../graph/simplify.ts';
import { readBatches, type Batch, type BatchInput } from '../task/batches.ts';
import { buildClassifier, type Classifier } from '../task/classifier.ts';
import type { Example } from '../task/examples.ts';
import { OBJECTIVES } from '../task/objective.ts';
import { TARGETS } from '../task/targets.ts';
import { HEAD_KINDS, type HeadKind } from '../task/task-head.ts';

export interface PredictionInput extends BatchInput {
  readonly runtime: Runtime;
}

export interface Prediction extends Example {
  /**
   * What the head answers for this example: its `outputs` numbers; a number for each choice; for token labels, `outputs` for each token; for
   * spans, every token's as the first and then every token's as the last; for language models, the loss of every place that is asked about.
   */
  readonly logits: Float32Array;
}

/** Predictions in the order of the rows. */
export async function* predict(input: PredictionInput, control: Control = {}): AsyncGenerator<Prediction> {
  const { checkpoint, runtime } = input;
  await using life = new AsyncDisposableStack();
  let session: Session | undefined;
  let window: Prediction[] = [];
  for await (const batch of readBatches(input)) {
    control.signal?.throwIfAborted();
    session ??= life.use(await openSession(runtime, buildGraph(checkpoint, batch.choices), checkpoint));
    const more = isLanguage(checkpoint)
      ? TARGETS[checkpoint.head.problem]({ ...batch, head: checkpoint.head })
      : {};
    const { answers } = await session.run({ ...batch.feeds, ...more });
    if (!answers!.every(Number.isFinite)) throw await explainNonFinite(checkpoint, runtime.device);
    const read = READERS[HEAD_KINDS[checkpoint.head.problem]];
    for (const [row, logits] of read(answers!, batch, checkpoint.head.outputs).entries()) {
      const { position, ...example } = batch.examples[row]!;
      window[position] = { ...example, logits };
    }
    if (!batch.endsWindow) continue;
    yield* window;
    window = [];
  }
}

/** Of a language model, only the loss of what is asked about leaves the device: a number for a token, not a vocabulary. */
function buildGraph(checkpoint: Classifier, choices: number | undefined): Graph {
  const { logits } = buildClassifier(checkpoint, choices);
  if (!isLanguage(checkpoint)) return checkGraph(simplify({ outputs: { answers: logits } }));
  const target = OBJECTIVES[checkpoint.head.problem].target(logits);
  return checkGraph(simplify({ outputs: { answers: neg(pick(logSoftmax(logits), target)) } }));
}

function isLanguage({ head }: Classifier): boolean {
  return head.row.reads === 'places';
}

type Reader = (answers: Float32Array, batch: Batch, outputs: number) => Float32Array[];

/** A row of equal width for each example. */
const rowsOf =
  (widthOf: (batch: Batch, outputs: number) => number): Reader =>
  (answers, batch, outputs) => {
    const width = widthOf(batch, outputs);
    return batch.examples.map((_, row) => answers.subarray(row * width, (row + 1) * width));
  };

const places: Reader = (answers, { examples }) => {
  let begin = 0;
  return examples.map(({ places }) => answers.subarray(begin, (begin += places!.length)));
};

/** Without what stands for padding. */
const READERS: Readonly<Record<HeadKind, Reader>> = {
  sequence: rowsOf((_, outputs) => outputs),
  'multiple-choice': rowsOf(({ choices }) => choices!),
  'token-labels': (answers, { examples, tokens }, outputs) =>
    examples.map(({ sequences }, row) => {
      const begin = row * tokens * outputs;
      return answers.subarray(begin, begin + sequences[0]!.ids.length * outputs);
    }),
  span: (answers, { examples, tokens }) =>
    examples.map(({ sequences }, row) => {
      const own = sequences[0]!.ids.length;
      const begin = 2 * row * tokens;
      const both = [begin, begin + tokens].map((at) => answers.subarray(at, at + own));
      return Float32Array.from(both.flatMap((part) => [...part]));
    }),
  'masked-language': places,
  'causal-language': places,
};
