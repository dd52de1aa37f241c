/** A merge cut into chunks of rows, and the reading of every source's part of them into memory of a fixed size. */
import type { TensorEntry } from '../safetensors/header.ts';
import type { Weights } from '../weights/weights.ts';
import { BYTES } from '../tensor/dtype.ts';
import { type FloatDType, toFloat32 } from '../tensor/float.ts';
import { countElements } from '../tensor/shape.ts';
import type { Blend, BlendSizes, Blender, SlotIndex } from './blend.ts';
import type { PlanTensor } from './plan.ts';
import type { Band } from './word-rows.ts';

/** Elements that are worked on at once: few enough to stay in the processor's cache, enough to be worth a read. */
const CHUNK = 2 ** 18;

export interface Chunk {
  readonly tensor: PlanTensor;
  /** Places in the tensor's `sources`: who has these rows. */
  readonly sources: readonly number[];
  /** Has factors for these alone. */
  readonly blend: Blend;
  /** The first of its rows. A vector is rows of one column. */
  readonly first: number;
  readonly rows: number;
  readonly columns: number;
}

export function* listChunks(
  tensors: readonly PlanTensor[],
  blendOf: (tensor: PlanTensor, sources: readonly number[]) => Blend,
): Generator<Chunk> {
  for (const tensor of tensors) {
    const { columns } = tableOf(tensor);
    const most = rowsOfChunk(tensor);
    let first = 0;
    for (const { end, sources } of bandsOf(tensor)) {
      const blend = blendOf(tensor, sources);
      for (; first < end; first = Math.min(first + most, end))
        yield { tensor, sources, blend, first, rows: Math.min(most, end - first), columns };
    }
  }
}

function bandsOf(tensor: PlanTensor): readonly Band[] {
  return tensor.bands ?? [{ end: tableOf(tensor).rows, sources: [...tensor.sources.keys()] }];
}

/** What a blender of these tensors must have room for. */
export function measureChunks(tensors: readonly PlanTensor[]): BlendSizes {
  return {
    sources: tensors[0]!.sources.length,
    elements: Math.max(
      ...tensors.map(
        (tensor) => Math.min(rowsOfChunk(tensor), tableOf(tensor).rows) * tableOf(tensor).columns,
      ),
    ),
    columns: Math.max(...tensors.map((tensor) => tableOf(tensor).columns)),
  };
}

/** The values of a chunk, one array for each of its sources. They lie in the blender's slot, until the slot is read into again. */
export type ChunkReader = (chunk: Chunk, slot: SlotIndex) => Promise<Float32Array[]>;

/** `all`: the weights of the models and, where the plan has one, the base. */
export function createChunkReader(all: readonly Weights[], blender: Blender): ChunkReader {
  return ({ tensor, sources, first, rows, columns }, slot) =>
    Promise.all(
      sources.map(async (source) => {
        const weights = all[source]!;
        const values = blender.sources[slot][source]!.subarray(0, rows * columns);
        const entry: TensorEntry = weights.entry(tensor.sources[source]!.name);
        const row = columns * BYTES[entry.dtype];
        const read = (into?: Uint8Array) => weights.readBytes(entry, first * row, (first + rows) * row, into);
        if (entry.dtype === 'F32')
          await read(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
        // The checkpoint was opened, so its encoder is of floats.
        else toFloat32(await read(), entry.dtype as FloatDType, values);
        return values;
      }),
    );
}

function tableOf({ shape: [rows, ...rest] }: PlanTensor): {
  readonly rows: number;
  readonly columns: number;
} {
  return { rows: rows!, columns: countElements(rest) };
}

function rowsOfChunk(tensor: PlanTensor): number {
  return Math.max(1, Math.floor(CHUNK / tableOf(tensor).columns));
}
