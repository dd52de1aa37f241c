/** Recipes that ask for the impossible, and what a short one means. */
import { describe, expect, it } from 'vitest';
import type { WeirError } from '../../../src-main/contract/error.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';

function complaintOf(text: string, source = 'r.yaml'): WeirError {
  try {
    parseRecipe(text, source);
  } catch (error) {
    return error as WeirError;
  }
  throw new Error('The recipe was taken.');
}

const MODELS = 'models: [{ checkpoint: a, task: a, fisher: f }]';
const recipe = (...lines: readonly string[]) => lines.join('\n');

describe('a recipe is refused with one sentence', () => {
  const cases: readonly (readonly [string, string, string, ...string[]])[] = [
    ['that is empty', '', "Recipe 'r.yaml' has null; expected keys with values."],
    ['that is a list', '- 1', "Recipe 'r.yaml' has [1]; expected keys with values."],
    [
      'with an unknown key in a model',
      recipe('method: average', 'models:', '  - checkpoint: a', '    task: a', '    wieght: 2'),
      "Recipe 'r.yaml' has an unknown key 'wieght' in models[0]; did you mean 'weight'?",
      'See line 5.',
    ],
    [
      'with an unknown key like no other',
      recipe('method: average', 'zzzzzz: 1', MODELS),
      "Recipe 'r.yaml' has an unknown key 'zzzzzz'; known are method, settings, base, layers, models, output.",
      'See line 2.',
    ],
    [
      'with a setting of another method',
      recipe('method: average', 'settings:', '  scheme: paper', MODELS),
      "Recipe 'r.yaml' has an unknown key 'scheme' in settings; known are scale.",
      'See line 3.',
    ],
    [
      'with an unknown key in a dataset',
      'method: average\nmodels: [{checkpoint: a, task: a, dataset: {file: d, lable: 1}}]',
      "Recipe 'r.yaml' has an unknown key 'lable' in models[0].dataset; did you mean 'label'?",
    ],
    [
      'with a metric for its training data',
      'method: average\nmodels: [{checkpoint: a, task: a, dataset: {file: d, metric: f1}}]',
      "unknown key 'metric' in models[0].dataset",
    ],
    [
      'that tampers with prototypes',
      recipe('method: average', '__proto__: { scale: 2 }', MODELS),
      "unknown key '__proto__'",
    ],
    ['without a method', MODELS, "Recipe 'r.yaml' lacks 'method'."],
    [
      'with an unknown method',
      recipe('method: fisher-masks', MODELS),
      'has "fisher-masks" as method; did you mean \'fisher-mask\'?',
    ],
    [
      'with a method like no other',
      recipe('method: 7', MODELS),
      'has 7 as method; known are average, fisher-mask, full-fisher,',
    ],
    [
      'with settings that are a list',
      recipe('method: average', 'settings: []', MODELS),
      'has [] as settings; expected keys with values.',
    ],
    ['without models', 'method: average\nmodels: []', 'has [] as models; expected a list of 1 or more.'],
    [
      'whose model has no checkpoint',
      'method: average\nmodels: [{ task: a }]',
      "Recipe 'r.yaml' lacks 'checkpoint' in models[0].",
    ],
    [
      'whose model has no task',
      'method: average\nmodels: [{ checkpoint: a }]',
      "Recipe 'r.yaml' lacks 'task' in models[0].",
    ],
    [
      'with a negative weight',
      'method: average\nmodels: [{ checkpoint: a, task: a, weight: -1 }]',
      'has -1 as models[0].weight; expected a number of 0 or more.',
    ],
    [
      'with a weight that is no number',
      'method: average\nmodels: [{ checkpoint: a, task: a, weight: .nan }]',
      'has NaN as models[0].weight; expected a finite number.',
    ],
    [
      'with an infinite scale',
      recipe('method: average', 'settings: { scale: .inf }', MODELS),
      'has Infinity as settings.scale; expected a finite number.',
    ],
    [
      'with a weight in quotes',
      'method: average\nmodels: [{ checkpoint: a, task: a, weight: "1" }]',
      'has "1" as models[0].weight; expected a finite number.',
    ],
    [
      'with no weight above 0',
      'method: average\nmodels: [{ checkpoint: a, task: a, weight: 0 }]',
      'has the weight 0 for every model',
    ],
    [
      'with half a sample',
      recipe('method: fisher-mask', 'settings: { samples: 0.5 }', MODELS),
      'has 0.5 as settings.samples; expected a whole number.',
    ],
    [
      'with batches of none',
      recipe('method: fisher-mask', 'settings: { batch: 0 }', MODELS),
      'has 0 as settings.batch; expected',
    ],
    [
      'with an unknown scheme',
      recipe('method: fisher-mask', 'settings: { scheme: papre }', MODELS),
      'has "papre" as settings.scheme; did you mean \'paper\'?',
    ],
    [
      'with three text columns',
      'method: average\nmodels: [{checkpoint: a, task: a, dataset: {file: d, text: [1, 2, 3]}}]',
      'has [1,2,3] as models[0].dataset.text; expected a list of 2 or fewer.',
    ],
    [
      'with a column that is neither',
      'method: average\nmodels: [{checkpoint: a, task: a, dataset: {file: d, label: true}}]',
      'has true as models[0].dataset.label; expected text or a',
    ],
    [
      'with no layers',
      recipe('method: average', 'layers: 0', MODELS),
      'has 0 as layers; expected a number above 0.',
      'See line 2.',
    ],
    [
      'with an unknown choice of vocabulary',
      recipe('method: average', MODELS, 'output: { vocabulary: merged }'),
      'has "merged" as output.vocabulary; did you mean \'merge\'?',
    ],
    [
      'with an unknown dtype',
      recipe('method: average', MODELS, 'output: { dtype: float17 }'),
      'has "float17" as output.dtype; did you mean \'float16\'?',
    ],
    [
      'with a scale and no base',
      recipe('method: average', 'settings:', '  scale: 1.5', MODELS),
      "has the scale 1.5, which needs a 'base' to scale about.",
      'See line 3.',
    ],
    [
      'that needs a Fisher and says none',
      'method: fisher-mask\nmodels: [{ checkpoint: a, task: a }]',
      "has neither 'dataset' nor 'fisher' in models[0]; method 'fisher-mask' needs a dataset",
    ],
    [
      'with the same task twice',
      'method: average\nmodels: [{ checkpoint: a, task: a }, { checkpoint: b, task: a }]',
      "has two models for the task 'a'.",
    ],
    [
      'with tasks that share a folder',
      'method: average\nmodels: [{ checkpoint: a, task: a }, { checkpoint: b, task: A }]',
      "has two models for the task 'A', and 'a' is the same folder on some disks.",
    ],
  ];
  it.each(cases)('%s', (_, text, sentence, ...hint) => {
    const error = complaintOf(text);
    expect(error).toMatchObject({ name: 'WeirError', code: 'invalid-recipe' });
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain('\n');
    if (hint.length > 0) expect([error.hint]).toEqual(hint);
  });

  it.each([
    '..',
    '.',
    '',
    '.git',
    'a/b',
    'a\\b',
    'a:b',
    'nul',
    'COM1.x',
    'a.',
    'a ',
    'a\u0000',
    'x'.repeat(101),
  ])('with the task %j, which names no folder', (task) => {
    const text = JSON.stringify({ method: 'average', models: [{ checkpoint: 'a', task }] });
    expect(complaintOf(text).message).toContain('as models[0].task; expected');
  });

  const garbled: readonly (readonly [string, string, string])[] = [
    ['with an open list', 'method: average\nmodels: [\n', 'line 3'],
    ['with a key twice', 'method: average\nmethod: average\n', 'line 2'],
    ['with an anchor that is not there', 'method: *x', 'is not YAML'],
    ['with tabs for indents', 'models:\n\t- task: a', 'line 2'],
    [
      'of two documents',
      'method: average\n---\nmethod: average',
      'it holds several documents; expected one (line 2',
    ],
  ];
  it.each(garbled)('%s', (_, text, sentence) => {
    expect(complaintOf(text)).toMatchObject({ code: 'invalid-recipe' });
    expect(complaintOf(text).message).toContain(sentence);
  });

  it('that grows without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 0; level < 9; level++) {
      const [name, inner] = ['bcdefghij'.charAt(level), 'abcdefghi'.charAt(level)];
      bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${inner}`).join(', ')}]`);
    }
    expect(complaintOf(bomb.join('\n')).message).toContain('is not YAML');
  });

  it('that calls itself JSON, as such', () => {
    expect(complaintOf('{"method": ', 'r.json').message).toContain("Recipe 'r.json' is not JSON");
  });
});

