/** Plans of merges of checkpoints whose vocabularies differ: who is refused, and what people are told. */
import { describe, expect, it } from 'vitest';
import { formatPlan } from '../../../src-main/core/merge/plan-text.ts';
import { makeTiny } from './tiny.ts';
import { know, planOf, type Setting, SHARED, threeSizes, WIDTH, WORDS } from './vocabularies.ts';

describe('vocabularies that differ cannot be merged', () => {
  it.each(['own', 'merge'] as const)('(%s) where shared ids mean other tokens', async (vocabulary) => {
    const models = [await know(1, SHARED), await know(2, ['p', 'q', 'R', ...SHARED.slice(3), 'x'])];
    expect(() => planOf(models, { vocabulary })).toThrow(
      "'x/1' has the token 'R' as number 2; in 'x/0' it is 'r'.",
    );
  });

  it('where two give the same further id to different tokens, and both rows would be merged', async () => {
    const models = [
      await know(1, SHARED),
      await know(2, [...SHARED, 'x', 'y']),
      await know(3, [...SHARED, 'x', 'w', 'k']),
    ];
    expect(() => planOf(models, { vocabulary: 'merge' })).toThrow(
      expect.objectContaining({
        code: 'mismatch',
        message: "'x/2' has the token 'w' as number 8; in 'x/1' it is 'y'.",
        hint: "With output.vocabulary 'own', every task keeps the tokens that not all models have.",
      }) as Error,
    );
    expect(planOf(models, { vocabulary: 'own' }).taskTensors).toHaveLength(3);
  });

  it('where all have the further id, whatever the recipe says', async () => {
    const models = [await know(1, [...SHARED, 'x']), await know(2, [...SHARED, 'y'])];
    for (const vocabulary of ['own', 'merge'] as const)
      expect(() => planOf(models, { vocabulary })).toThrow(
        "'x/1' has the token 'y' as number 7; in 'x/0' it is 'x'.",
      );
  });

  it('where the base means other tokens', async () => {
    const models = [await know(1, SHARED), await know(2, [...SHARED, 'x'])];
    const base = await know(3, ['p', 'Q']);
    expect(() => planOf(models, { base, scale: 2 })).toThrow(
      "'base' has the token 'Q' as number 1; in 'x/0' it is 'q'.",
    );
  });

  it('where they must be the same, that of the base too', async () => {
    const [a, b, larger] = [await know(1, SHARED), await know(2, SHARED), await know(3, [...SHARED, 'x'])];
    const own = planOf([a, b], { vocabulary: 'own' });
    expect(planOf([a, b], { vocabulary: 'same' })).toEqual(own);
    expect(() => planOf([a, larger], { vocabulary: 'same' })).toThrow(
      "'x/1' has 8 word embeddings, 'x/0' 7; expected one vocabulary, as the recipe asks for.",
    );
    expect(() => planOf([a, b], { vocabulary: 'same', base: larger, scale: 2 })).toThrow(
      "'base' has 8 word embeddings, 'x/0' 7",
    );
  });

  it('where a model lists no tokens', async () => {
    const silent = await makeTiny({ seed: 2, sizes: { vocabulary: 8 } });
    const [listed, other] = [await know(1, SHARED), await makeTiny({})];
    const sentence = /brings no tokenizer that lists its tokens/;
    expect(() => planOf([listed, silent], {})).toThrow(sentence);
    expect(() => planOf([silent, other], {})).toThrow(sentence);
  });

  it.each(['BertForMaskedLM'])(
    'into one table for a %s, whose head knows fewer tokens',
    async (architecture) => {
      const larger = [...SHARED, 'x'];
      const small = await know(1, SHARED, 0, { architecture });
      const large = await know(2, larger, 0, { architecture });
      const classifier = await know(3, SHARED);
      expect(() => planOf([small, large], { vocabulary: 'merge' })).toThrow(
        "'x/0' is a language model whose head knows 7 tokens; the merged vocabulary has 8.",
      );
      expect(planOf([classifier, large], { vocabulary: 'merge' }).tensors[0]!.shape).toEqual([8, WIDTH]);
      expect(planOf([small, large], {}).taskTensors).toHaveLength(2);
    },
  );
});

it('a plan says for people who has which rows', async () => {
  const models = await threeSizes();
  const base = await know(4, [...SHARED, 'x']);
  const lines = (setting: Setting) =>
    formatPlan(planOf(models, setting))
      .split('\n')
      .filter((line) => line.includes('word_embeddings'))
      .map((line) => line.trim().replaceAll(/ +/g, ' '));
  expect(lines({ vocabulary: 'merge', base, scale: 2 })).toEqual([
    `${WORDS} [10,6] by λ alone; row 7 of t1, t2; rows 8-9 of t1 without the base`,
  ]);
  expect(lines({})).toEqual([
    `${WORDS} of t0 [7,6] by λ alone`,
    `${WORDS} of t1 [10,6] by λ alone; rows 7-9 of t1`,
    `${WORDS} of t2 [8,6] by λ alone; row 7 of t2`,
  ]);
});
