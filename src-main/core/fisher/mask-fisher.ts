/** Computes the mask Fisher of a classifier on rows of its task. */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { LabelReader } from '../dataset/labels.ts';
import type { Row } from '../dataset/rows.ts';
import { explainNonFinite } from '../encoder/finite.ts';
import { openSession } from '../encoder/session.ts';
import type { Runtime } from '../graph/runtime.ts';
import { readBatches, WINDOW, type BatchInput } from '../task/batches.ts';
import type { Classifier } from '../task/classifier.ts';
import { buildMaskGraph } from './mask-graph.ts';
import { maskCount, PASSES, type MaskLayout } from './passes.ts';
import { FisherSums, type SumsState } from './sums.ts';
import type { FisherSettings } from './settings.ts';

/** Milliseconds from one saving of the sums to the next. */
const PAUSE = 5000;

export interface MaskFisherInput {
  readonly checkpoint: Classifier;
  readonly rows: readonly Row[];
  /** Not needed where labels come from the model itself. */
  readonly readLabel: LabelReader | undefined;
  readonly settings: FisherSettings;
  readonly runtime: Runtime;
  /** Most tokens of a batch, padding included: what bounds memory. */
  readonly tokenBudget: number;
  /** What progress calls this. */
  readonly title: string;
  readonly memory?: FisherMemory | undefined;
  /** How rows become examples, where it is not by the problem. */
  readonly encode?: BatchInput['encode'] | undefined;
}

/** Where a computation is: its sums, and how many batches they hold. Batches are the same every time. */
export interface FisherState extends SumsState {
  readonly batches: number;
}

/** Keeps how far a computation is, so that another can go on from there. */
export interface FisherMemory {
  load(): Promise<FisherState | undefined>;
  save(state: FisherState): Promise<void>;
  /** Milliseconds from one saving to the next; 5000 when absent. */
  readonly every?: number;
}

/** Means over `count` examples or batches; heads [layers, heads] and neurons [layers, neurons], row-major. */
export interface MaskFisher {
  readonly heads: Float64Array;
  readonly neurons: Float64Array;
  readonly count: number;
}

/** Throws 'invalid-dataset' without rows, and names the tensor that is to blame for a NaN. */
export async function computeMaskFisher(input: MaskFisherInput, control: Control = {}): Promise<MaskFisher> {
  const { checkpoint, rows, settings, runtime, title, memory } = input;
  const { layers, heads, neurons } = checkpoint.config;
  const layout: MaskLayout = { layers, heads, neurons };
  const sums = new FisherSums(maskCount(layout), settings);
  const state = await memory?.load();
  if (state) sums.restore(state);
  const choices = checkpoint.head.problem === 'multiple-choice' ? (rows[0]?.choices?.length ?? 0) : undefined;
  const graph = buildMaskGraph(checkpoint, settings.labels, choices);
  await using session = await openSession(runtime, graph, checkpoint);

  // A whole number of the batches whose gradients are averaged, lest one be cut by the window's end.
  const window = Math.ceil(WINDOW / settings.batch) * settings.batch;
  const batches = readBatches({ ...input, maxLength: settings.maxLength, seed: settings.seed }, window);
  const begun = state?.batches ?? 0;
  let [done, counted, kept, savedAt] = [0, 0, begun, performance.now()];
  for await (const batch of batches) {
    const { examples, endsWindow } = batch;
    const ended = examples.filter(({ endsRow }) => endsRow).length;
    if (control.signal?.aborted && counted > kept)
      await memory?.save({ ...sums.snapshot(), batches: counted });
    control.signal?.throwIfAborted();
    counted++;
    if (counted <= begun) {
      done += ended;
      if (counted === begun) control.report?.({ phase: title, done, total: rows.length, unit: 'rows' });
      continue;
    }
    const pass = { ...batch, session, head: checkpoint.head, layout, seed: settings.seed };
    sums.add(
      await PASSES[settings.labels](pass),
      examples.map(({ position }) => position),
    );
    if (endsWindow) sums.endWindow();
    done += ended;
    if (memory && performance.now() - savedAt >= (memory.every ?? PAUSE)) {
      await memory.save({ ...sums.snapshot(), batches: counted });
      [kept, savedAt] = [counted, performance.now()];
    }
    control.report?.({ phase: title, done, total: rows.length, unit: 'rows' });
  }
  if (sums.count === 0) {
    throw new WeirError(
      'invalid-dataset',
      `There are no rows to take the Fisher of '${checkpoint.folder}' on.`,
    );
  }
  const means = sums.squares.map((square) => square / sums.count);
  if (!means.every(Number.isFinite)) throw await explainNonFinite(checkpoint, runtime.device);
  return { heads: means.slice(0, layers * heads), neurons: means.slice(layers * heads), count: sums.count };
}
