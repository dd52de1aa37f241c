/** Paths and names of a recipe: made absolute, and moved to another folder. */
import { expect, it } from 'vitest';
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
