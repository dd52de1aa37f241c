/** RegMean against its normal equations, solved by elimination; and inputs that leave the answer open. */
import { describe, expect, it } from 'vitest';
import type { TensorStatistics } from '../../../../src-main/core/statistics/tensor-statistics.ts';
import { worstError } from '../../../golden.ts';
import { combine, combinerOf, type Tensors } from './regions.ts';
import { drawNumbers, makeStatistics, type Numbers, takeGram } from './statistics.ts';

const [INPUTS, OUTPUTS, TOKENS] = [6, 9, 40];
const WEIGHTS = [1, 0.5, 2];

/** W_j, [in, out]. */
const MAPS = [1, 2, 3].map((seed) => drawNumbers(seed, INPUTS * OUTPUTS));
const GRAMS = [4, 5, 6].map((seed) => takeGram(drawNumbers(seed, TOKENS * INPUTS), INPUTS));

function turn(map: Float64Array): Float64Array {
  const turned = new Float64Array(map.length);
  for (let input = 0; input < INPUTS; input++)
    for (let output = 0; output < OUTPUTS; output++)
      turned[output * INPUTS + input] = map[input * OUTPUTS + output]!;
  return turned;
}

const open = (grams: readonly Numbers[]): Promise<TensorStatistics[]> =>
  Promise.all(
    grams.map((gram) => makeStatistics('gram', { 'a.weight': gram }, { same: { 'b.weight': 'a.weight' } })),
  );

/** W, [in, out], of maps that are kept [out, in] or, as GPT-2's are, [in, out]. */
async function merge(
  settings: object,
  {
    grams = GRAMS,
    maps = MAPS,
    transposed = false,
    ...more
  }: Partial<Tensors> & {
    readonly grams?: readonly Numbers[];
    readonly maps?: readonly Float64Array[];
  } = {},
): Promise<Float64Array> {
  const kept = maps.map((map) => new Float32Array(transposed ? map : turn(map)));
  const { combiner } = combinerOf('regmean', settings, { weights: WEIGHTS, statistics: await open(grams) });
  const found = await combine(combiner, {
    shape: transposed ? [INPUTS, OUTPUTS] : [OUTPUTS, INPUTS],
    values: kept,
    hasBase: false,
    rowsAtOnce: 2,
    ...(transposed && { transposed }),
    ...more,
  });
  const wide = Float64Array.from(found);
  if (transposed) return wide;
  const back = new Float64Array(wide.length);
  for (let output = 0; output < OUTPUTS; output++)
    for (let input = 0; input < INPUTS; input++)
      back[input * OUTPUTS + output] = wide[output * INPUTS + input]!;
  return back;
}

/** Σ λ G_j W = Σ λ G_j W_j by Gauss and Jordan's elimination, with the largest pivots. */
function solveReference(offDiagonal: number, grams = GRAMS, maps = MAPS): Float64Array {
  const scaled = grams.map(({ values }) =>
    values.map((value, at) => (at % (INPUTS + 1) === 0 ? value : offDiagonal * value)),
  );
  const table = Array.from({ length: INPUTS }, (_, row) =>
    Array.from({ length: INPUTS + OUTPUTS }, (__, column) =>
      scaled.reduce((sum, gram, model) => {
        if (column < INPUTS) return sum + WEIGHTS[model]! * gram[row * INPUTS + column]!;
        let product = 0;
        for (let at = 0; at < INPUTS; at++)
          product += gram[row * INPUTS + at]! * maps[model]![at * OUTPUTS + column - INPUTS]!;
        return sum + WEIGHTS[model]! * product;
      }, 0),
    ),
  );
  for (let pivot = 0; pivot < INPUTS; pivot++) {
    const best = [...table.keys()]
      .slice(pivot)
      .sort((a, b) => Math.abs(table[b]![pivot]!) - Math.abs(table[a]![pivot]!));
    [table[pivot], table[best[0]!]] = [table[best[0]!]!, table[pivot]!];
    const row = table[pivot]!;
    const size = row[pivot]!;
    for (let at = 0; at < row.length; at++) row[at]! /= size;
    for (const [other, of] of table.entries()) {
      const factor = of[pivot]!;
      if (other !== pivot) for (let at = 0; at < of.length; at++) of[at]! -= factor * row[at]!;
    }
  }
  return Float64Array.from(table.flatMap((row) => row.slice(INPUTS)));
}

const average = (): Float64Array =>
  MAPS[0]!.map((_, at) => MAPS.reduce((sum, map, model) => sum + (WEIGHTS[model]! * map[at]!) / 3.5, 0));

