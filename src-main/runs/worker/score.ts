/** Scores a checkpoint on a dataset. */
import type { DatasetChoice } from '../../contract/commands.ts';
import type { Control } from '../../contract/progress.ts';
import type { ScoreRecord } from '../../contract/records.ts';
import type { Surroundings, WorkInput } from '../../contract/work.ts';
import { createLabelReader } from '../../core/dataset/labels.ts';
import { readRows, type Row } from '../../core/dataset/rows.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { requireClassifier } from '../../core/task/classifier.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import { metricsFor, parseMetric } from '../../core/score/conventions.ts';
import { computeScores, type Scores } from '../../core/score/scoring.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { estimateScore, requireRoom } from './estimate.ts';
import { createHasher } from './known-hashes.ts';
import { FORWARD_TOKENS, limitTokens, shareTokens } from './token-budget.ts';

export interface ScoreTask {
  /** The checkpoint's folder. */
  readonly folder: string;
  readonly dataset: DatasetChoice;
  /** By name; the task's customary ones when absent. */
  readonly metrics: readonly string[] | undefined;
  readonly task: string | undefined;
  readonly maxLength: number;
  /** Which rows count, by their numbers in the file; all when absent. */
  readonly keeps?: ((index: number) => boolean) | undefined;
  readonly runtime: Runtime;
  readonly tokenBudget: number;
  /** What progress calls this. */
  readonly title: string;
}

/** Metrics in the order asked for; every label is judged before anything is computed. */
export async function takeScores(input: ScoreTask, control: Control = {}): Promise<Scores> {
  const { folder, maxLength, runtime, title } = input;
  const { labels: labelMap, ...dataset } = input.dataset;
  await using checkpoint = await openCheckpoint(folder);
  const classifier = requireClassifier(checkpoint);
  const { head } = classifier;
  const metrics =
    input.metrics?.map((name) => parseMetric(name, head)) ?? metricsFor(input.task, head.problem);
  const readLabel = createLabelReader(classifier.head, labelMap, dataset.file);
  let total = 0;
  const spec = { ...dataset, problem: head.problem };
  const keeps = input.keeps ?? (() => true);
  for await (const row of readRows(spec, control)) {
    readLabel(row);
    if (keeps(row.index)) total++;
  }
  const rows = filterRows(readRows(spec, control), keeps);
  const tokenBudget = limitTokens(head, input.tokenBudget);
  const settings = { metrics, maxLength, runtime, total, title, tokenBudget };
  return await computeScores({ checkpoint: classifier, rows, readLabel, ...settings }, control);
}

async function* filterRows(rows: AsyncIterable<Row>, keeps: (index: number) => boolean): AsyncGenerator<Row> {
  for await (const row of rows) if (keeps(row.index)) yield row;
}

export async function runScore(
  input: WorkInput<'score'>,
  control: Control = {},
  { known, share, threads }: Surroundings = {},
): Promise<ScoreRecord> {
  const began = performance.now();
  const { checkpoint: folder, dataset, metrics, maxLength } = input;
  await using checkpoint = await openCheckpoint(folder);
  const tokenBudget = shareTokens(FORWARD_TOKENS, share);
  const weights = [...checkpoint.weights.tensors.values()].reduce(
    (sum, { begin, end }) => sum + end - begin,
    0,
  );
  await requireRoom(estimateScore(checkpoint.config, weights, { maxLength }, tokenBudget), { folder });
  const hasher = createHasher(known, control);
  const checkpointHash = await hasher.hashFiles(checkpoint.weights.files);
  const datasetHash = await hasher.hashFile(dataset.file);
  const runtime = await chooseRuntime(input.device, threads);
  const task = { folder, dataset, metrics, task: undefined, maxLength, runtime, title: 'Score', tokenBudget };
  const { rows, warnings, metrics: scores } = await takeScores(task, control);
  return {
    checkpoint: folder,
    dataset: dataset.file,
    checkpointHash,
    datasetHash,
    rows,
    metrics: scores,
    warnings,
    device: runtime.device,
    seconds: (performance.now() - began) / 1000,
  };
}
