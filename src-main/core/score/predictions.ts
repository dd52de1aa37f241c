/** Runs a classifier forward over rows of a dataset. */
import type { Control } from '../../contract/progress.ts';
import { readBatches, type BatchInput } from '../encoder/batches.ts';
import type { Classifier } from '../encoder/checkpoint.ts';
import { buildClassifier } from '../encoder/classifier.ts';
import { explainNonFinite } from '../encoder/finite.ts';
import { openSession } from '../encoder/session.ts';
import { checkGraph } from '../graph/check.ts';
import type { Runtime } from '../graph/runtime.ts';
import { simplify } from '../graph/simplify.ts';

export interface PredictionInput extends BatchInput {
  readonly checkpoint: Classifier;
  readonly runtime: Runtime;
}

export interface Prediction {
  /** The row's, in its file. */
  readonly index: number;
  /** Of the head's outputs. */
  readonly logits: Float32Array;
  readonly target: readonly number[] | undefined;
}

/** Predictions in the order of the rows. */
export async function* predict(input: PredictionInput, control: Control = {}): AsyncGenerator<Prediction> {
  const { checkpoint, runtime } = input;
  const { outputs } = checkpoint.head;
  const graph = checkGraph(simplify({ outputs: { logits: buildClassifier(checkpoint).logits } }));
  await using session = await openSession(runtime, graph, checkpoint);
  let window: Prediction[] = [];
  for await (const { examples, tokens, endsWindow } of readBatches(input)) {
    control.signal?.throwIfAborted();
    const { logits } = await session.run(tokens);
    if (!logits!.every(Number.isFinite)) throw await explainNonFinite(checkpoint, runtime.device);
    for (const [row, { index, target, position }] of examples.entries()) {
      window[position] = { index, target, logits: logits!.subarray(row * outputs, (row + 1) * outputs) };
    }
    if (!endsWindow) continue;
    yield* window;
    window = [];
  }
}
