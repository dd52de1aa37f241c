/** Finds the tensor to blame when a result is not a number. */
import { WeirError } from '../../contract/error.ts';
import { isFloat } from '../tensor/float.ts';
import type { Checkpoint } from './checkpoint.ts';

/** The sentence for a NaN or infinite result: the first tensor that is to blame, or the device where none is. */
export async function explainNonFinite(checkpoint: Checkpoint, device: string): Promise<WeirError> {
  const { folder, weights } = checkpoint;
  for (const { name, dtype } of weights.tensors.values()) {
    if (!isFloat(dtype)) continue;
    const values = await weights.readFloats(name);
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    return blameTensor(folder, name, values[at]!, at);
  }
  return new WeirError(
    'mismatch',
    `'${folder}' computes numbers past float32's range on device '${device}'.`,
  );
}

/** The sentence about a tensor of the checkpoint at `folder` that holds a NaN or an infinity at an element. */
export function blameTensor(folder: string, name: string, value: number, element: number): WeirError {
  return new WeirError(
    'invalid-file',
    `Tensor '${name}' of '${folder}' holds ${value} at element ${element}; expected finite numbers.`,
  );
}
