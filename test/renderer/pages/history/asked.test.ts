/** What runs were asked, side by side, and repeats over seeds taken together. */
import { expect, it } from 'vitest';
import {
  alignAsked,
  flattenAsked,
  groupRepeats,
  summarize,
} from '../../../../src-renderer/pages/history/asked.ts';

function recipe(seed: number, method = 'fisher-mask') {
  return {
    method,
    settings: { seed, scale: 1.5 },
    models: [
      { task: 'a', checkpoint: 'one', dataset: { file: 'x.tsv', text: ['left', 'right'] } },
      { checkpoint: 'two' },
    ],
  };
}

it('names every leaf of a recipe, those of a model by its task', () => {
  expect([...flattenAsked({ ...recipe(1), out: '/somewhere', expects: [1] })]).toEqual([
    ['method', 'fisher-mask'],
    ['settings.seed', '1'],
    ['settings.scale', '1.5'],
    ['a.checkpoint', 'one'],
    ['a.dataset.file', 'x.tsv'],
    ['a.dataset.text', 'left, right'],
    ['model 2.checkpoint', 'two'],
  ]);
});

it('takes what is no record for nothing asked', () => {
  expect([...flattenAsked(null)]).toEqual([]);
  expect([...flattenAsked('text')]).toEqual([]);
});

it('tells where runs differ, a missing key being a difference', () => {
  const rows = alignAsked([flattenAsked({ a: 1, b: 2 }), flattenAsked({ a: 1 })]);
  expect(rows).toEqual([
    { key: 'a', values: ['1', '1'], differs: false },
    { key: 'b', values: ['2', undefined], differs: true },
  ]);
});

it('takes together what differs in the seed alone, whatever the order of keys', () => {
  const turned = { models: recipe(3).models, settings: { scale: 1.5, seed: 3 }, method: 'fisher-mask' };
  const all = [recipe(0), recipe(1, 'average'), recipe(2), turned].map(flattenAsked);
  expect(groupRepeats(all)).toEqual([[0, 2, 3], [1]]);
});

it('gives mean and standard deviation of a sample, and no spread of one value', () => {
  expect(summarize([2, 4, null, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, spread: Math.sqrt(32 / 7), count: 8 });
  expect(summarize([0.5, undefined])).toEqual({ mean: 0.5, spread: undefined, count: 1 });
  expect(summarize([null])).toBeUndefined();
});
