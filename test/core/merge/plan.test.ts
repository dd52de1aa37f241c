/** Plans: who cannot be merged, what is weighed how, and that nothing is read for it. */
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { formatPlan } from '../../../src-main/core/merge/plan-text.ts';
import { hashPlan, needsBase, planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe, type Recipe } from '../../../src-main/core/merge/recipe.ts';
import { findTokenDifference } from '../../../src-main/core/merge/vocabulary.ts';
import { makeTiny, type TinyOptions } from './tiny.ts';

function recipeOf(settings: string, extra = ''): Recipe {
  const models =
    '  - { checkpoint: x/a, task: a, fisher: fa }\n  - { checkpoint: x/b, task: b, weight: 2, dataset: { file: b.tsv } }';
  return parseRecipe(`method: fisher-mask\nsettings: ${settings}\n${extra}\nmodels:\n${models}`, 'r.yaml');
}

const plan = (checkpoints: readonly Checkpoint[], recipe = recipeOf('{}')) =>
  planMerge({ recipe, checkpoints, base: undefined });

describe('checkpoints cannot be merged', () => {
  const cases: readonly (readonly [string, TinyOptions, string])[] = [
    [
      'of different vocabularies',
      { sizes: { vocabulary: 8192 } },
      "'x/b' has another vocabulary (8,192 tokens; 7 expected).",
    ],
    [
      'of different tensors',
      { sizes: { neurons: 8 } },
      "Tensor 'encoder.layer.0.intermediate.dense.weight' of 'x/b' is [8,6]; in 'x/a' it is [5,6].",
    ],
    [
      'of fewer layers',
      { sizes: { layers: 1 } },
      "'x/b' has no tensor 'encoder.layer.1.attention.self.query.weight', which 'x/a' has.",
    ],
    [
      'of more layers',
      { sizes: { layers: 3 } },
      "'x/a' has no tensor 'encoder.layer.2.attention.self.query.weight', which 'x/b' has.",
    ],
    ['of other heads', { sizes: { heads: 3 } }, "'x/b' has 3 attention heads in a layer; 'x/a' has 2."],
    ['without a pooler', { pooler: false }, "'x/b' has no tensor 'pooler.dense.weight', which 'x/a' has."],
    [
      'of other tokens',
      { vocabTxt: 'p\nq\ns\n' },
      "'x/b' has the token 's' as number 2; in 'x/a' it is 'r'.",
    ],
  ];
  it.each(cases)('%s', async (_, options, sentence) => {
    const [a, b] = [await makeTiny({ vocabTxt: 'p\nq\nr\n' }), await makeTiny({ seed: 2, ...options })];
    expect(() => plan([a, b])).toThrow(sentence);
  });

  it('of different families', async () => {
    const a = await makeTiny();
    const b: Checkpoint = { ...a, family: { ...a.family, title: 'GPT' } };
    expect(() => plan([a, b])).toThrow("'x/b' is of the family GPT; 'x/a' is BERT.");
  });

  it('with a base that does not fit, where it is needed', async () => {
    const a = await makeTiny();
    const base = await makeTiny({ pooler: false });
    const scaled = recipeOf('{ scale: 2 }', 'base: x/base');
    expect(() => planMerge({ recipe: scaled, checkpoints: [a, a], base })).toThrow(
      "'x/base' has no tensor 'pooler.dense.weight', which 'x/a' has.",
    );
    expect(() => planMerge({ recipe: scaled, checkpoints: [a, a], base: undefined })).toThrow(
      'without its base',
    );
    const unscaled = recipeOf('{}', 'base: x/base');
    expect(needsBase(unscaled)).toBe(false);
    expect(planMerge({ recipe: unscaled, checkpoints: [a, a], base }).base).toBeUndefined();
  });
});

