/** The computing of a Fisher: what it is taken of and on, and how. */
import type { DatasetChoice } from '../../contract/commands.ts';
import type { Control } from '../../contract/progress.ts';
import { createLabelReader } from '../../core/dataset/labels.ts';
import { readRows } from '../../core/dataset/rows.ts';
import { sampleRows } from '../../core/dataset/sample.ts';
import type { Classifier } from '../../core/task/classifier.ts';
import { requireFisher, type Fisher } from '../../core/fisher/fisher.ts';
import { computeMaskFisher, type FisherMemory } from '../../core/fisher/mask-fisher.ts';
import type { FisherSettings } from '../../core/fisher/settings.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import { limitTokens } from './token-budget.ts';

export interface FisherTask {
  readonly checkpoint: Classifier;
  readonly dataset: DatasetChoice;
  readonly settings: FisherSettings;
  /** What progress calls this. */
  readonly title: string;
  /** Of the checkpoint's weights, and of the dataset's file. */
  readonly checkpointHash: string;
  readonly datasetHash: string;
  readonly tokenBudget: number;
}

/** Reads and samples the rows, then computes; the Fisher knows the hashes of what it was made from. */
export async function takeFisher(
  task: FisherTask,
  runtime: Runtime,
  memory: FisherMemory | undefined,
  control: Control = {},
): Promise<{ fisher: Fisher; rows: number }> {
  const { checkpoint, settings, title } = task;
  const tokenBudget = limitTokens(checkpoint.head, task.tokenBudget);
  const { labels: labelMap, ...dataset } = task.dataset;
  const needsLabels = settings.labels === 'dataset';
  const { problem } = checkpoint.head;
  const all = readRows({ ...dataset, problem, unlabelled: !needsLabels }, control);
  const rows = await sampleRows(all, settings.samples, settings.seed);
  const readLabel = needsLabels ? createLabelReader(checkpoint.head, labelMap, dataset.file) : undefined;
  const means = await computeMaskFisher(
    { checkpoint, rows, readLabel, settings, runtime, tokenBudget, title, memory },
    control,
  );
  const { layers, heads, neurons } = checkpoint.config;
  const fisher: Fisher = {
    ...means,
    layers,
    headsPerLayer: heads,
    neuronsPerLayer: neurons,
    settings,
    checkpoint: task.checkpointHash,
    dataset: task.datasetHash,
  };
  return { fisher: requireFisher(fisher, `The Fisher of '${checkpoint.folder}'`), rows: rows.length };
}
