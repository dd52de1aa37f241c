/** Carries a plan out: streams every model's weights through the weighted sum into safetensors files, in bounded memory. */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { Checkpoint } from '../encoder/checkpoint.ts';
import { type Fisher, requireFisher, requireMaskSizes } from '../fisher/fisher.ts';
import { SafetensorsWriter } from '../safetensors/writer.ts';
import { BYTES, type DType } from '../tensor/dtype.ts';
import { areFinite, isAllFinite } from '../tensor/finite.ts';
import { fromFloat32 } from '../tensor/float.ts';
import { countElements } from '../tensor/shape.ts';
import type { TensorStatistics } from '../statistics/tensor-statistics.ts';
import { Blender, type SlotIndex } from './blend.ts';
import { type Chunk, createChunkReader, createRooms, listChunks, measureChunks } from './chunks.ts';
import { findCulprit } from './culprit.ts';
import type { Combiner } from './method.ts';
import { createCombiner, evidenceOf } from './methods.ts';
import { hashPlan, type Plan } from './plan.ts';
import type { PlanTensor } from './plan-tensor.ts';
import { readAhead } from './read-ahead.ts';

export interface MergeInput {
  readonly plan: Plan;
  /** Those that were planned with, in their order. */
  readonly checkpoints: readonly Checkpoint[];
  readonly base: Checkpoint | undefined;
  /** One a model; not looked at where the method needs none. */
  readonly fishers: readonly Fisher[];
  /** One a model, where the method takes some of every tensor. */
  readonly statistics?: readonly TensorStatistics[];
  /** The recipe's text, kept in the file's metadata. */
  readonly recipe: string;
  /** Path of the safetensors file to write. */
  readonly file: string;
  /** Paths of one more for each model, where the plan has tensors for each task alone. */
  readonly taskFiles?: readonly string[];
}

export interface MergeTraffic {
  /** Bytes of weights. */
  readonly read: number;
  readonly written: number;
}

interface Output {
  readonly file: string;
  readonly tensors: readonly PlanTensor[];
}

/**
 * Writes the merged encoder; equal inputs give equal bytes. Throws a WeirError that names tensor and checkpoint for NaN or infinite
 * weights, 'mismatch' for Fishers of other sizes, and whatever reading and writing throw; no file is left behind then.
 */
export async function mergeEncoder(input: MergeInput, control: Control = {}): Promise<MergeTraffic> {
  const { plan, recipe } = input;
  const { dtype, prefix } = plan;
  const outputs = listOutputs(input);
  const tensors = outputs.flatMap((output) => output.tensors);
  const sources = sourcesOf(input);
  const blender = new Blender(measureChunks(tensors));
  const all = sources.map(({ weights }) => weights);
  const read = createChunkReader(all, (slot) => blender.sources[slot]);
  const survey = createChunkReader(all, createRooms(measureChunks(tensors)));
  const chunks = listChunks(tensors, plan.models.length, survey, createTensorCombiner(input));
  const total = sumBytes(tensors, dtype);
  const metadata = { format: 'pt', 'weir.recipe': recipe, 'weir.plan': hashPlan(plan) };

  await using life = new AsyncDisposableStack();
  const writers = new Map<PlanTensor, SafetensorsWriter>();
  for (const output of outputs) {
    const specs = output.tensors.map(({ name, shape }) => ({ name: prefix + name, dtype, shape }));
    const writer = life.use(await SafetensorsWriter.create(output.file, specs, metadata));
    for (const tensor of output.tensors) writers.set(tensor, writer);
  }
  const traffic = { read: 0, written: 0 };
  let slot: SlotIndex = 0;
  let written = Promise.resolve();
  for await (const [chunk, values] of readAhead(chunks, read)) {
    control.signal?.throwIfAborted();
    const merged = blender.results[slot].subarray(0, chunk.rows * chunk.columns);
    const surelyFinite = await combineChunk(blender, chunk, values, merged);
    if (surelyFinite === undefined) throw await findCulprit(chunk, values, sources, dtype);
    const bytes = fromFloat32(merged, dtype);
    if (!(surelyFinite && dtype === 'F32') && !isAllFinite(bytes, dtype)) {
      throw await findCulprit(chunk, values, sources, dtype);
    }
    await written;
    written = writers.get(chunk.tensor)!.write(bytes);
    // It is told where it is awaited, which may be late.
    written.catch(() => undefined);
    slot = slot === 0 ? 1 : 0;
    for (const source of chunk.sources)
      traffic.read += merged.length * BYTES[chunk.tensor.sources[source]!.dtype];
    traffic.written += bytes.length;
    control.report?.({ phase: 'Merge', done: traffic.written, total, unit: 'bytes' });
  }
  await written;
  for (const writer of new Set(writers.values())) await writer.finish();
  return traffic;
}

/** Whether all of it is surely finite; undefined where a source is not. */
async function combineChunk(
  blender: Blender,
  chunk: Chunk,
  values: readonly Float32Array[],
  out: Float32Array,
): Promise<boolean | undefined> {
  const { combination } = chunk;
  if ('blend' in combination) return blender.blend(values, combination.blend, chunk, out);
  // A function may leave out what it does not like.
  if (!values.every(areFinite)) return undefined;
  await combination.combine(values, chunk, out);
  return areFinite(out);
}

function listOutputs({ plan, file, taskFiles = [] }: MergeInput): readonly Output[] {
  const own = plan.taskTensors ?? [];
  if (own.length !== taskFiles.length) {
    throw new WeirError(
      'internal',
      `The merge was given ${taskFiles.length} files for tasks; planned were ${own.length}.`,
    );
  }
  return [{ file, tensors: plan.tensors }, ...own.map((tensors, at) => ({ file: taskFiles[at]!, tensors }))];
}

/** The checkpoints in the order of a tensor's sources. */
function sourcesOf({ plan, checkpoints, base }: MergeInput): readonly Checkpoint[] {
  const sources = plan.base && base ? [...checkpoints, base] : checkpoints;
  const planned = plan.models.length + (plan.base ? 1 : 0);
  if (sources.length === planned) return sources;
  throw new WeirError(
    'internal',
    `The merge was given ${sources.length} checkpoints; planned were ${planned}.`,
  );
}

function createTensorCombiner(input: MergeInput): Combiner {
  const { plan, fishers, statistics = [] } = input;
  if (evidenceOf(plan) === 'mask-fisher') requireFishers(input);
  return createCombiner(plan, {
    tasks: plan.models.map(({ task }) => task),
    weights: plan.models.map(({ weight }) => weight),
    fishers,
    statistics,
  });
}

function requireFishers({ plan, checkpoints, fishers }: MergeInput): void {
  for (const [at, { task }] of plan.models.entries()) {
    const [fisher, checkpoint] = [fishers[at], checkpoints[at]!];
    if (!fisher) throw new WeirError('internal', `The merge was given no Fisher for '${task}'.`);
    const { layers, heads, neurons } = checkpoint.config;
    const sizes = { layers, headsPerLayer: heads, neuronsPerLayer: neurons };
    const source = `The Fisher of '${task}'`;
    requireMaskSizes(requireFisher(fisher, source), sizes, source, `'${checkpoint.folder}'`);
  }
}

function sumBytes(tensors: readonly PlanTensor[], dtype: DType): number {
  return tensors.reduce((sum, { shape }) => sum + BYTES[dtype] * countElements(shape), 0);
}
