/** Opens an exported file with ONNX Runtime and holds its answers against the checkpoint's own. */
import type { DatasetChoice } from '../../contract/commands.ts';
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import { type Row, readRows } from '../../core/dataset/rows.ts';
import { openSession } from '../../core/encoder/session.ts';
import { feedExport, measureDifference, readAnswers, TOLERANCE } from '../../core/export/comparison.ts';
import { checkGraph } from '../../core/graph/check.ts';
import { simplify } from '../../core/graph/simplify.ts';
import { feedBatch, readBatches, type Batch } from '../../core/task/batches.ts';
import { buildClassifier, type Classifier } from '../../core/task/classifier.ts';
import type { Example } from '../../core/task/examples.ts';
import { createRandom } from '../../core/tensor/random.ts';
import { createRuntime } from '../../engine/devices.ts';
import { openModel } from '../../engine/session.ts';

/** Rows that are compared, and tokens of one batch of them: every token of a language model answers for its whole vocabulary. */
const ROWS = 8;
const TOKEN_BUDGET = 256;

/** Beyond 64 tokens, distances share rows and local layers no longer see all. */
const DRAWN_LENGTHS = [96, 41, 1];

export interface ExportCheck {
  readonly checkpoint: Classifier;
  /** The exported model. */
  readonly file: string;
  /** Whose first rows are compared, beside drawn tokens. */
  readonly dataset: DatasetChoice | undefined;
  readonly maxLength: number;
  readonly threads: number | undefined;
  /** What errors call this. */
  readonly title: string;
}

/** The largest difference of any answer. Throws 'mismatch' where it is above what rounding explains. */
export async function checkExport(input: ExportCheck, control: Control = {}): Promise<number> {
  const { title } = input;
  // One after the other, so that the weights are not in memory twice.
  const answered = await runExport(input, control);
  const differences = await compareWithOwn(input, answered, control);
  const largest = Math.max(...differences);
  if (largest <= TOLERANCE) return largest;
  throw new WeirError(
    'mismatch',
    `${title} answers otherwise than the checkpoint that was merged: by ${largest.toPrecision(2)}; expected at most ${TOLERANCE}.`,
  );
}

interface AnsweredBatch {
  readonly batch: Batch;
  readonly answers: Float32Array;
}

async function runExport(input: ExportCheck, control: Control): Promise<AnsweredBatch[]> {
  const { checkpoint, file, threads } = input;
  await using session = await openModel(file, { provider: 'cpu', threads });
  const answered: AnsweredBatch[] = [];
  for await (const batch of chooseBatches(input, control)) {
    control.signal?.throwIfAborted();
    const fetched = await session.run(feedExport(batch));
    answered.push({ batch, answers: readAnswers(checkpoint, 'exported', fetched, batch) });
  }
  return answered;
}

async function compareWithOwn(
  { checkpoint, threads }: ExportCheck,
  answered: readonly AnsweredBatch[],
  control: Control,
): Promise<number[]> {
  const runtime = createRuntime('cpu', threads);
  const differences: number[] = [];
  for (const choices of new Set(answered.map(({ batch }) => batch.choices))) {
    const { logits } = buildClassifier(checkpoint, choices);
    const graph = checkGraph(simplify({ outputs: { logits } }));
    await using session = await openSession(runtime, graph, checkpoint);
    for (const { batch, answers } of answered.filter(({ batch }) => batch.choices === choices)) {
      control.signal?.throwIfAborted();
      const own = readAnswers(checkpoint, 'own', await session.run(batch.feeds), batch);
      differences.push(measureDifference(answers, own));
    }
  }
  return differences;
}

/** Drawn tokens first, which need no tokenizer; then what the dataset begins with. */
async function* chooseBatches(
  { checkpoint, dataset, maxLength }: ExportCheck,
  control: Control,
): AsyncGenerator<Batch> {
  const drawn = drawExamples(checkpoint);
  const examples = drawn.map((example, position) => ({ ...example, position }));
  yield { ...feedBatch(drawn, checkpoint, 0), examples, endsWindow: true };
  if (!dataset) return;
  const { labels: _, ...spec } = dataset;
  const rows = takeRows(readRows({ ...spec, problem: checkpoint.head.problem, unlabelled: true }, control));
  yield* readBatches({ checkpoint, rows, readLabel: undefined, maxLength, tokenBudget: TOKEN_BUDGET });
}

async function* takeRows(rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let taken = 0;
  for await (const row of rows) {
    yield row;
    if (++taken === ROWS) return;
  }
}

/** Tokens that mean nothing, of several lengths, so that some are padded; two choices where one is to be chosen. */
function drawExamples({ config, head }: Classifier): Example[] {
  return DRAWN_LENGTHS.map((most, index) => {
    const random = createRandom(0, index);
    const length = Math.min(most, config.maxTokens);
    const draw = () => {
      const ids = Array.from({ length }, () => random.integer(config.vocabulary));
      return { ids, types: ids.map((_, at) => (config.types > 1 ? Number(at > length / 2) : 0)) };
    };
    const sequences = Array.from({ length: head.problem === 'multiple-choice' ? 2 : 1 }, draw);
    return { index, sequences, target: undefined, places: [0, length - 1], endsRow: true };
  });
}
