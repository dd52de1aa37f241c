/** Computes the mask Fisher of a checkpoint on a dataset, and writes it to a file. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CommandInput, DatasetChoice } from '../../contract/commands.ts';
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { FisherRecord } from '../../contract/records.ts';
import { createLabelReader } from '../../core/dataset/labels.ts';
import { readRows } from '../../core/dataset/rows.ts';
import { sampleRows } from '../../core/dataset/sample.ts';
import { openCheckpoint, requireClassifier, type Classifier } from '../../core/encoder/checkpoint.ts';
import { requireFisher, type Fisher } from '../../core/fisher/fisher.ts';
import { readFisher, writeFisher } from '../../core/fisher/fisher-file.ts';
import { computeMaskFisher } from '../../core/fisher/mask-fisher.ts';
import type { FisherSettings } from '../../core/fisher/settings.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import { explain } from '../../core/files/disk.ts';
import { hashFile, hashFiles } from '../../core/files/hash.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { GRADIENT_TOKENS } from './token-budget.ts';

export interface FisherTask {
  readonly checkpoint: Classifier;
  readonly dataset: DatasetChoice;
  readonly settings: FisherSettings;
  readonly runtime: Runtime;
  /** What progress calls this. */
  readonly title: string;
  /** The hash of the checkpoint's weights. */
  readonly hash: string;
}

/** Reads and samples the rows, then computes; the record knows the hashes of what it was made from. */
export async function takeFisher(
  task: FisherTask,
  control: Control = {},
): Promise<{ fisher: Fisher; rows: number }> {
  const { checkpoint, settings, runtime, title } = task;
  const { labels: labelMap, ...dataset } = task.dataset;
  const needsLabels = settings.labels === 'dataset';
  const all = readRows({ ...dataset, unlabelled: !needsLabels }, control);
  const rows = await sampleRows(all, settings.samples, settings.seed);
  const readLabel = needsLabels ? createLabelReader(checkpoint.head, labelMap, dataset.file) : undefined;
  const input = { checkpoint, rows, readLabel, settings, runtime, tokenBudget: GRADIENT_TOKENS, title };
  const means = await computeMaskFisher(input, control);
  const { layers, heads, neurons } = checkpoint.config;
  const fisher: Fisher = {
    ...means,
    layers,
    headsPerLayer: heads,
    neuronsPerLayer: neurons,
    settings,
    checkpoint: task.hash,
    dataset: await hashFile(dataset.file, control),
  };
  return { fisher: requireFisher(fisher, `The Fisher of '${checkpoint.folder}'`), rows: rows.length };
}

export async function runFisher(input: CommandInput<'fisher'>, control: Control = {}): Promise<FisherRecord> {
  const began = performance.now();
  if (!input.out.endsWith('.safetensors')) {
    throw new WeirError(
      'invalid-input',
      `A Fisher is written as safetensors; '${input.out}' does not end so.`,
    );
  }
  await requirePlace(input.out);
  await using checkpoint = await openCheckpoint(input.checkpoint);
  const classifier = requireClassifier(checkpoint);
  const runtime = await chooseRuntime(input.device);
  const { dataset, settings } = input;
  const hash = await hashFiles(checkpoint.weights.files, control);
  const task = { checkpoint: classifier, dataset, settings, runtime, title: 'Fisher', hash };
  const { fisher, rows } = await takeFisher(task, control);
  await writeFisher(input.out, fisher);
  return {
    file: input.out,
    checkpoint: checkpoint.folder,
    dataset: dataset.file,
    device: runtime.device,
    rows,
    count: fisher.count,
    seconds: (performance.now() - began) / 1000,
    layers: layerMeans(fisher),
  };
}

/** Throws where the Fisher could not be written once it is computed: no such folder, or something else in its place. */
async function requirePlace(file: string): Promise<void> {
  const folder = dirname(file);
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw explain(error, folder, 'written');
  });
  if (!(await stat(file).catch(() => undefined))) return;
  await readFisher(file).catch((cause: unknown) => {
    throw new WeirError('invalid-input', `'${file}' is there already and is no Fisher file.`, {
      hint: 'Choose another name.',
      cause,
    });
  });
}

function layerMeans({
  layers,
  heads,
  neurons,
  headsPerLayer,
  neuronsPerLayer,
}: Fisher): FisherRecord['layers'] {
  const mean = (values: Float64Array, width: number, layer: number): number => {
    const row = values.subarray(layer * width, (layer + 1) * width);
    return row.reduce((sum, value) => sum + value, 0) / width;
  };
  return Array.from({ length: layers }, (_, layer) => ({
    heads: mean(heads, headsPerLayer, layer),
    neurons: mean(neurons, neuronsPerLayer, layer),
  }));
}
