/** What a method cannot do, said in one sentence that names the thing: settings, numbers of models, bases, weights that are no numbers. */
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES, METHODS } from '../../../../src-main/core/merge/methods.ts';
import { parseRecipe } from '../../../../src-main/core/merge/recipe.ts';
import { makeTiny, type TinyOptions } from '../tiny.ts';
import { mergeBy } from './merging.ts';

const MODELS = [1, 2, 3].map((at) => ({ checkpoint: `c${at}`, task: `t${at}`, fisher: `f${at}` }));

interface Asked {
  readonly method: string;
  readonly settings?: object;
  readonly base?: string | undefined;
  readonly models?: readonly object[];
}

/** The text is YAML, in which a number may be NaN. */
function refusalOf({ method, settings = {}, base = 'b', models = MODELS.slice(0, 2) }: Asked): string {
  const set = Object.entries(settings).map(([key, value]) => {
    return `${key}: ${Number.isNaN(value) ? '.nan' : value === Infinity ? '.inf' : JSON.stringify(value)}`;
  });
  const text = [
    `method: ${method}`,
    `settings: { ${set.join(', ')} }`,
    ...(base === '' ? [] : [`base: ${base}`]),
    `models: ${JSON.stringify(models)}`,
  ].join('\n');
  try {
    parseRecipe(text, 'r.yaml');
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid-recipe' });
    return (error as Error).message;
  }
  return 'taken';
}

const refuse = (asked: Asked, complaint: string) => {
  expect(refusalOf(asked)).toBe(`Recipe 'r.yaml' ${complaint}`);
};

describe('without a base', () => {
  const always = METHOD_NAMES.filter((method) =>
    METHODS[method].needsBase(METHODS[method].settings.parse({}) as never),
  );

  it.each(always)('%s is refused', (method) => {
    refuse({ method, base: '' }, `lacks a 'base'; method '${method}' merges what was learned beyond it.`);
  });

  it.each([
    ['average', { scale: 1.5 }, "has the scale 1.5, which needs a 'base' to scale about."],
    ['regmean', { scale: 0 }, "has the scale 0, which needs a 'base' to scale about."],
    ['fisher-mask', { sparsify: 'ties' }, 'has "ties" as settings.sparsify, which needs a \'base\'.'],
    ['fisher-mask', { sparsify: 'dare', scale: 2 }, "has the scale 2, which needs a 'base' to scale about."],
    ['slerp', { origin: 'base' }, 'has "base" as settings.origin, which needs a \'base\'.'],
    ['multi-slerp', { origin: 'base' }, 'has "base" as settings.origin, which needs a \'base\'.'],
  ])('%s with %j is refused', (method, settings, complaint) => {
    refuse({ method, settings, base: '' }, complaint);
  });

  it.each(METHOD_NAMES.filter((method) => !always.includes(method)))('%s alone is taken', (method) => {
    const models = MODELS.slice(0, 2);
    expect(refusalOf({ method, base: '', models })).toBe('taken');
  });
});

describe('a density is refused', () => {
  const thinning = METHOD_NAMES.filter(
    (method) => METHODS[method].settings.safeParse({ density: 1 }).success,
  );
  it.each(thinning)('of 0, above 1, and that is no number, by %s', (method) => {
    const settings = method === 'fisher-mask' ? { sparsify: 'ties' } : {};
    for (const [density, complaint] of [
      [0, 'has 0 as settings.density; expected a number above 0.'],
      [-0.5, 'has -0.5 as settings.density; expected a number above 0.'],
      [1.5, 'has 1.5 as settings.density; expected a number of 1 or fewer.'],
      [Number.NaN, 'has NaN as settings.density; expected a finite number.'],
      [Infinity, 'has Infinity as settings.density; expected a finite number.'],
      ['0.5', 'has "0.5" as settings.density; expected a finite number.'],
    ] as const)
      refuse({ method, settings: { ...settings, density } }, complaint);
  });

  it('that thins nothing', () => {
    refuse(
      { method: 'fisher-mask', settings: { density: 0.2 } },
      "has a setting 'density' that needs 'sparsify', 'ties' or 'dare', to say of what.",
    );
  });
});

describe('chances that are none are refused', () => {
  it.each([
    [{ density: 0.1 }, '0.1 gives chances from -0.05 to 0.25'],
    [{ density: 0.9 }, '0.9 gives chances from 0.75 to 1.05'],
    [{ density: 0.3, epsilon: 0.3 }, '0.3 gives chances from 0 to 0.6'],
    [{ density: 0.7, epsilon: 0.3 }, '0.7 gives chances from 0.4 to 1'],
  ])('by della and della-linear with %j', (settings, says) => {
    for (const method of ['della', 'della-linear'])
      refuse(
        { method, settings },
        `has a setting 'epsilon' that with density ${says}; expected them between 0 and 1.`,
      );
  });

  it.each([
    ['della', { epsilon: 0.5 }, 'has 0.5 as settings.epsilon; expected a number below 0.5.'],
    ['della', { epsilon: -0.1 }, 'has -0.1 as settings.epsilon; expected a number of 0 or more.'],
    ['breadcrumbs', { gamma: 1 }, 'has 1 as settings.gamma; expected a number below 1.'],
    ['breadcrumbs', { gamma: -0.1 }, 'has -0.1 as settings.gamma; expected a number of 0 or more.'],
    ['dare-ties', { seed: -1 }, 'has -1 as settings.seed; expected a number of 0 or more.'],
    ['dare-ties', { seed: 0.5 }, 'has 0.5 as settings.seed; expected a whole number.'],
    ['karcher', { iterations: 0 }, 'has 0 as settings.iterations; expected a number above 0.'],
    ['karcher', { tolerance: 0 }, 'has 0 as settings.tolerance; expected a number above 0.'],
    ['regmean', { offDiagonal: 1.1 }, 'has 1.1 as settings.offDiagonal; expected a number of 1 or fewer.'],
    ['ties', { rescale: 'expected' }, 'has "expected" as settings.rescale; known are none, norm.'],
  ])('by %s with %j', (method, settings, complaint) => {
    refuse({ method, settings }, complaint);
  });

  it('a density of 1 leaves nothing to chance', () => {
    expect(refusalOf({ method: 'della', settings: { density: 1 } })).toBe('taken');
  });
});

