/** The mask Fisher's shares on thinned task vectors: against the shares of a second implementation, element by element. */
import { describe, expect, it } from 'vitest';
import type { Fisher } from '../../../../src-main/core/fisher/fisher.ts';
import { Weights } from '../../../../src-main/core/weights/weights.ts';
import { worstError } from '../../../golden.ts';
import { shareElement } from '../reference.ts';
import { columnsOf, makeFisher, makeTiny } from '../tiny.ts';
import { mergeBy } from './merging.ts';
import { addUp } from './references.ts';
import { thin } from './thinning.ts';
import { vectorsOf } from './whole.ts';

const DEAD = { heads: [1], neurons: [0, 7] };
const FISHERS = [makeFisher(11), makeFisher(12), makeFisher(13)];
const DEAD_FISHERS = [makeFisher(21, DEAD), makeFisher(22, DEAD), makeFisher(23, DEAD)];

const KINDS = { ties: 'magnitude', dare: 'random' } as const;

interface Case {
  readonly scheme: 'paper' | 'aligned';
  readonly sparsify: 'ties' | 'dare';
  readonly density?: number;
  readonly seed?: number;
  readonly scale?: number;
}

const CASES: readonly (readonly [Case, weights: readonly number[], fishers: readonly Fisher[]])[] = [
  [{ scheme: 'paper', sparsify: 'ties' }, [1, 1, 1], FISHERS],
  [{ scheme: 'aligned', sparsify: 'ties', density: 0.6, scale: 1.4 }, [0.3, 2, 1], FISHERS],
  [{ scheme: 'aligned', sparsify: 'ties', density: 1 }, [1, 0, 2], DEAD_FISHERS],
  [{ scheme: 'paper', sparsify: 'dare' }, [1, 1, 1], DEAD_FISHERS],
  [{ scheme: 'aligned', sparsify: 'dare', density: 0.7, seed: 5, scale: 0.8 }, [0.3, 2, 1], FISHERS],
];

describe('every number is the formula', () => {
  it.each(CASES)('with %j and weights %j', async (settings, weights, fishers) => {
    const { scheme, sparsify, scale = 1, seed = 0 } = settings;
    const density = settings.density ?? { ties: 0.2, dare: 0.5 }[sparsify];
    const models = await Promise.all([1, 2, 3].map((of) => makeTiny({ seed: of })));
    const base = await makeTiny({ seed: 9 });
    const { file } = await mergeBy({ method: 'fisher-mask', settings, models, weights, base, fishers });
    await using merged = await Weights.open(file);
    const input = {
      scheme,
      columnsOf,
      models: models.map(({ values }, at) => ({ values, fisher: fishers[at]!, weight: weights[at]! })),
    };
    const tasks = ['t0', 't1', 't2'];
    for (const { name, shape } of models[0]!.encoder) {
      const values = models.map((of) => of.stored.get(name)!);
      const whole = { name, shape, models: values, base: base.stored.get(name)!, weights, tasks };
      const how = { density, seed, ...(sparsify === 'dare' && { rescale: 'expected' as const }) };
      const vectors = vectorsOf(whole).map((vector, at) =>
        thin(KINDS[sparsify], vector, whole, tasks[at]!, how),
      );
      const elect = sparsify === 'ties';
      const expected = addUp(
        whole.base,
        vectors,
        models.map((_, model) => (at: number) => shareElement(input, name, at)[model]!),
        { elect, average: elect, scale },
      );
      expect(worstError(await merged.readFloats(`bert.${name}`), expected), name).toBeLessThan(1e-6);
    }
  });

  it('a model whose share is next to nothing is heard where it alone has changed', async () => {
    const [a, b] = [await makeTiny({ seed: 1 }), await makeTiny({ seed: 2 })];
    const sizes = (scale: number) => ({
      ...FISHERS[0]!,
      heads: FISHERS[0]!.heads.map((value) => scale * value),
      neurons: FISHERS[0]!.neurons.map((value) => scale * value),
    });
    // The base is the first model, so that only the second has a task vector.
    const { file } = await mergeBy({
      method: 'fisher-mask',
      settings: { sparsify: 'ties', density: 1, scheme: 'aligned' },
      models: [a, b],
      base: a,
      fishers: [sizes(1), sizes(1e-12)],
    });
    await using merged = await Weights.open(file);
    for (const [name, values] of b.values)
      expect(worstError(await merged.readFloats(`bert.${name}`), values), name).toBeLessThan(1e-6);
  });
});
