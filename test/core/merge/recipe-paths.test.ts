/** Paths and names of a recipe: made absolute, and moved to another folder. */
import { describe, expect, it } from 'vitest';
import type { LibraryNames } from '../../../src-main/contract/work.ts';
import { rebaseRecipe, resolvePaths } from '../../../src-main/core/merge/recipe-paths.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';

const TEXT = `# mine
method: average
base: ../base
models:
  - { checkpoint: a, task: a, fisher: /f, dataset: { file: d }, evaluate: { file: e/e } }
`;

const NAMES: LibraryNames = {
  checkpoints: { a: '/models/a', base: '/models/base' },
  datasets: {
    d: { reading: { file: '/texts/d.tsv', text: [3], label: 1, header: false }, metric: 'matthews' },
  },
};

const NAMED = `# mine
method: average
base: base
models:
  - { checkpoint: a, task: a, dataset: { file: d, text: [0] }, evaluate: { file: d } }
`;

it('are taken from its own folder', () => {
  const resolved = resolvePaths(parseRecipe(TEXT, 'r.yaml'), '/home/recipes');
  expect(resolved.base).toBe('/home/base');
  expect(resolved.models[0]).toMatchObject({
    checkpoint: '/home/recipes/a',
    fisher: '/f',
    dataset: { file: '/home/recipes/d' },
    evaluate: { file: '/home/recipes/e/e' },
  });
});

it('stand for what the library knows, unless the recipe says otherwise', () => {
  const resolved = resolvePaths(parseRecipe(NAMED, 'r.yaml'), '/home/recipes', NAMES);
  expect(resolved.base).toBe('/models/base');
  expect(resolved.models[0]).toMatchObject({
    checkpoint: '/models/a',
    dataset: { file: '/texts/d.tsv', text: [0], label: 1, header: false },
    evaluate: { file: '/texts/d.tsv', text: [3], label: 1, header: false, metric: ['matthews'] },
  });
  expect(resolved.models[0]!.dataset).not.toHaveProperty('metric');
});

it('mean the same in another folder', () => {
  const moved = rebaseRecipe(TEXT, '/home/recipes/r.yaml', '/out/mix/recipe.yaml');
  expect(moved).toMatch(/^# mine\n/);
  expect(resolvePaths(parseRecipe(moved, 'r.yaml'), '/out/mix')).toEqual(
    resolvePaths(parseRecipe(TEXT, 'r.yaml'), '/home/recipes'),
  );
});

it('mean the same where there is no such library', () => {
  const moved = rebaseRecipe(NAMED, '/home/recipes/r.yaml', '/out/mix/recipe.yaml', NAMES);
  expect(resolvePaths(parseRecipe(moved, 'r.yaml'), '/out/mix')).toEqual(
    resolvePaths(parseRecipe(NAMED, 'r.yaml'), '/home/recipes', NAMES),
  );
});

/** As mergekit has it. */
const FOREIGN = `# from a friend
merge_method: ties
base_model: ../base # the one before
tokenizer_source: base
models:
  - model: ../base
  - { model: a/one, parameters: { weight: 1 } }
  - model: two
    parameters:
      weight: 0.5
`;

describe('of a recipe of mergekit', () => {
  const [from, to] = ['/home/recipes/r.yml', '/out/mix/recipe.yaml'];
  const resolve = (text: string, folder: string, names?: Parameters<typeof resolvePaths>[2]) =>
    resolvePaths(parseRecipe(text, 'r.yml'), folder, names);

  it('it says the same in the same words', () => {
    const moved = rebaseRecipe(FOREIGN, from, to);
    expect(moved).toContain(
      '# from a friend\nmerge_method: ties\nbase_model: ../../home/base # the one before\n',
    );
    expect(moved).toContain('tokenizer_source: base\n');
    expect(resolve(moved, '/out/mix')).toEqual(resolve(FOREIGN, '/home/recipes'));
  });

  it('slices do too', () => {
    const source = (model: string) => ({ model, layer_range: [0, 2], parameters: { weight: 1 } });
    const slices = [{ base_model: 'z', sources: [source('z'), source('a'), source('b')] }];
    const text = JSON.stringify({ merge_method: 'ties', slices, tokenizer_source: 'a' });
    const moved = rebaseRecipe(text, from, to);
    expect(moved).toContain('layer_range');
    expect(resolve(moved, '/out/mix')).toEqual(resolve(text, '/home/recipes'));
  });

  it.each([
    ['a name of the library whose folder is called otherwise', '/models/4f2c'],
    ['a path that mergekit would read otherwise', '/home/me@work/a+b'],
    ['two names of one folder', '/home/recipes/two'],
  ])('it says the same in our form where there is %s', (_, folder) => {
    const names = { checkpoints: { 'a/one': folder }, datasets: {} };
    const moved = rebaseRecipe(FOREIGN, from, to, names);
    expect(moved).toMatch(/^method: ties\n/);
    expect(resolve(moved, '/out/mix')).toEqual(resolve(FOREIGN, '/home/recipes', names));
  });
});
