/** How far results are from golden ones. */
import { expect } from 'vitest';
import type { Statistic } from '../src-main/core/statistics/statistic.ts';
import type { Weights } from '../src-main/core/weights/weights.ts';

/** As a reference took it, layer by layer. */
export interface GoldenFisher {
  readonly heads: readonly (readonly number[])[];
  readonly neurons: readonly (readonly number[])[];
}

/** The largest |found − expected| / max(1, |expected|); of as many numbers. */
export function worstError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let worst = 0;
  for (let at = 0; at < expected.length; at++) {
    const error = Math.abs(found[at]! - expected[at]!) / Math.max(1, Math.abs(expected[at]!));
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  }
  return worst;
}

/**
 * ‖found − expected‖ / ‖expected‖ of each layer's heads and of its neurons, the largest: a node by itself may be so small that it is all
 * rounding of float32, in any implementation.
 */
export function fisherError(
  found: { readonly heads: Float64Array; readonly neurons: Float64Array },
  expected: GoldenFisher,
): number {
  const errors = (['heads', 'neurons'] as const).flatMap((part) => {
    const width = expected[part][0]!.length;
    expect(found[part].length).toBe(expected[part].length * width);
    return expected[part].map((layer, at) =>
      distance(found[part].subarray(at * width, (at + 1) * width), layer),
    );
  });
  return Math.max(...errors);
}

function distance(found: Float64Array, expected: readonly number[]): number {
  return Math.hypot(...expected.map((value, at) => found[at]! - value)) / Math.hypot(...expected);
}

function norm(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

/** ‖found − expected‖ / ‖expected‖, of as many numbers. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  let [error, norm] = [0, 0];
  for (let at = 0; at < expected.length; at++) {
    error += (found[at]! - expected[at]!) ** 2;
    norm += expected[at]! ** 2;
  }
  return Math.sqrt(error / norm);
}

/** The same of each tensor, the largest; of the very tensors that are expected. Where all is 0, what is found is measured by the largest norm. */
export function worstTensorError(
  { tensors, same }: Statistic,
  expected: ReadonlyMap<string, Float32Array>,
): number {
  expect([...tensors.keys(), ...same.keys()].sort()).toEqual([...expected.keys()].sort());
  const largest = Math.max(...Array.from(expected.values(), norm));
  const errors = Array.from(expected, ([name, values]) => {
    const { values: found } = tensors.get(same.get(name) ?? name)!;
    return values.some((value) => value !== 0) ? relativeError(found, values) : norm(found) / largest;
  });
  return Math.max(...errors);
}

/** Tensors of a file that are called `kind/…`, by what follows. */
export async function readGoldenTensors(
  golden: Weights,
  kind: string,
): Promise<ReadonlyMap<string, Float32Array>> {
  const found = new Map<string, Float32Array>();
  for (const name of golden.tensors.keys())
    if (name.startsWith(`${kind}/`)) found.set(name.slice(kind.length + 1), await golden.readFloats(name));
  return found;
}
