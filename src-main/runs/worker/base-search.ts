/** Which checkpoint another was fine-tuned from, found by comparing a sample of their tensors. */
import type { BaseCandidate, ImportedCheckpoint } from '../../contract/work.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { measureDistance, RELATED, takeSample } from './weight-sample.ts';

const SIZES = ['family', 'layers', 'heads', 'hidden', 'neurons'] as const;

/** Encoders alone, and language models, which are what others are fine-tuned from. */
export function isBase(problem: string | null): boolean {
  return problem === null || problem === 'masked-language' || problem === 'causal-language';
}

/** Undefined where the checkpoint cannot be read any more. */
async function readSample(folder: string): Promise<Float32Array | undefined> {
  try {
    await using checkpoint = await openCheckpoint(folder);
    return await takeSample(checkpoint);
  } catch {
    return undefined;
  }
}

export type BaseSearch = (checkpoint: Omit<ImportedCheckpoint, 'baseHash'>) => Promise<string | null>;

/**
 * A search among encoders alone and language models, each read once. One that is such itself is taken for a base of its own.
 * @returns the hash of the nearest, null where none is near
 */
export function createBaseSearch(candidates: readonly BaseCandidate[]): BaseSearch {
  const samples = new Map<string, Promise<Float32Array | undefined>>();
  const sampleOf = (folder: string): Promise<Float32Array | undefined> => {
    const known = samples.get(folder) ?? readSample(folder);
    samples.set(folder, known);
    return known;
  };
  return async (checkpoint) => {
    if (isBase(checkpoint.problem)) return null;
    const fitting = candidates.filter(
      (base) => base.hash !== checkpoint.hash && SIZES.every((key) => base[key] === checkpoint[key]),
    );
    if (fitting.length === 0) return null;
    const own = await readSample(checkpoint.folder);
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
