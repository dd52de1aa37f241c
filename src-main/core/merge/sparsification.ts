/** What thins task vectors out (a table): which of their elements stay, and how those make up for the others. */
import { hashText } from '../files/hash.ts';
import { createRandom, type Random } from '../tensor/random.ts';
import type { Rows } from './blend.ts';
import type { Region } from './method.ts';
import { createRanking, type Ranking } from './ranking.ts';
import { createGate, type Largest, LargestSearch } from './selection.ts';

/**
 * `magnitude`: the largest stay (TIES, Yadav et al. 2023) · `random`: each stays by chance (DARE, Yu et al. 2024) · `outliers`: the largest and
 * the smallest go (Model Breadcrumbs, Davari & Belilovsky 2023) · `ranked`: by chance, the larger of a row the likelier (DELLA, Deep et al. 2024).
 */
export type SparsificationKind = 'magnitude' | 'random' | 'outliers' | 'ranked';

/** `expected`: each is divided by its chance to stay. `norm`: all by the part of the L1 norm that stayed, as mergekit does. */
export type Rescale = 'none' | 'expected' | 'norm';

export interface Sparsification {
  readonly kind: SparsificationKind;
  /** The part that stays, in (0, 1]. */
  readonly density: number;
  /** Of `outliers`: the part that goes because it is the largest. */
  readonly gamma?: number;
  /** Of `ranked`: chances lie within so much of the density. */
  readonly epsilon?: number;
  readonly rescale: Rescale;
  readonly seed: number;
}

/** Thins a model's task vector out in place, chunk after chunk in their order. */
export type Thinning = (vector: Float64Array, rows: Rows) => void;

/** Makes the thinning of one model for one pass over a region. */
type Begin = () => Thinning;

const KINDS: Readonly<
  Record<
    SparsificationKind,
    (how: Sparsification, region: Region, tasks: readonly string[]) => Promise<Begin[]>
  >
> = {
  magnitude: async ({ density }, region) => {
    const kept = Math.max(1, Math.floor(density * countElements(region)));
    const [largest] = await findLargest(region, [kept]);
    return largest!.map((of) => () => keep(createGate(of)));
  },
  outliers: async ({ density, gamma = 0 }, region) => {
    const elements = countElements(region);
    const kept = Math.max(1, Math.floor(density * elements));
    const gone = Math.min(Math.floor(gamma * elements), elements - kept);
    const [outliers, others] = await findLargest(region, [gone, gone + kept]);
    return others!.map((of, model) => () => {
      const [isOutlier, isLarge] = [createGate(outliers![model]!), createGate(of)];
      // Both gates must see every element.
      return keep((size) => {
        const [outlier, large] = [isOutlier(size), isLarge(size)];
        return large && !outlier;
      });
    });
  },
  random: (how, region, tasks) =>
    Promise.resolve(
      tasks.map((task) => () => {
        const random = openStream(how.seed, region, task);
        const factor = how.rescale === 'expected' ? 1 / how.density : 1;
        return (vector) => {
          for (let at = 0; at < vector.length; at++)
            vector[at] = random.uniform() < how.density ? vector[at]! * factor : 0;
        };
      }),
    ),
  ranked: (how, region, tasks) =>
    Promise.resolve(
      tasks.map((task) => () => {
        const random = openStream(how.seed, region, task);
        const rank = createRanking();
        return (vector, { columns }) => {
          // A vector is one row.
          const width = columns === 1 ? vector.length : columns;
          const chances = new Float64Array(width);
          for (let begin = 0; begin < vector.length; begin += width)
            drawByRank(vector.subarray(begin, begin + width), how, random, chances, rank);
        };
      }),
    ),
};

/** How each model's task vector of a region is thinned out. A density of 1 leaves it as it is. */
export async function prepareThinning(
  how: Sparsification,
  region: Region,
  tasks: readonly string[],
): Promise<readonly Begin[]> {
  if (how.density >= 1) return tasks.map(() => () => () => undefined);
  const begins = await KINDS[how.kind](how, region, tasks);
  if (how.rescale !== 'norm') return begins;
  const factors = await measureNorms(region, begins);
  return begins.map((begin, model) => () => {
    const thin = begin();
    return (vector, rows) => {
      thin(vector, rows);
      for (let at = 0; at < vector.length; at++) vector[at]! *= factors[model]!;
    };
  });
}

