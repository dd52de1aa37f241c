/** Carries a plan out: streams every model's weights through the weighted sum into safetensors files, in bounded memory. */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { Checkpoint } from '../encoder/checkpoint.ts';
import { type Fisher, requireFisher, requireMaskSizes } from '../fisher/fisher.ts';
import { SafetensorsWriter } from '../safetensors/writer.ts';
import { BYTES, type DType } from '../tensor/dtype.ts';
import { isAllFinite } from '../tensor/finite.ts';
import { fromFloat32 } from '../tensor/float.ts';
import { countElements } from '../tensor/shape.ts';
import { type Blend, Blender, type SlotIndex } from './blend.ts';
import { createChunkReader, listChunks, measureChunks } from './chunks.ts';
import { findCulprit } from './culprit.ts';
import { METHODS } from './methods.ts';
import { hashPlan, layersOf, type Plan, type PlanTensor } from './plan.ts';
import { readAhead } from './read-ahead.ts';
import { createWeigher, scaleAboutBase } from './weighting.ts';

export interface MergeInput {
  readonly plan: Plan;
  /** Those that were planned with, in their order. */
  readonly checkpoints: readonly Checkpoint[];
  readonly base: Checkpoint | undefined;
  /** One a model; not looked at where the method needs none. */
  readonly fishers: readonly Fisher[];
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
  const chunks = listChunks(tensors, weighTensors(input));
  const read = createChunkReader(
    sources.map(({ weights }) => weights),
    blender,
  );
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
    const surelyFinite = blender.blend(values, chunk.blend, chunk, merged);
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

function weighTensors(input: MergeInput): (tensor: PlanTensor, sources: readonly number[]) => Blend {
  const { plan, fishers } = input;
  const { settings, models } = plan;
  if (METHODS[plan.method].fisher) requireFishers(input);
  const weigh = createWeigher({
    weights: models.map(({ weight }) => weight),
    fishers,
    normalize: 'normalize' in settings ? settings.normalize : 'none',
    deadCountOne: 'scheme' in settings && settings.scheme === 'paper',
  });
  return (tensor, sources) => {
    const { rules, shape, transposed } = tensor;
    const among = sources.filter((source) => source < models.length);
    const blend = weigh({ rules, shape, ...(transposed && { transposed }), layers: layersOf(tensor) }, among);
    return among.length < sources.length ? scaleAboutBase(blend, settings.scale) : blend;
  };
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
