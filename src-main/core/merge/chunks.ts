/** A merge cut into regions and chunks of rows, and the reading of every source's part of them into memory of a fixed size. */
import type { TensorEntry } from '../safetensors/header.ts';
import type { Weights } from '../weights/weights.ts';
import { BYTES } from '../tensor/dtype.ts';
import { type FloatDType, toFloat32 } from '../tensor/float.ts';
import { countElements } from '../tensor/shape.ts';
import type { BlendSizes, Rows, SlotIndex } from './blend.ts';
import type { Combination, Region } from './method.ts';
import type { PlanTensor } from './plan-tensor.ts';
import type { Band } from './plan-tensor.ts';

/** Elements that are worked on at once: few enough to stay in the processor's cache, enough to be worth a read. */
const CHUNK = 2 ** 18;

/** Where a chunk lies: rows of a tensor and the places, in its `sources`, of who has them. */
export interface ChunkPlace extends Rows {
  readonly tensor: PlanTensor;
  readonly sources: readonly number[];
  readonly rows: number;
}

export interface Chunk extends ChunkPlace {
  readonly combination: Combination;
}

/** Every chunk in order; how a region is combined is asked for when its turn comes. `models`: how many of the sources are no base. */
export async function* listChunks(
  tensors: readonly PlanTensor[],
  models: number,
  read: ChunkReader,
  combinationOf: (region: Region) => Combination | Promise<Combination>,
): AsyncGenerator<Chunk> {
  for (const tensor of tensors) {
    let first = 0;
    for (const { end, sources } of bandsOf(tensor)) {
      const places = [...cutRows(tensor, sources, first, end)];
      const combination = await combinationOf(
        openRegion(places, { tensor, sources, first, end }, models, read),
      );
      for (const place of places) yield { ...place, combination };
      first = end;
    }
  }
}

interface Extent {
  readonly tensor: PlanTensor;
  readonly sources: readonly number[];
  readonly first: number;
  readonly end: number;
}

function openRegion(
  places: readonly ChunkPlace[],
  { tensor, sources, first, end }: Extent,
  models: number,
  read: ChunkReader,
): Region {
  const among = sources.filter((source) => source < models);
  return {
    tensor,
    models: among,
    hasBase: among.length < sources.length,
    first,
    end,
    columns: tableOf(tensor).columns,
    scan: async (visit) => {
      for (const place of places) visit(await read(place, 0), place);
    },
  };
}

function* cutRows(
  tensor: PlanTensor,
  sources: readonly number[],
  begin: number,
  end: number,
): Generator<ChunkPlace> {
  const { columns } = tableOf(tensor);
  const most = rowsOfChunk(tensor);
  for (let first = begin; first < end; first += most)
    yield { tensor, sources, first, rows: Math.min(most, end - first), columns };
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

/** The values of a chunk, one array for each of its sources. They lie in the slot's rooms, until it is read into again. */
export type ChunkReader = (place: ChunkPlace, slot: SlotIndex) => Promise<Float32Array[]>;

/** `all`: the weights of the models and, where the plan has one, the base. `rooms`: of a slot, an array for each of these. */
export function createChunkReader(
  all: readonly Weights[],
  rooms: (slot: SlotIndex) => readonly Float32Array[],
): ChunkReader {
  return ({ tensor, sources, first, rows, columns }, slot) =>
    Promise.all(
      sources.map(async (source) => {
        const weights = all[source]!;
        const values = rooms(slot)[source]!.subarray(0, rows * columns);
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

/** Rooms for passes over regions, beside those that are merged from: made when the first is asked for. */
export function createRooms({ sources, elements }: BlendSizes): () => readonly Float32Array[] {
  let rooms: readonly Float32Array[] | undefined;
  return () => (rooms ??= Array.from({ length: sources }, () => new Float32Array(elements)));
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