describe.each([
  ['[out, in]', false],
  ['[in, out], as GPT-2 keeps them', true],
])('of maps that are kept %s', (_, transposed) => {
  it.each([0, 0.5, 0.9])(
    'every number solves the normal equations with %d off the diagonal',
    async (offDiagonal) => {
      const found = await merge({ offDiagonal }, { transposed });
      expect(worstError(found, solveReference(offDiagonal))).toBeLessThan(1e-6);
    },
  );

  it('the Gram matrix of another map of the same inputs is taken', async () => {
    const found = await merge({}, { transposed, name: 'b.weight' });
    expect(worstError(found, solveReference(0.9))).toBeLessThan(1e-6);
  });

  it('a map of which nothing is known is averaged by λ', async () => {
    const found = await merge({}, { transposed, name: 'c.weight' });
    expect(worstError(found, average())).toBeLessThan(1e-6);
  });

  it('the answer is scaled about a base', async () => {
    const base = drawNumbers(8, INPUTS * OUTPUTS);
    const kept = [...MAPS, base].map((map) => new Float32Array(transposed ? map : turn(map)));
    const found = await merge({ scale: 1.5 }, { transposed, values: kept, hasBase: true });
    const expected = solveReference(0.9).map((value, at) => base[at]! + 1.5 * (value - base[at]!));
    expect(worstError(found, expected)).toBeLessThan(1e-6);
  });
});

describe('inputs leave the answer open', () => {
  it('where one is always 0: its row is averaged by λ', async () => {
    const grams = [4, 5, 6].map((seed) =>
      takeGram(
        drawNumbers(seed, TOKENS * INPUTS).map((value, at) => (at % INPUTS === 2 ? 0 : value)),
        INPUTS,
      ),
    );
    const found = await merge({}, { grams });
    const row = [2 * OUTPUTS, 3 * OUTPUTS] as const;
    expect(worstError(found.subarray(...row), average().subarray(...row))).toBeLessThan(1e-6);
  });

  it('where all are 0: all is averaged by λ', async () => {
    const grams = GRAMS.map(() => ({ shape: [INPUTS, INPUTS], values: new Float64Array(INPUTS ** 2) }));
    expect(worstError(await merge({}, { grams }), average())).toBeLessThan(1e-6);
  });

  it('where there are fewer rows than inputs, with all that is off the diagonal: where no input lies, it is the average', async () => {
    // All inputs of all models lie along two directions, which float32 does not get quite right.
    const directions = [1, 2].map((seed) => drawNumbers(seed, INPUTS));
    const grams = [4, 5, 6].map((seed) => {
      const factors = drawNumbers(seed, 2 * TOKENS);
      const inputs = Float64Array.from({ length: TOKENS * INPUTS }, (_, at) => {
        const [token, input] = [Math.floor(at / INPUTS), at % INPUTS];
        return (
          factors[2 * token]! * directions[0]![input]! + factors[2 * token + 1]! * directions[1]![input]!
        );
      });
      return takeGram(inputs, INPUTS);
    });
    const found = await merge({ offDiagonal: 1 }, { grams });
    const apart = found.map((value, at) => value - average()[at]!);
    const lengths = [apart, ...MAPS].map((of) => Math.hypot(...of));
    // NaN, or noise divided by next to nothing, where nothing holds it.
    expect(lengths[0]).toBeLessThan(2 * Math.max(...lengths.slice(1)));
    const same = await merge({ offDiagonal: 1 }, { grams, maps: [MAPS[0]!, MAPS[0]!, MAPS[0]!] });
    expect(worstError(same, MAPS[0]!)).toBeLessThan(1e-6);
  });
});

describe('a Gram matrix is refused', () => {
  it('that no inputs have', async () => {
    const grams = GRAMS.map(({ shape, values }) => ({ shape, values: values.map((value) => -value) }));
    await expect(merge({}, { grams })).rejects.toMatchObject({
      code: 'mismatch',
      message: "The Gram matrices of tensor 'a.weight' are not those of any inputs; expected positive ones.",
    });
  });

  it('that holds a NaN', async () => {
    const spoilt = ['a.weight', 3, Number.NaN] as const;
    const statistics = [await makeStatistics('gram', { 'a.weight': GRAMS[0]! }, { spoilt })];
    const { combiner } = combinerOf('regmean', {}, { weights: [1], statistics });
    const tensors = { shape: [OUTPUTS, INPUTS], values: [new Float32Array(MAPS[0]!)], hasBase: false };
    await expect(combine(combiner, tensors)).rejects.toMatchObject({
      code: 'invalid-file',
      message: expect.stringMatching(
        "Tensor 'a.weight' of '.*gram.safetensors' holds NaN at element 3; expected finite numbers.",
      ) as string,
    });
  });

  it('that is of another width', async () => {
    const grams = GRAMS.map(() => takeGram(drawNumbers(1, TOKENS * 4), 4));
    await expect(merge({}, { grams })).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringMatching(
        "Tensor 'a.weight' of '.*' is F32 \\[4,4\\]; expected \\[6,6\\].",
      ) as string,
    });
  });
});
