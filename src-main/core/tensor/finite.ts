/** Finds NaN and infinity in stored numbers: they are the ones whose exponent is all ones. */
import type { FloatDType } from './float.ts';

type Stored = Exclude<FloatDType, 'F64'>;

const EXPONENTS = {
  F32: { wide: true, mask: 0x7f80_0000 },
  F16: { wide: false, mask: 0x7c00 },
  BF16: { wide: false, mask: 0x7f80 },
} as const satisfies Record<Stored, object>;

/** Whether none of the numbers is NaN or infinite. */
export function areFinite(values: Float32Array | Float64Array): boolean {
  // x − x is 0, or NaN where x is not finite.
  let faults = 0;
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- ten times slower over a typed array
  for (let at = 0; at < values.length; at++) faults += values[at]! - values[at]!;
  return faults === 0;
}

/** `bytes` begin where an element may begin. */
export function isAllFinite({ buffer, byteOffset, byteLength }: Uint8Array, dtype: Stored): boolean {
  const { wide, mask } = EXPONENTS[dtype];
  const bits = wide
    ? new Uint32Array(buffer, byteOffset, byteLength / 4)
    : new Uint16Array(buffer, byteOffset, byteLength / 2);
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- ten times slower over a typed array
  for (let i = 0; i < bits.length; i++) if ((bits[i]! & mask) === mask) return false;
  return true;
}
