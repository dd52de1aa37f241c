/** What is true of a batch, and the noise that draws it, as a graph's objective reads them (tables by problem). */
import type { Feed, Feeds } from '../graph/runtime.ts';
import { createRandom, type Random } from '../tensor/random.ts';
import { IGNORED, type Example } from './examples.ts';
import type { Problem, TaskHead } from './task-head.ts';

export interface TargetBatch {
  readonly examples: readonly Example[];
  readonly tokens: number;
  readonly head: TaskHead;
}

/** How answers are laid out: a row an example, ids of every token, or ids of the places that are asked about. */
type Layout = (batch: TargetBatch) => Feeds;

const numbers: Layout = ({ examples }) => ({ target: feedRows(examples.map(({ target }) => target!)) });

const ends: Layout = ({ examples }) => ({
  target: { values: toIds(examples.flatMap(({ target }) => target!)), shape: [examples.length, 2] },
});

/** A token that is not asked about has no share in the mean; the shares of an example add up to 1. */
const tokenIds: Layout = ({ examples, tokens }) => {
  const ids = new BigInt64Array(examples.length * tokens);
  const shares = new Float32Array(ids.length);
  for (const [row, { target }] of examples.entries()) {
    const asked = target!.filter((id) => id !== IGNORED).length;
    for (const [at, id] of target!.entries()) {
      if (id === IGNORED) continue;
      ids[row * tokens + at] = BigInt(id);
      shares[row * tokens + at] = 1 / asked;
    }
  }
  const shape = [examples.length, tokens];
  return { target: { values: ids, shape }, share: { values: shares, shape } };
};

const placeIds: Layout = ({ examples }) => {
  const ids = examples.flatMap(({ target }) => target!);
  return {
    target: { values: toIds(ids), shape: [ids.length] },
    share: {
      values: Float32Array.from(examples.flatMap(({ target }) => target!.map(() => 1 / target!.length))),
      shape: [ids.length],
    },
  };
};

export const TARGETS: Readonly<Record<Problem, Layout>> = {
  'single-label': numbers,
  'multi-label': numbers,
  regression: numbers,
  'multiple-choice': numbers,
  span: ends,
  'token-labels': tokenIds,
  'masked-language': placeIds,
  'causal-language': placeIds,
};

const gumbel = (random: Random): number => -Math.log(-Math.log(openUniform(random)));

/** An example's noise: so many draws, each with `draw`. */
interface Noise {
  readonly draw: (random: Random) => number;
  /** Shape of the input for a batch, and how many of an example's numbers come one after the other. */
  readonly shape: (batch: TargetBatch) => readonly number[];
  readonly layOut: (batch: TargetBatch, draws: (example: Example, count: number) => number[]) => number[];
}

const perExample =
  (countOf: (example: Example, head: TaskHead) => number): Noise['layOut'] =>
  ({ examples, head }, draws) =>
    examples.flatMap((example) => draws(example, countOf(example, head)));

const SEQUENCE: Noise = {
  draw: gumbel,
  shape: ({ examples, head }) => [examples.length, head.outputs],
  layOut: perExample((_, { outputs }) => outputs),
};

/** Padding draws nothing: an example's noise does not depend on its batch. */
const EVERY_TOKEN: Noise = {
  draw: gumbel,
  shape: ({ examples, tokens, head }) => [examples.length, tokens, head.outputs],
  layOut: ({ examples, tokens, head }, draws) =>
    examples.flatMap((example) => {
      const own = draws(example, example.sequences[0]!.ids.length * head.outputs);
      return [...own, ...Array<number>(tokens * head.outputs - own.length).fill(0)];
    }),
};

const PLACES: Noise = {
  draw: (random) => random.uniform(),
  shape: ({ examples }) => [examples.reduce((sum, { places }) => sum + (places?.length ?? 0), 0)],
  layOut: perExample(({ places }) => places?.length ?? 0),
};

const NOISES: Readonly<Record<Problem, Noise>> = {
  'single-label': SEQUENCE,
  'multi-label': {
    ...SEQUENCE,
    draw: (random) => {
      const u = openUniform(random);
      return Math.log(u / (1 - u));
    },
  },
  regression: { ...SEQUENCE, draw: (random) => Math.SQRT1_2 * random.normal() },
  'multiple-choice': {
    draw: gumbel,
    shape: ({ examples }) => [examples.length, examples[0]!.sequences.length],
    layOut: perExample(({ sequences }) => sequences.length),
  },
  span: {
    draw: gumbel,
    shape: ({ examples, tokens }) => [examples.length, 2, tokens],
    layOut: ({ examples, tokens }, draws) =>
      examples.flatMap((example) => {
        const own = example.sequences[0]!.ids.length;
        const drawn = draws(example, 2 * own);
        const padding = Array<number>(tokens - own).fill(0);
        return [...drawn.slice(0, own), ...padding, ...drawn.slice(own), ...padding];
      }),
  },
  'token-labels': EVERY_TOKEN,
  'masked-language': PLACES,
  'causal-language': PLACES,
};

/** One generator a row, so that a row's label does not depend on its batch. */
export function drawNoise(batch: TargetBatch, seed: number): Feed {
  const { draw, shape, layOut } = NOISES[batch.head.problem];
  const draws = ({ index }: Example, count: number): number[] => {
    const random = createRandom(seed, index);
    return Array.from({ length: count }, () => draw(random));
  };
  return { values: Float32Array.from(layOut(batch, draws)), shape: shape(batch) };
}

/** Never 0, of which there is no logarithm. */
function openUniform(random: Random): number {
  return Math.max(random.uniform(), 2 ** -53);
}

export function feedRows(rows: readonly (readonly number[])[]): Feed {
  return { values: Float32Array.from(rows.flat()), shape: [rows.length, rows[0]?.length ?? 0] };
}

function toIds(ids: readonly number[]): BigInt64Array {
  return BigInt64Array.from(ids, BigInt);
}
