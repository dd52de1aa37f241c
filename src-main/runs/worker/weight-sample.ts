/** A sample of a checkpoint's weights, by which it is told whether two have a common origin. */
import type { Checkpoint } from '../../core/encoder/checkpoint.ts';
import { BYTES } from '../../core/tensor/dtype.ts';
import { isFloat, toFloat32 } from '../../core/tensor/float.ts';

/** Tensors, and values of each. */
const TENSORS = 6;
const VALUES = 4096;

/** Relative distance below which weights have a common origin: fine-tuning moves them by a few per cent, chance by √2. */
export const RELATED = 0.5;

/** The first values of matrices that are spread over the layers; undefined where these are no floats. */
export async function takeSample({
  encoder,
  weights,
}: Pick<Checkpoint, 'encoder' | 'weights'>): Promise<Float32Array | undefined> {
  const matrices = encoder.filter(({ layer, shape }) => layer !== undefined && shape.length === 2);
  const sample: number[] = [];
  for (let at = 0; at < TENSORS; at++) {
    const entry = matrices[Math.floor((at * matrices.length) / TENSORS)]?.entry;
    if (entry === undefined || !isFloat(entry.dtype)) return undefined;
    const length = Math.min(VALUES * BYTES[entry.dtype], entry.end - entry.begin);
    sample.push(...toFloat32(await weights.readBytes(entry, 0, length), entry.dtype));
  }
  return Float32Array.from(sample);
}

/** ‖a − b‖ / ‖b‖. */
export function measureDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  let [apart, size] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    apart += (a[at]! - b[at]!) ** 2;
    size += b[at]! ** 2;
  }
  return Math.sqrt(apart / size);
}
