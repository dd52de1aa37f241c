/** Statistics of every tensor, in files named by all that they were made from: found again, or computed and kept. */
import { extname, join } from 'node:path';
import type { DatasetChoice } from '../../contract/commands.ts';
import type { Control } from '../../contract/progress.ts';
import { createLabelReader } from '../../core/dataset/labels.ts';
import { readRows } from '../../core/dataset/rows.ts';
import { sampleRows } from '../../core/dataset/sample.ts';
import { hashText } from '../../core/files/hash.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import { canonicalJson } from '../../core/merge/canonical-json.ts';
import { computeFullFisher } from '../../core/statistics/full-fisher.ts';
import { computeGrams } from '../../core/statistics/gram.ts';
import type { Statistic, StatisticKind } from '../../core/statistics/statistic.ts';
import {
  openStatistics,
  type TensorStatistics,
  writeStatistic,
} from '../../core/statistics/tensor-statistics.ts';
import type { Classifier } from '../../core/task/classifier.ts';
import { estimateStatistic, requireRoom } from './estimate.ts';
import { limitTokens } from './token-budget.ts';

export interface StatisticSettings {
  readonly labels: 'dataset' | 'expected' | 'sampled';
  readonly samples: number;
  readonly seed: number;
  readonly maxLength: number;
}

export interface StatisticTask {
  readonly kind: StatisticKind;
  readonly checkpoint: Classifier;
  readonly dataset: DatasetChoice;
  readonly settings: StatisticSettings;
  readonly title: string;
  readonly checkpointHash: string;
  readonly datasetHash: string;
  readonly tokenBudget: number;
  /** Where it is kept. */
  readonly folder: string;
}

/** Seconds are those of computing it; 0 where it was there. */
export interface ObtainedStatistic {
  readonly statistics: TensorStatistics;
  readonly seconds: number;
}

/** Throws 'no-memory' or 'no-space' where it cannot be computed. The caller closes it. */
export async function obtainStatistic(
  task: StatisticTask,
  runtime: Runtime,
  control: Control,
): Promise<ObtainedStatistic> {
  const { kind, checkpoint, settings, folder, checkpointHash, datasetHash } = task;
  const file = join(folder, `${nameStatistic(task)}.safetensors`);
  // One that is damaged is computed again.
  const known = await openStatistics(file, kind, checkpoint.encoder).catch(() => undefined);
  if (known) return { statistics: known, seconds: 0 };
  await requireRoom(estimateStatistic(kind, checkpoint, settings, task.tokenBudget), { folder });
  const began = performance.now();
  const statistic = await compute(task, runtime, control);
  const origin = {
    kind,
    checkpoint: checkpointHash,
    dataset: datasetHash,
    settings: canonicalJson(settings),
  };
  await writeStatistic(file, statistic, { ...origin, count: statistic.count });
  return { statistics: await openStatistics(file, kind), seconds: (performance.now() - began) / 1000 };
}

async function compute(task: StatisticTask, runtime: Runtime, control: Control): Promise<Statistic> {
  const { kind, checkpoint, settings, title } = task;
  const { labels: labelMap, ...dataset } = task.dataset;
  const { problem } = checkpoint.head;
  const needsLabels = kind === 'full-fisher' && settings.labels === 'dataset';
  const all = readRows({ ...dataset, problem, unlabelled: !needsLabels }, control);
  const rows = await sampleRows(all, settings.samples, settings.seed);
  const readLabel = needsLabels ? createLabelReader(checkpoint.head, labelMap, dataset.file) : undefined;
  const input = { checkpoint, rows, readLabel, settings, runtime, title };
  return kind === 'gram'
    ? await computeGrams({ ...input, tokenBudget: limitTokens(checkpoint.head, task.tokenBudget) }, control)
    : await computeFullFisher(input, control);
}

/** SHA-256 of all that it depends on. The file's ending says how it is read where the format is not said. */
function nameStatistic({
  kind,
  checkpoint,
  dataset,
  settings,
  checkpointHash,
  datasetHash,
}: StatisticTask): string {
  const { file, ...choices } = dataset;
  const reading = { ...choices, format: choices.format ?? extname(file).toLowerCase() };
  const { sentencePiece, ...named } = checkpoint.texts;
  const pieces = sentencePiece && { sentencePiece: hashText(sentencePiece.bytes) };
  const texts = hashText(canonicalJson({ ...named, ...pieces }));
  return hashText(
    canonicalJson({ kind, checkpoint: checkpointHash, texts, dataset: datasetHash, reading, settings }),
  );
}