describe('a task', () => {
  it.each(['plan.json', 'Recipe.yaml', 'scores.json', 'average.partial', 'encoder.partial.safetensors'])(
    'cannot be called %s, because the output has such a file',
    (task) => {
      expect(() =>
        parseRecipe(`method: average\nmodels: [{ checkpoint: a, task: ${task} }]`, 'r.yaml'),
      ).toThrow(`has "${task}" as models[0].task; expected a name that no file of the output has.`);
    },
  );
});

describe('a recipe', () => {
  it('means the defaults where it says nothing', () => {
    expect(parseRecipe(recipe('method: fisher-mask', MODELS), 'r.yaml')).toEqual({
      method: 'fisher-mask',
      settings: {
        scheme: 'paper',
        gradient: 'example',
        labels: 'dataset',
        samples: 2048,
        seed: 0,
        batch: 32,
        maxLength: 128,
        normalize: 'none',
        scale: 1,
        sparsify: 'none',
      },
      models: [{ checkpoint: 'a', task: 'a', weight: 1, fisher: 'f' }],
      output: { dtype: 'float32', vocabulary: 'own' },
    });
  });

  it('is the same in YAML and in JSON indented by tabs', () => {
    const value = {
      method: 'average',
      settings: { scale: 1.5 },
      base: 'base',
      models: [
        {
          checkpoint: 'a',
          task: 'a',
          evaluate: { file: 'd.tsv', text: [3], label: 1, header: false, metric: 'f1' },
        },
      ],
      output: { dtype: 'bfloat16', vocabulary: 'own' },
    };
    const yaml = recipe(
      'method: average',
      'settings: { scale: 1.5 }',
      'base: base',
      'models:',
      '  - checkpoint: a',
      '    task: a',
      '    evaluate: { file: d.tsv, text: [3], label: 1, header: false, metric: [f1] }',
      'output: { dtype: bfloat16 }',
    );
    expect(parseRecipe(JSON.stringify(value, null, '\t'), 'r.json')).toEqual(parseRecipe(yaml, 'r.yaml'));
  });

  it.each(['sst2', 'a b', 'Größe', 'a.b', 'console', 'com'])('may name a task %j', (task) => {
    const text = JSON.stringify({ method: 'average', models: [{ checkpoint: 'a', task }] });
    expect(parseRecipe(text, 'r.json').models[0]!.task).toBe(task);
  });
});
