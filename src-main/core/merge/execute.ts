/** Carries a plan out: streams every model's weights through the weighted sum into one safetensors file, in bounded memory. */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { Checkpoint } from '../encoder/checkpoint.ts';
import { blameTensor } from '../encoder/finite.ts';
import { type Fisher, requireFisher, requireMaskSizes } from '../fisher/fisher.ts';
import { SafetensorsWriter } from '../safetensors/writer.ts';
import { BYTES } from '../tensor/dtype.ts';
import { isAllFinite } from '../tensor/finite.ts';
import { fromFloat32 } from '../tensor/float.ts';
import { countElements } from '../tensor/shape.ts';
import { type Blend, Blender, type SlotIndex } from './blend.ts';
import { type Chunk, createChunkReader, listChunks, measureChunks } from './chunks.ts';
import { METHODS } from './methods.ts';
import { hashPlan, type Plan, type PlanTensor } from './plan.ts';
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
}

export interface MergeTraffic {
  /** Bytes of weights. */
  readonly read: number;
  readonly written: number;
}

/**
 * Writes the merged encoder; equal inputs give equal bytes. Throws a WeirError that names tensor and checkpoint for NaN or infinite
 * weights, 'mismatch' for Fishers of other sizes, and whatever reading and writing throw; no file is left behind then.
 */
export async function mergeEncoder(input: MergeInput, control: Control = {}): Promise<MergeTraffic> {
  const { plan, recipe, file } = input;
  const { tensors, dtype } = plan;
  const sources = sourcesOf(input);
  const blender = new Blender(measureChunks(tensors));
  const chunks = listChunks(tensors, weighTensors(input));
  const read = createChunkReader(
    sources.map(({ weights }) => weights),
    blender,
  );
  const total = sumBytes(tensors, () => BYTES[dtype]);
  const specs = tensors.map(({ name, shape }) => ({ name: plan.prefix + name, dtype, shape }));
  const metadata = { format: 'pt', 'weir.recipe': recipe, 'weir.plan': hashPlan(plan) };

  await using writer = await SafetensorsWriter.create(file, specs, metadata);
  let done = 0;
  let slot: SlotIndex = 0;
  let written = Promise.resolve();
  for await (const [chunk, values] of readAhead(chunks, read)) {
    control.signal?.throwIfAborted();
    const merged = blender.results[slot].subarray(0, chunk.rows * chunk.columns);
    const surelyFinite = blender.blend(values, chunk.blend, chunk, merged);
    const bytes = fromFloat32(merged, dtype);
    if (!(surelyFinite && dtype === 'F32') && !isAllFinite(bytes, dtype)) {
      throw findCulprit(chunk, values, sources, plan);
    }
    await written;
    written = writer.write(bytes);
    // It is told where it is awaited, which may be late.
    written.catch(() => undefined);
    slot = slot === 0 ? 1 : 0;
    done += bytes.length;
    control.report?.({ phase: 'Merge', done, total, unit: 'bytes' });
  }
  await written;
  await writer.finish();
  const perElement = ({ sources }: PlanTensor) =>
    sources.reduce((sum, source) => sum + BYTES[source.dtype], 0);
  return { read: sumBytes(tensors, perElement), written: total };
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

function weighTensors(input: MergeInput): (tensor: PlanTensor) => Blend {
  const { plan, fishers } = input;
  const { settings, models } = plan;
  if (METHODS[plan.method].fisher) requireFishers(input);
  const weigh = createWeigher({
    weights: models.map(({ weight }) => weight),
    fishers,
    normalize: 'normalize' in settings ? settings.normalize : 'none',
    deadCountOne: 'scheme' in settings && settings.scheme === 'paper',
  });
  return ({ rule, layer, shape }) => {
    const blend = weigh(rule, layer ?? 0, shape);
    return plan.base ? scaleAboutBase(blend, settings.scale) : blend;
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

/** A weight that is no number spoils the sum; where there is none, the sum itself is too large for the output. */
function findCulprit(
  { tensor, first, columns }: Chunk,
  values: readonly Float32Array[],
  sources: readonly Checkpoint[],
  { dtype }: Plan,
): WeirError {
  for (const [source, { folder }] of sources.entries()) {
    const at = values[source]!.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const { name } = tensor.sources[source]!;
    return blameTensor(folder, name, values[source]![at]!, first * columns + at);
  }
  return new WeirError(
    'mismatch',
    `Tensor '${tensor.name}' of the merge has numbers too large for ${dtype}.`,
  );
}

function sumBytes(tensors: readonly PlanTensor[], perElement: (tensor: PlanTensor) => number): number {
  return tensors.reduce((sum, tensor) => sum + perElement(tensor) * countElements(tensor.shape), 0);
}