const keep =
  (isKept: (size: number) => boolean): Thinning =>
  (vector) => {
    for (let at = 0; at < vector.length; at++) if (!isKept(Math.abs(vector[at]!))) vector[at] = 0;
  };

/** Chances rise evenly with the rank of the magnitude in its row, from density − epsilon to density + epsilon. */
function drawByRank(
  row: Float64Array,
  { density, epsilon = 0, rescale }: Sparsification,
  random: Random,
  chances: Float64Array,
  rank: Ranking,
): void {
  const { length } = row;
  const order = rank(row);
  const step = length > 1 ? (2 * epsilon) / (length - 1) : 0;
  const least = length > 1 ? density - epsilon : density;
  for (let place = 0; place < length; place++) chances[order[place]!] = least + step * place;
  for (let at = 0; at < length; at++) {
    const chance = chances[at]!;
    if (random.uniform() >= chance) row[at] = 0;
    else if (rescale === 'expected') row[at]! /= chance;
  }
}

/** One stream of numbers for each task and region: what a model keeps depends on no other model. */
function openStream(seed: number, { tensor, first }: Region, task: string): Random {
  return createRandom(seed, Number.parseInt(hashText(`${task}\n${tensor.name}\n${first}`).slice(0, 12), 16));
}

/** For each of `counts`, for each model: the so many largest of the magnitudes of its task vector. */
async function findLargest(region: Region, counts: readonly number[]): Promise<Largest[][]> {
  const total = countElements(region);
  const searches = region.models.map(() => counts.map((count) => new LargestSearch(total, () => count)));
  const all = searches.flat();
  while (all.some(({ found }) => !found)) {
    await scanVectors(region, (vector, model) => {
      for (let at = 0; at < vector.length; at++) vector[at] = Math.abs(vector[at]!);
      for (const search of searches[model]!) if (!search.found) search.offer(vector);
    });
    for (const search of all) if (!search.found) search.endPass();
  }
  return counts.map((_, at) => searches.map((of) => of[at]!.found!));
}

/** By what each model's task vector must be multiplied to have its L1 norm again. */
async function measureNorms(region: Region, begins: readonly Begin[]): Promise<number[]> {
  const thinnings = begins.map((begin) => begin());
  const [before, after] = [begins.map(() => 0), begins.map(() => 0)];
  await scanVectors(region, (vector, model, rows) => {
    before[model]! += sumMagnitudes(vector);
    thinnings[model]!(vector, rows);
    after[model]! += sumMagnitudes(vector);
  });
  return before.map((norm, model) => (after[model]! > 0 ? norm / after[model]! : 1));
}

/** Passes over the task vector of each model: θ − θ₀ in float64, which `visit` may change. */
export async function scanVectors(
  region: Region,
  visit: (vector: Float64Array, model: number, rows: Rows) => void,
): Promise<void> {
  let room = new Float64Array(0);
  await region.scan((values, rows) => {
    const base = values[region.models.length]!;
    if (room.length < base.length) room = new Float64Array(base.length);
    const vector = room.subarray(0, base.length);
    for (const model of region.models.keys()) {
      subtract(values[model]!, base, vector);
      visit(vector, model, rows);
    }
  });
}

export function subtract(values: Float32Array, base: Float32Array, out: Float64Array): void {
  for (let at = 0; at < out.length; at++) out[at] = values[at]! - base[at]!;
}

function sumMagnitudes(vector: Float64Array): number {
  let sum = 0;
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- ten times slower over a typed array
  for (let at = 0; at < vector.length; at++) sum += Math.abs(vector[at]!);
  return sum;
}

function countElements({ first, end, columns }: Region): number {
  return (end - first) * columns;
}
