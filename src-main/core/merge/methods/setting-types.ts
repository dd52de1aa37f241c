/** Settings that several methods share, each with what it means and what it may be. */
import { z } from 'zod';

/** θ = θ₀ + scale · (merged − θ₀): anything but 1 needs the base θ₀. */
export const SCALE = { scale: z.number().default(1) };

/** The part of a task vector that stays, in (0, 1]. */
export function density(standard: number) {
  return z.number().gt(0).max(1).default(standard);
}

/** Of what is drawn by chance. */
export const SEED = { seed: z.number().int().nonnegative().default(0) };

export function isScaled({ scale }: { readonly scale: number }): boolean {
  return scale !== 1;
}

export const ALWAYS = () => true;
export const NEVER = () => false;