describe('models are refused', () => {
  it.each([
    ['slerp', 3, "has 3 models; method 'slerp' takes 2."],
    ['slerp', 1, "has 1 model; method 'slerp' takes 2."],
    ['multi-slerp', 1, "has 1 model; method 'multi-slerp' takes 2 or more."],
    ['karcher', 1, "has 1 model; method 'karcher' takes 2 or more."],
    ['model-stock', 1, "has 1 model; method 'model-stock' takes 2 or more."],
    ['sce', 1, "has 1 model; method 'sce' takes 2 or more."],
  ])('by %s if there are %i', (method, count, complaint) => {
    refuse({ method, models: MODELS.slice(0, count) }, complaint);
  });

  it.each(METHOD_NAMES)('whose weights add up to 0, by %s', (method) => {
    const models = MODELS.slice(0, 2).map((model) => ({ ...model, weight: 0 }));
    refuse({ method, models }, 'has the weight 0 for every model; expected at least one above 0.');
  });

  it('whose weights are so large that their sum is infinite', () => {
    const models = MODELS.slice(0, 2).map((model) => ({ ...model, weight: 1e308 }));
    refuse(
      { method: 'karcher', models },
      'has 1e+308 as models[0].weight; expected a number of 1000000000 or fewer.',
    );
  });
});

describe('a base of another kind is refused', () => {
  const others: readonly (readonly [string, TinyOptions, RegExp])[] = [
    [
      'without a pooler',
      { pooler: false },
      /^'base' has no tensor 'pooler\.dense\.weight', which 'c0' has\.$/,
    ],
    [
      'with fewer layers',
      { sizes: { layers: 1 } },
      /^'base' has no tensor '.*layer\.1\..*', which 'c0' has\.$/,
    ],
    [
      'of another width',
      { sizes: { neurons: 7 } },
      /^Tensor '.*' of 'base' is \[7,6\]; in 'c0' it is \[5,6\]\.$/,
    ],
    [
      'cut into other heads',
      { sizes: { heads: 3 } },
      /^'base' has 3 attention heads in a layer; 'c0' has 2\.$/,
    ],
  ];
  it.each(others)('%s', async (_, options, says) => {
    const [model, base] = [await makeTiny(), await makeTiny({ seed: 9, ...options })];
    await expect(mergeBy({ method: 'ties', models: [model], base })).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringMatching(says) as string,
    });
  });
});

describe('a weight that is no number is told by name', () => {
  const NAME = 'encoder.layer.1.output.dense.weight';
  const free = METHOD_NAMES.filter((method) => METHODS[method].evidence === undefined);

  it.each(free)('by %s, in a model or in the base, whether it would have stayed or not', async (method) => {
    const settings = METHODS[method].settings.safeParse({ density: 0.04 }).success
      ? { density: 0.04, ...(method.startsWith('della') && { epsilon: 0.01 }) }
      : {};
    const needsBase = METHODS[method].needsBase(METHODS[method].settings.parse(settings) as never);
    const sound = await makeTiny({ seed: 1 });
    for (const [value, shown] of [
      [Number.NaN, 'NaN'],
      [-Infinity, '-Infinity'],
    ] as const) {
      const spoilt = await makeTiny({ seed: 2, spoil: [[NAME, 7, value]] });
      const base = await makeTiny({ seed: 9 });
      const message = `Tensor 'bert.${NAME}' of '${spoilt.folder}' holds ${shown} at element 7; expected finite numbers.`;
      const refused = { code: 'invalid-file', message };
      await expect(mergeBy({ method, settings, models: [sound, spoilt], base })).rejects.toMatchObject(
        refused,
      );
      await expect(
        mergeBy({ method, settings, models: [spoilt, sound], base, weights: [0, 1] }),
      ).rejects.toMatchObject(refused);
      if (!needsBase) continue;
      await expect(mergeBy({ method, settings, models: [sound, base], base: spoilt })).rejects.toMatchObject(
        refused,
      );
    }
  });

  it('by ties in the last chunk of several, and no file is left behind', async () => {
    const [name, element] = ['embeddings.word_embeddings.weight', 299_998];
    const sizes = { vocabulary: 50_000 };
    const [sound, base] = [await makeTiny({ sizes }), await makeTiny({ seed: 9, sizes })];
    const spoilt = await makeTiny({ seed: 2, sizes, spoil: [[name, element, Number.NaN]] });
    const file = { path: '' };
    await expect(
      mergeBy({ method: 'ties', models: [sound, spoilt], base, tell: (path) => (file.path = path) }),
    ).rejects.toThrow(`holds NaN at element ${element}`);
    expect(await readdir(dirname(file.path))).toEqual([]);
  });
});
