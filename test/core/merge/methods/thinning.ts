/** What stays of a whole task vector, found by sorting it; what stays by chance, from the stream of numbers that Weir draws. */
import { createHash } from 'node:crypto';
import { createRandom } from '../../../../src-main/core/tensor/random.ts';
import type { Settings, Whole } from './whole.ts';

export type Thinned = 'magnitude' | 'random' | 'outliers' | 'ranked';

export function thin(
  kind: Thinned,
  vector: Float64Array,
  { name, shape }: Pick<Whole, 'name' | 'shape'>,
  task: string,
  settings: Settings,
): Float64Array {
  const { density = 1, gamma = 0, epsilon = 0, seed = 0, rescale } = settings;
  if (density >= 1) return vector;
  const draw = drawAll(seed, `${task}\n${name}\n0`, vector.length);
  const [rows, columns] = shape.length > 1 ? [shape[0]!, vector.length / shape[0]!] : [1, vector.length];
  const chances: Readonly<Record<Thinned, () => Float64Array>> = {
    magnitude: () =>
      isAmong(vector, rankDown(vector).slice(0, Math.max(1, Math.floor(density * vector.length)))),
    outliers: () => isAmong(vector, findMiddle(vector, density, gamma)),
    random: () => vector.map(() => density),
    ranked: () => {
      const all = new Float64Array(vector.length);
      for (let row = 0; row < rows; row++) {
        const own = vector.subarray(row * columns, (row + 1) * columns);
        for (const [place, at] of rankUp(own).entries())
          all[row * columns + at] =
            columns > 1 ? density - epsilon + (2 * epsilon * place) / (columns - 1) : density;
      }
      return all;
    },
  };
  const chance = chances[kind]();
  const isKept = (at: number) =>
    kind === 'random' || kind === 'ranked' ? draw[at]! < chance[at]! : chance[at]! > 0;
  const kept = vector.map((value, at) => (isKept(at) ? value : 0));
  if (rescale === 'expected') return kept.map((value, at) => (value === 0 ? 0 : value / chance[at]!));
  const [before, after] = [vector, kept].map((of) => of.reduce((sum, value) => sum + Math.abs(value), 0));
  return rescale === 'norm' && after! > 0 ? kept.map((value) => (value * before!) / after!) : kept;
}

/** Of all elements so many go because they are the largest, then the smallest until the density is reached. */
function findMiddle(vector: Float64Array, density: number, gamma: number): number[] {
  const [target, most] = [density, gamma].map((part) => Math.floor(part * vector.length)) as [number, number];
  const least = Math.max(1, target);
  const top = Math.min(most, vector.length - least);
  return rankDown(vector).slice(top, top + least);
}

function isAmong(vector: Float64Array, places: readonly number[]): Float64Array {
  const found = new Float64Array(vector.length);
  for (const at of places) found[at] = 1;
  return found;
}

/** Of equals the first counts as the largest. */
function rankDown(vector: Float64Array): number[] {
  return [...vector.keys()].sort((a, b) => Math.abs(vector[b]!) - Math.abs(vector[a]!) || a - b);
}

/** As float32 tells them apart; of equals the first counts as the smallest. */
function rankUp(vector: Float64Array): number[] {
  const sizes = vector.map((value) => Math.fround(Math.abs(value)));
  return [...vector.keys()].sort((a, b) => sizes[a]! - sizes[b]! || a - b);
}

/** The stream of a task and a tensor, from its first row. */
function drawAll(seed: number, name: string, count: number): Float64Array {
  const hash = createHash('sha256').update(name).digest('hex');
  const random = createRandom(seed, Number.parseInt(hash.slice(0, 12), 16));
  return Float64Array.from({ length: count }, () => random.uniform());
}
