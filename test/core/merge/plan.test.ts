/** Plans: who cannot be merged, what is weighed how, and that nothing is read for it. */
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { formatPlan } from '../../../src-main/core/merge/plan-text.ts';
import { needsBase } from '../../../src-main/core/merge/methods.ts';
import { hashPlan, planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe, type Recipe } from '../../../src-main/core/merge/recipe.ts';
import { findTokenClash } from '../../../src-main/core/merge/vocabulary.ts';
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
      'of different vocabularies, of which one lists no tokens',
      { sizes: { vocabulary: 8192 } },
      "'x/b' has another vocabulary than 'x/a' (8,192 and 7 word embeddings), and 'x/b' brings no tokenizer that lists its tokens; " +
        'expected one, to see which they share.',
    ],
    [
      'of different vocabularies that have nothing to do with each other',
      { sizes: { vocabulary: 9 }, vocabTxt: 'p\nz\ny\n' },
      "'x/b' has the token 'z' as number 1; in 'x/a' it is 'q'.",
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
  const json = (value: object) => ({ tokenizerJson: JSON.stringify(value) });
  const list = (vocabTxt: string, added?: object) => ({
    vocabTxt,
    ...(added && { tokenizerConfig: JSON.stringify({ added_tokens_decoder: added }) }),
  });
  const clash = (...all: readonly (readonly [texts: object, limit?: number])[]) =>
    findTokenClash(
      all.map(([texts, limit = 100], at) => ({ name: `m${at}`, texts: { config: '', ...texts }, limit })),
    );

  it('are compared across kinds of files, added ones and scores among them', () => {
    const words = list('a\r\nb\r\nc');
    expect(clash([words], [json({ model: { vocab: { c: 2, a: 0, b: 1 } } })])).toBeUndefined();
    expect(clash([words], [json({ model: { vocab: { x: 1, a: 0 } } })])).toEqual({
      id: 1,
      names: ['m0', 'm1'],
      tokens: ['b', 'x'],
    });
    const scored = json({
      model: {
        vocab: [
          ['a', -1],
          ['b', -2],
        ],
      },
    });
    expect(clash([words], [scored])).toBeUndefined();
    const added = json({ model: { vocab: { a: 0 } }, added_tokens: [{ id: 2, content: '[MASK]' }] });
    expect(clash([words], [added])?.tokens).toEqual(['c', '[MASK]']);
  });

  it('that were added to equal lists are compared, too, wherever they are told', () => {
    const [one, two] = [{ '3': { content: '<u>' } }, { '3': { content: '<v>' } }];
    expect(clash([list('a\nb\nc', one)], [list('a\nb\nc', one)])).toBeUndefined();
    expect(clash([list('a\nb\nc', one)], [list('a\nb\nc', two)])?.tokens).toEqual(['<u>', '<v>']);
    const model = { vocab: { a: 0, b: 1, c: 2 } };
    const fast = (content: string) => ({
      ...list('a\nb\nc'),
      ...json({ model, added_tokens: [{ id: 3, content }] }),
    });
    expect(clash([fast('<u>')], [fast('<v>')])?.tokens).toEqual(['<u>', '<v>']);
    expect(clash([fast('<u>')], [list('a\nb\nc', two)])?.tokens).toEqual(['<u>', '<v>']);
  });

  it('are compared among all, below the limits of both, and the first clash is told', () => {
    const [a, b, c] = [list('a'), list('a\nb\nc\nd'), list('a\nb\ny\nz')];
    expect(clash([a], [b], [c])).toEqual({ id: 2, names: ['m1', 'm2'], tokens: ['c', 'y'] });
    expect(clash([a], [b], [c, 2])).toBeUndefined();
    expect(clash([a], [b, 2], [c])).toBeUndefined();
    expect(clash([b, 2], [b, 4], [c])?.names).toEqual(['m1', 'm2']);
  });

  it('are not compared where a checkpoint lists none', () => {
    expect(clash([{}], [list('a')], [json({})])).toBeUndefined();
  });
});

describe('a plan', () => {
  it('says for every tensor what weighs it and where it comes from', async () => {
    const a = await makeTiny();
    const b = await makeTiny({ seed: 2, dtype: 'F16' });
    const rules = (scheme: string) => {
      const { tensors } = plan([a, b], recipeOf(`{ scheme: ${scheme} }`));
      return Object.fromEntries(
        tensors.filter(({ layer }) => layer !== 0).map(({ name, rules: [rule] }) => [name, rule]),
      );
    };
    expect(rules('paper')).toMatchSnapshot();
    expect(rules('aligned')).toMatchSnapshot();
    expect(plan([a, b]).tensors[0]).toEqual({
      name: 'embeddings.word_embeddings.weight',
      shape: [7, 6],
      rules: ['global'],
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
