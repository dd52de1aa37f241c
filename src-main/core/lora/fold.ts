/** Folds a LoRA adapter into its base: W + s·B·A (Hu et al. 2022, eq. 3), written tensor by tensor in chunks of rows. */
import type { Control } from '../../contract/progress.ts';
import { WeirError } from '../../contract/error.ts';
import type { Checkpoint } from '../encoder/checkpoint.ts';
import { blameTensor } from '../encoder/finite.ts';
import type { TensorEntry } from '../safetensors/header.ts';
import { SafetensorsWriter } from '../safetensors/writer.ts';
import { BYTES } from '../tensor/dtype.ts';
import { fromFloat32, isFloat, toFloat32 } from '../tensor/float.ts';
import { countElements } from '../tensor/shape.ts';
import type { Weights } from '../weights/weights.ts';
import type { Adapter } from './adapter.ts';
import type { FoldedTensor, FoldedUpdate, FoldPlan } from './fold-plan.ts';

/** Elements that are worked on at once. */
const CHUNK = 2 ** 18;

interface FoldInput {
  readonly plan: FoldPlan;
  readonly base: Checkpoint;
  readonly adapter: Adapter;
  /** The file to write. */
  readonly file: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** For people. */
  readonly title: string;
}

/** Writes one safetensors file. Throws 'invalid-file' for a factor that is not finite, 'mismatch' for a sum that its type cannot hold. */
export async function writeFolded(
  { plan, base, adapter, file, metadata, title }: FoldInput,
  { signal, report }: Control = {},
): Promise<void> {
  const { tensors } = plan;
  await using writer = await SafetensorsWriter.create(file, tensors, metadata);
  const total = tensors.reduce((sum, { shape, dtype }) => sum + countElements(shape) * BYTES[dtype], 0);
  let done = 0;
  for (const tensor of tensors) {
    for await (const bytes of foldTensor(tensor, base.weights, adapter)) {
      signal?.throwIfAborted();
      await writer.write(bytes);
      done += bytes.length;
      report?.({ phase: `Fold of ${title}`, done, total, unit: 'bytes' });
    }
  }
  await writer.finish();
}

/** The bytes of a folded tensor, some rows at a time. What nothing is added to keeps its bits. */
async function* foldTensor(
  tensor: FoldedTensor,
  base: Weights,
  adapter: Adapter,
): AsyncGenerator<Uint8Array> {
  const { entry, dtype, shape, from } = tensor;
  const source = from === 'base' ? base : adapter.weights;
  const add = tensor.update && (await readUpdate(tensor.update, adapter));
  const columns = shape.length > 1 ? countElements(shape.slice(1)) : 1;
  const rows = Math.max(1, Math.floor(CHUNK / columns));
  const size = BYTES[entry.dtype] * columns;
  const end = entry.end - entry.begin;
  for (let first = 0; first * size < end; first += rows) {
    const bytes = await source.readBytes(entry, first * size, Math.min(end, (first + rows) * size));
    if (add === undefined && from === 'base' && entry.dtype === dtype) {
      yield bytes;
      continue;
    }
    if (!isFloat(entry.dtype)) throw new WeirError('internal', `Tensor '${entry.name}' is ${entry.dtype}.`);
    const values = toFloat32(bytes, entry.dtype);
    if (from === 'adapter') requireFinite(values, entry, adapter.folder, first * columns);
    add?.(values, first);
    const folded = fromFloat32(values, dtype);
    if (add) requireRoom(tensor, toFloat32(folded, dtype));
    yield folded;
  }
}

/** Adds the update's rows from `first` on to as many rows of the weight. */
type AddRows = (values: Float32Array, first: number) => void;

/** Each element is summed in float64 and rounded once. */
async function readUpdate(update: FoldedUpdate, adapter: Adapter): Promise<AddRows> {
  const { a, b, rank, scale, transposed } = update;
  const [A, B] = [await readFactor(a, adapter), await readFactor(b, adapter)];
  // Rows of the weight are outputs, and where it is transposed, inputs.
  const left = transposed ? transpose(A, rank) : B;
  const right = transposed ? transpose(B, B.length / rank) : A;
  const columns = right.length / rank;
  const sum = new Float64Array(columns);
  return (values, first) => {
    for (let at = 0, row = first; at < values.length; at += columns, row++) {
      sum.fill(0);
      for (let k = 0; k < rank; k++) {
        const factor = left[row * rank + k]!;
        const begin = k * columns;
        for (let column = 0; column < columns; column++) sum[column]! += factor * right[begin + column]!;
      }
      for (let column = 0; column < columns; column++) values[at + column]! += scale * sum[column]!;
    }
  };
}

async function readFactor(entry: TensorEntry, { weights, folder }: Adapter): Promise<Float32Array> {
  const values = await weights.readFloats(entry.name);
  requireFinite(values, entry, folder, 0);
  return values;
}

/** Of [rows, columns], as [columns, rows]. */
function transpose(matrix: Float32Array, rows: number): Float32Array {
  const columns = matrix.length / rows;
  const turned = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = matrix[row * columns + column]!;
  }
  return turned;
}

function requireFinite(values: Float32Array, { name }: TensorEntry, folder: string, first: number): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw blameTensor(folder, name, values[at]!, first + at);
}

function requireRoom({ name, dtype }: FoldedTensor, values: Float32Array): void {
  if (values.every(Number.isFinite)) return;
  throw new WeirError(
    'mismatch',
    `Tensor '${name}' has a value past the range of ${dtype} once the adapter is folded into it.`,
  );
}
