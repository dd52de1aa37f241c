/** Weighted sums of rows against a plain loop, at sizes that no vector of four divides. */
import { describe, expect, it } from 'vitest';
import { type Blend, Blender } from '../../../src-main/core/merge/blend.ts';
import type { Axis } from '../../../src-main/core/merge/schemes.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';

const AXES: readonly Axis[] = ['all', 'rows', 'columns'];
const SHAPES = [
  [1, 1],
  [3, 1],
  [1, 5],
  [7, 3],
  [5, 4],
  [2, 2047],
  [3, 2050],
  [2, 6001],
] as const;

function draw(blender: Blender, count: number, seed: number): Float32Array[] {
  const random = createRandom(seed);
  return blender.sources[1].map((room) => {
    const values = room.subarray(0, count);
    for (let at = 0; at < count; at++) values[at] = random.normal();
    return values;
  });
}

describe('a blend', () => {
  for (const axis of AXES) {
    it.each(SHAPES)(`by ${axis} of %i rows of %i is the weighted sum, rounded once`, (rows, columns) => {
      const [sources, first] = [3, 2];
      const blender = new Blender({ sources, elements: rows * columns, columns });
      const values = draw(blender, rows * columns, 1);
      const random = createRandom(2);
      const length = { all: 1, rows: first + rows, columns }[axis];
      const factors = values.map(() => Float64Array.from({ length }, () => random.normal()));
      const out = blender.results[0].subarray(0, rows * columns);
      expect(blender.blend(values, { axis, factors }, { first, columns }, out)).toBe(true);
      const expected = out.map((_, at) => {
        const [row, column] = [Math.floor(at / columns), at % columns];
        const place = { all: 0, rows: first + row, columns: column }[axis];
        return factors.reduce((sum, factor, source) => sum + factor[place]! * values[source]![at]!, 0);
      });
      expect(out).toEqual(expected);
    });
  }

  it('of one model with itself is that model, bit by bit', () => {
    const blender = new Blender({ sources: 2, elements: 999, columns: 999 });
    const [a, b] = draw(blender, 999, 3) as [Float32Array, Float32Array];
    b.set(a);
    const blend: Blend = { axis: 'all', factors: [Float64Array.of(1 / 3), Float64Array.of(1 - 1 / 3)] };
    blender.blend([a, b], blend, { first: 0, columns: 999 }, blender.results[1]);
    expect(blender.results[1]).toEqual(a);
  });

  it.each([Number.NaN, Infinity, -Infinity])(
    'tells of %d wherever it stands, also where its weight is 0',
    (value) => {
      const blend: Blend = { axis: 'all', factors: [Float64Array.of(1), Float64Array.of(0)] };
      const blender = new Blender({ sources: 2, elements: 13, columns: 13 });
      for (let at = 0; at < 13; at++) {
        const values = draw(blender, 13, at);
        values[1]![at] = value;
        expect(blender.blend(values, blend, { first: 0, columns: 13 }, blender.results[0])).toBe(false);
      }
      const sound = draw(blender, 13, 1);
      expect(blender.blend(sound, blend, { first: 0, columns: 13 }, blender.results[0])).toBe(true);
    },
  );
});
