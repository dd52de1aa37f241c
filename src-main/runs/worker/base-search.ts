/** Which checkpoint another was fine-tuned from, found by comparing a sample of their tensors. */
import type { BaseCandidate, ImportedCheckpoint } from '../../contract/work.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { isFloat, toFloat32 } from '../../core/tensor/float.ts';
import { BYTES } from '../../core/tensor/dtype.ts';

/** Tensors, and values of each. */
const TENSORS = 6;
const VALUES = 4096;

/** Relative distance below which weights have a common origin: fine-tuning moves them by a few per cent, chance by √2. */
const RELATED = 0.5;

const SIZES = ['family', 'layers', 'heads', 'hidden', 'neurons'] as const;

/** The first values of matrices that are spread over the layers; undefined where the checkpoint cannot be read any more. */
async function takeSample(folder: string): Promise<Float32Array | undefined> {
  try {
    await using checkpoint = await openCheckpoint(folder);
    const matrices = checkpoint.encoder.filter(
      ({ layer, shape }) => layer !== undefined && shape.length === 2,
    );
    const sample: number[] = [];
    for (let at = 0; at < TENSORS; at++) {
      const entry = matrices[Math.floor((at * matrices.length) / TENSORS)]?.entry;
      if (entry === undefined || !isFloat(entry.dtype)) return undefined;
      const length = Math.min(VALUES * BYTES[entry.dtype], entry.end - entry.begin);
      sample.push(...toFloat32(await checkpoint.weights.readBytes(entry, 0, length), entry.dtype));
    }
    return Float32Array.from(sample);
  } catch {
    return undefined;
  }
}

/** Encoders alone, and language models, which are what others are fine-tuned from. */
export function isBase(problem: string | null): boolean {
  return problem === null || problem === 'masked-language' || problem === 'causal-language';
}

/** ‖a − b‖ / ‖b‖. */
function measureDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  let [apart, size] = [0, 0];
  for (let at = 0; at < a.length; at++) {
    apart += (a[at]! - b[at]!) ** 2;
    size += b[at]! ** 2;
  }
  return Math.sqrt(apart / size);
}

export type BaseSearch = (checkpoint: Omit<ImportedCheckpoint, 'baseHash'>) => Promise<string | null>;

/**
 * A search among encoders alone and language models, each read once. One that is such itself is taken for a base of its own.
 * @returns the hash of the nearest, null where none is near
 */
export function createBaseSearch(candidates: readonly BaseCandidate[]): BaseSearch {
  const samples = new Map<string, Promise<Float32Array | undefined>>();
  const sampleOf = (folder: string): Promise<Float32Array | undefined> => {
    const known = samples.get(folder) ?? takeSample(folder);
    samples.set(folder, known);
    return known;
  };
  return async (checkpoint) => {
    if (isBase(checkpoint.problem)) return null;
    const fitting = candidates.filter(
      (base) => base.hash !== checkpoint.hash && SIZES.every((key) => base[key] === checkpoint[key]),
    );
    if (fitting.length === 0) return null;
    const own = await takeSample(checkpoint.folder);
    if (own === undefined) return null;
    let nearest: { readonly hash: string; readonly distance: number } | undefined;
    for (const { hash, folder } of fitting) {
      const sample = await sampleOf(folder);
      const distance = sample === undefined ? Infinity : measureDistance(own, sample);
      if (distance < (nearest?.distance ?? RELATED)) nearest = { hash, distance };
    }
    return nearest?.hash ?? null;
  };
}
