/** Whose fault it is when a merged number is infinite or none. */
import { WeirError } from '../../contract/error.ts';
import type { Checkpoint } from '../encoder/checkpoint.ts';
import { blameTensor } from '../encoder/finite.ts';
import { BYTES } from '../tensor/dtype.ts';
import { type FloatDType, toFloat32 } from '../tensor/float.ts';
import type { Weights } from '../weights/weights.ts';
import type { ChunkPlace } from './chunks.ts';
import type { OutputDType } from './recipe-output.ts';

/** A weight that is no number spoils the sum; where there is none, the sum itself is too large for the output. */
export async function findCulprit(
  { tensor, sources, first, columns }: ChunkPlace,
  values: readonly Float32Array[],
  checkpoints: readonly Checkpoint[],
  dtype: OutputDType,
): Promise<WeirError> {
  for (const [place, source] of sources.entries()) {
    const at = values[place]!.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const { name } = tensor.sources[source]!;
    const { folder, weights } = checkpoints[source]!;
    const element = first * columns + at;
    const exact = await readElement(weights, name, element);
    if (!Number.isFinite(exact)) return blameTensor(folder, name, exact, element);
    return new WeirError(
      'mismatch',
      `Tensor '${name}' of '${folder}' holds ${exact} at element ${element}; expected numbers that float32 has room for.`,
    );
  }
  return new WeirError(
    'mismatch',
    `Tensor '${tensor.name}' of the merge has numbers too large for ${dtype}.`,
  );
}

/** As it is stored: a number of F64 may have become infinite on its way. */
async function readElement(weights: Weights, name: string, element: number): Promise<number> {
  const entry = weights.entry(name);
  const size = BYTES[entry.dtype];
  const bytes = await weights.readBytes(entry, element * size, (element + 1) * size);
  if (entry.dtype === 'F64') return new Float64Array(bytes.slice().buffer)[0]!;
  return toFloat32(bytes, entry.dtype as FloatDType)[0]!;
}
