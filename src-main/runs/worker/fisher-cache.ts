/** Fishers of the library, in files named by all that they were made from: found again, or computed and kept. */
import { access, constants, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Control } from '../../contract/progress.ts';
import type { FisherRecord } from '../../contract/records.ts';
import type { Surroundings } from '../../contract/work.ts';
import { readRows } from '../../core/dataset/rows.ts';
import { explain } from '../../core/files/disk.ts';
import { hashText } from '../../core/files/hash.ts';
import { requireMaskSizes, type Fisher } from '../../core/fisher/fisher.ts';
import { readFisher, writeFisher } from '../../core/fisher/fisher-file.ts';
import { findDifference } from '../../core/fisher/settings.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import { canonicalJson } from '../../core/merge/canonical-json.ts';
import { estimateFisher, requireRoom } from './estimate.ts';
import { createFisherMemory, forgetComputation } from './fisher-memory.ts';
import { takeFisher, type FisherTask } from './fisher-task.ts';

export interface ObtainedFisher {
  readonly fisher: Fisher;
  readonly rows: number;
  readonly cached: boolean;
  /** 'none' where nothing was computed. */
  readonly device: string;
  /** In the library; undefined without one. */
  readonly file: string | undefined;
}

/** Throws 'no-memory' where it cannot be computed. `chooseDevice` is asked only where it must be. */
export async function obtainFisher(
  task: FisherTask,
  library: Surroundings['library'],
  chooseDevice: () => Promise<Runtime>,
  control: Control,
): Promise<ObtainedFisher> {
  const key = nameFisher(task);
  const file = library && join(library.fishers, `${key}.safetensors`);
  const found = file === undefined ? undefined : await findFitting(file, task);
  if (found) return { fisher: found, rows: await countRows(found, task), cached: true, device: 'none', file };
  if (library) {
    await access(library.fishers, constants.W_OK).catch((error: unknown) => {
      throw explain(error, library.fishers, 'written');
    });
  }
  const { checkpoint, settings, tokenBudget } = task;
  const need = estimateFisher(checkpoint.config, measureWeights(task), settings, tokenBudget);
  await requireRoom(need, { folder: library?.fishers ?? checkpoint.folder });
  const runtime = await chooseDevice();
  const { device } = runtime;
  const memory = library && createFisherMemory(library.partial, { key, device, tokenBudget });
  const { fisher, rows } = await takeFisher(task, runtime, memory, control);
  if (file !== undefined) await writeFisher(file, fisher);
  if (library) await forgetComputation(library.partial, key);
  return { fisher, rows, cached: false, device, file };
}

type FisherOf = Omit<FisherTask, 'title' | 'tokenBudget'>;

/** Whether the library has it. */
export async function hasFisher(
  of: FisherOf,
  { fishers }: NonNullable<Surroundings['library']>,
): Promise<boolean> {
  return (await findFitting(join(fishers, `${nameFisher(of)}.safetensors`), of)) !== undefined;
}

export async function describeFisher(
  { checkpoint, dataset, checkpointHash, datasetHash }: FisherTask,
  { fisher, rows, cached, device }: ObtainedFisher,
  file: string,
  seconds: number,
): Promise<FisherRecord> {
  return {
    file,
    bytes: (await stat(file)).size,
    checkpoint: checkpoint.folder,
    dataset: dataset.file,
    checkpointHash,
    datasetHash,
    settings: fisher.settings,
    cached,
    device,
    rows,
    count: fisher.count,
    seconds,
    layers: layerMeans(fisher),
  };
}

/** SHA-256 of all that a Fisher depends on. The file's ending says how it is read where the format is not said. */
function nameFisher({ checkpoint, dataset, settings, checkpointHash, datasetHash }: FisherOf): string {
  const { file, ...choices } = dataset;
  const reading = { ...choices, format: choices.format ?? extname(file).toLowerCase() };
  // Labels' names and the tokenizer lie beside the weights.
  const { sentencePiece, ...named } = checkpoint.texts;
  const pieces = sentencePiece && { sentencePiece: hashText(sentencePiece.bytes) };
  const texts = hashText(canonicalJson({ ...named, ...pieces }));
  return hashText(
    canonicalJson({ checkpoint: checkpointHash, texts, dataset: datasetHash, reading, settings }),
  );
}

/** Undefined where there is none, or one that is damaged or of something else. */
async function findFitting(file: string, task: FisherOf): Promise<Fisher | undefined> {
  try {
    const fisher = await readFisher(file);
    const { layers, heads, neurons } = task.checkpoint.config;
    requireMaskSizes(fisher, { layers, headsPerLayer: heads, neuronsPerLayer: neurons }, file, 'it');
    const fits =
      fisher.checkpoint === task.checkpointHash &&
      fisher.dataset === task.datasetHash &&
      findDifference(fisher.settings, task.settings) === undefined;
    return fits ? fisher : undefined;
  } catch {
    return undefined;
  }
}

async function countRows({ count }: Fisher, { checkpoint, dataset, settings }: FisherTask): Promise<number> {
  if (settings.gradient === 'example') return count;
  let rows = 0;
  for await (const row of readRows({ ...dataset, problem: checkpoint.head.problem, unlabelled: true }))
    rows = row.index + 1;
  return Math.min(rows, settings.samples);
}

function measureWeights({ checkpoint }: FisherTask): number {
  return [...checkpoint.weights.tensors.values()].reduce((sum, { begin, end }) => sum + end - begin, 0);
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