describe('tokens', () => {
  const json = (value: object) => ({
    name: 'json',
    texts: { config: '', tokenizerJson: JSON.stringify(value) },
  });
  it('are compared across kinds of files, added ones and scores among them', () => {
    const list = { name: 'list', texts: { config: '', vocabTxt: 'a\r\nb\r\nc' } };
    expect(findTokenDifference(list, json({ model: { vocab: { c: 2, a: 0, b: 1 } } }))).toBeUndefined();
    expect(findTokenDifference(list, json({ model: { vocab: { a: 0, x: 1 } } }))).toEqual({
      id: 1,
      tokens: ['b', 'x'],
    });
    expect(
      findTokenDifference(
        list,
        json({
          model: {
            vocab: [
              ['a', -1],
              ['b', -2],
            ],
          },
        }),
      ),
    ).toBeUndefined();
    const added = json({ model: { vocab: { a: 0 } }, added_tokens: [{ id: 2, content: '[MASK]' }] });
    expect(findTokenDifference(list, added)).toEqual({ id: 2, tokens: ['c', '[MASK]'] });
  });

  it('are not compared where a checkpoint lists none', () => {
    const list = { name: 'list', texts: { config: '', vocabTxt: 'a' } };
    expect(findTokenDifference({ name: 'none', texts: { config: '' } }, list)).toBeUndefined();
    expect(findTokenDifference(json({}), list)).toBeUndefined();
  });
});

describe('a plan', () => {
  it('says for every tensor what weighs it and where it comes from', async () => {
    const a = await makeTiny();
    const b = await makeTiny({ seed: 2, dtype: 'F16' });
    const rules = (scheme: string) => {
      const { tensors } = plan([a, b], recipeOf(`{ scheme: ${scheme} }`));
      return Object.fromEntries(
        tensors.filter(({ layer }) => layer !== 0).map(({ name, rule }) => [name, rule]),
      );
    };
    expect(rules('paper')).toMatchSnapshot();
    expect(rules('aligned')).toMatchSnapshot();
    expect(plan([a, b]).tensors[0]).toEqual({
      name: 'embeddings.word_embeddings.weight',
      shape: [7, 6],
      rule: 'global',
      sources: [
        { name: 'bert.embeddings.word_embeddings.weight', dtype: 'F32' },
        { name: 'bert.embeddings.word_embeddings.weight', dtype: 'F16' },
      ],
    });
  });

  it('is made without reading a weight', async () => {
    const a = await makeTiny();
    await a[Symbol.asyncDispose]();
    expect(plan([a, a]).tensors).toHaveLength(5 + 2 * 16 + 2);
  });

  it('is plain data, and has the same hash wherever and however it was made', async () => {
    const a = await makeTiny();
    const b = await makeTiny({ seed: 2 });
    const elsewhere = await makeTiny({ seed: 2 });
    const one = plan([a, b]);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
    expect(hashPlan(plan([a, elsewhere]))).toBe(hashPlan(one));
    expect(hashPlan(JSON.parse(JSON.stringify(one)) as typeof one)).toBe(hashPlan(one));
    const backwards = Object.fromEntries(Object.entries(one).reverse()) as typeof one;
    expect(hashPlan(backwards)).toBe(hashPlan(one));
    expect(hashPlan(plan([a, b], recipeOf('{ scheme: aligned }')))).not.toBe(hashPlan(one));
    const hashes = { models: [{ checkpoint: '1' }, { checkpoint: '2' }] };
    expect(
      hashPlan(planMerge({ recipe: recipeOf('{}'), checkpoints: [a, b], base: undefined, hashes })),
    ).not.toBe(hashPlan(one));
  });

  it('prints for people', async () => {
    const a = await makeTiny();
    const b = await makeTiny({ seed: 2 });
    const recipe = recipeOf('{ scheme: paper, scale: 1.5 }', 'base: x/base');
    expect(formatPlan(planMerge({ recipe, checkpoints: [a, b], base: a }))).toMatchSnapshot();
  });
});
