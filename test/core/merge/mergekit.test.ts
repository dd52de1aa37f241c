/** Recipes of mergekit: what each of its methods is in Weir's own form, and where its models and parameters stand. */
import { describe, expect, it } from 'vitest';
import { METHOD_NAMES } from '../../../src-main/core/merge/methods.ts';
import { MERGEKIT_METHODS } from '../../../src-main/core/merge/mergekit/methods.ts';
import { parseRecipe, type Recipe } from '../../../src-main/core/merge/recipe.ts';
import { readRecipe, setInRecipe, toOwnForm } from '../../../src-main/core/merge/recipe-form.ts';

/** As JSON, which YAML contains. */
const read = (document: object): Recipe => parseRecipe(JSON.stringify(document), 'm.yml');

const two = (parameters: object = {}) => ['a', 'b'].map((model) => ({ model, parameters }));

/** A method, what it says, Weir's method with all of its settings, and the weights of the models. */
interface Row {
  readonly says?: object;
  readonly of?: object;
  readonly base?: string;
  readonly method: string;
  readonly settings: object;
  readonly weights?: readonly number[];
}

const WEIGHED = { weight: 0.5 };
const SUM = { scale: 1, average: false };

const METHODS: readonly (readonly [string, Row])[] = [
  ['linear', { of: WEIGHED, method: 'average', settings: { scale: 1 }, weights: [0.5, 0.5] }],
  [
    'linear',
    {
      of: WEIGHED,
      says: { normalize: false },
      method: 'average',
      settings: { scale: 1 },
      weights: [0.5, 0.5],
    },
  ],
  [
    'task_arithmetic',
    { of: WEIGHED, base: 'z', method: 'task-arithmetic', settings: SUM, weights: [0.5, 0.5] },
  ],
  [
    'task_arithmetic',
    {
      of: { weight: 1, density: 1 },
      says: { lambda: -0.3, normalize: true, rescale: true, int8_mask: true },
      base: 'z',
      method: 'task-arithmetic',
      settings: { scale: -0.3, average: true },
    },
  ],
  [
    'ties',
    {
      of: WEIGHED,
      base: 'z',
      method: 'ties',
      settings: { density: 1, scale: 1, average: true, rescale: 'none' },
      weights: [0.5, 0.5],
    },
  ],
  [
    'ties',
    {
      of: { weight: 1, density: 0.3 },
      says: { normalize: false, lambda: 2, int8_mask: true, rescale: true },
      base: 'z',
      method: 'ties',
      settings: { density: 0.3, scale: 2, average: false, rescale: 'norm' },
    },
  ],
  ...(['dare_ties', 'dare_linear'] as const).map((name): readonly [string, Row] => [
    name,
    {
      of: { weight: 1, density: 0.7 },
      base: 'z',
      method: name.replace('_', '-'),
      settings: { density: 0.7, ...SUM, rescale: 'norm', seed: 0 },
    },
  ]),
  [
    'dare_ties',
    {
      says: { weight: 1, density: 0.7, rescale: false, normalize: 1 },
      base: 'z',
      method: 'dare-ties',
      settings: { density: 0.7, scale: 1, average: true, rescale: 'none', seed: 0 },
    },
  ],
  [
    'della',
    {
      of: { weight: 1, density: 0.4 },
      base: 'z',
      method: 'della',
      settings: { density: 0.4, epsilon: 0.15, scale: 1, average: true, rescale: 'norm', seed: 0 },
    },
  ],
  [
    'della_linear',
    {
      of: { weight: 1, density: 0.4, epsilon: 0.05 },
      base: 'z',
      method: 'della-linear',
      settings: { density: 0.4, epsilon: 0.05, ...SUM, rescale: 'norm', seed: 0 },
    },
  ],
  ...(['breadcrumbs', 'breadcrumbs_ties'] as const).map((name): readonly [string, Row] => [
    name,
    {
      of: { weight: 1, density: 0.8 },
      base: 'z',
      method: name.replace('_', '-'),
      settings: { density: 0.8, gamma: 0.01, ...SUM, rescale: 'none' },
    },
  ]),
  [
    'slerp',
    { says: { t: 0.25 }, base: 'a', method: 'slerp', settings: { origin: 'zero' }, weights: [0.75, 0.25] },
  ],
  ['nuslerp', { of: { weight: 2 }, method: 'slerp', settings: { origin: 'zero' }, weights: [2, 2] }],
  [
    'nuslerp',
    {
      of: { weight: 2 },
      says: { nuslerp_flatten: true, nuslerp_row_wise: false },
      base: 'z',
      method: 'slerp',
      settings: { origin: 'base' },
      weights: [2, 2],
    },
  ],
  ['multislerp', { of: { weight: 1 }, method: 'multi-slerp', settings: { origin: 'zero' } }],
  [
    'multislerp',
    {
      of: WEIGHED,
      says: { normalize_weights: false, eps: 1e-8 },
      base: 'z',
      method: 'multi-slerp',
      settings: { origin: 'base' },
      weights: [0.5, 0.5],
    },
  ],
  ['karcher', { method: 'karcher', settings: { iterations: 10, tolerance: 1e-5 } }],
  [
    'karcher',
    { says: { max_iter: 3, tol: 1e-9 }, method: 'karcher', settings: { iterations: 3, tolerance: 1e-9 } },
  ],
  ['model_stock', { says: { filter_wise: false }, base: 'z', method: 'model-stock', settings: {} }],
  ['sce', { base: 'z', method: 'sce', settings: { density: 1 } }],
  [
    'sce',
    { says: { select_topk: 0.1, int8_mask: true }, base: 'z', method: 'sce', settings: { density: 0.1 } },
  ],
];

describe('the method', () => {
  it.each(METHODS)('%s is one of ours, with its own defaults: %j', (merge_method, row) => {
    const { says, of, base, method, settings, weights = [1, 1] } = row;
    const recipe = read({ merge_method, base_model: base, models: two(of), parameters: says });
    expect(recipe).toMatchObject({ method, models: [{ checkpoint: 'a' }, { checkpoint: 'b' }] });
    expect(recipe.settings).toEqual(settings);
    expect(recipe.models.map(({ weight }) => weight)).toEqual(weights);
    expect(recipe.base).toBe(base === 'a' ? undefined : base);
    expect(recipe.output).toEqual({ dtype: 'float32', vocabulary: 'own' });
  });

  it('is each in the table, and each in the table is one of ours', () => {
    expect(new Set(METHODS.map(([name]) => name))).toEqual(new Set(Object.keys(MERGEKIT_METHODS)));
    for (const { ours } of Object.values(MERGEKIT_METHODS)) expect(METHOD_NAMES).toContain(ours);
  });
});

describe('a base', () => {
  const ties = (models: readonly object[]) => read({ merge_method: 'ties', base_model: 'z', models });

  it('that is listed is no model, whatever it is said to weigh', () => {
    const listed = ties([{ model: 'z', parameters: { weight: -1, nonsense: [1, 2] } }, ...two(WEIGHED)]);
    expect(listed).toEqual(ties(two(WEIGHED)));
  });

  it('of slerp is where t begins, wherever it is listed', () => {
    const of = (models: readonly object[], base_model: string) =>
      read({ merge_method: 'slerp', base_model, models, parameters: { t: 0.25 } }).models;
    const expected = [
      { checkpoint: 'b', task: 'b', weight: 0.75 },
      { checkpoint: 'a', task: 'a', weight: 0.25 },
    ];
    expect(of(two(), 'b')).toEqual(expected);
    expect(of([{ model: 'a' }], 'b')).toEqual(expected);
  });

  it('of linear and karcher is a model as the others', () => {
    const of = (merge_method: string, parameters: object) =>
      read({ merge_method, base_model: 'z', models: [{ model: 'a' }], parameters });
    expect(of('karcher', {}).models.map(({ checkpoint }) => checkpoint)).toEqual(['a', 'z']);
    expect(read({ merge_method: 'linear', base_model: 'a', models: [two(WEIGHED)[0]!] }).models).toHaveLength(
      1,
    );
    const { base, models } = of('linear', { weight: 2 });
    expect([base, models.map(({ checkpoint, weight }) => [checkpoint, weight])]).toEqual([
      undefined,
      [
        ['a', 2],
        ['z', 2],
      ],
    ]);
  });
});

describe('a parameter', () => {
  const t = (value: unknown) =>
    read({ merge_method: 'slerp', base_model: 'a', models: two(), parameters: { t: value } }).models[1]!
      .weight;

  it.each([
    [[0.3, 0.3, 0.3]],
    [[{ value: 0.3 }]],
    [[{ filter: '*', value: [0.3, 0.3] }]],
    [
      [
        { filter: 'mlp', value: 0.3 },
        { filter: null, value: 0.3 },
        { filter: 'never reached', value: 0.9 },
      ],
    ],
  ])('that is the same for every layer and tensor is one value: %j', (value) => {
    expect(t(value)).toBe(0.3);
  });

  it('of a model stands above that of the document', () => {
    const models = [{ model: 'a' }, { model: 'b', parameters: { weight: 3 } }];
    const recipe = read({ merge_method: 'linear', models, parameters: { weight: 2 } });
    expect(recipe.models.map(({ weight }) => weight)).toEqual([2, 3]);
  });

  it('without a value says nothing', () => {
    const text =
      'merge_method: karcher\nbase_model:\ndtype: ~\nmodels:\n  - model: a\n    parameters:\n  - model: b\nparameters:\n  tol:\n';
    expect(parseRecipe(text, 'm.yml').settings).toEqual({ iterations: 10, tolerance: 1e-5 });
  });
});

describe('slices', () => {
  const source = (model: string, layer_range: readonly number[], parameters?: object) => ({
    model,
    layer_range,
    parameters,
  });

  it('of all layers alike say what models say, and how many layers there are', () => {
    const slice = (begin: number, end: number) => ({
      sources: [source('a', [begin, end]), source('b', [begin, end])],
    });
    const document = { merge_method: 'slerp', base_model: 'a', parameters: { t: 0.25 }, dtype: 'float16' };
    const whole = read({ ...document, models: two() });
    expect(read({ ...document, slices: [slice(0, 12)] })).toEqual({ ...whole, layers: 12 });
    expect(read({ ...document, slices: [slice(0, 3), slice(3, 12)] })).toEqual({ ...whole, layers: 12 });
  });

  it('may have a base and parameters of their own', () => {
    const slice = {
      base_model: 'z',
      parameters: { density: 0.5, normalize: false },
      sources: [source('z', [0, 2]), source('a', [0, 2], { weight: 2 }), source('b', [0, 2])],
    };
    const recipe = read({
      merge_method: 'ties',
      base_model: 'y',
      slices: [slice],
      parameters: { weight: 1, density: 0.1, normalize: true },
    });
    expect(recipe).toMatchObject({ base: 'z', settings: { density: 0.5, average: false } });
    expect(recipe.models.map(({ weight }) => weight)).toEqual([2, 1]);
  });
});

describe('the output', () => {
  const output = (says: object) => read({ merge_method: 'karcher', models: two(), ...says }).output;

  it.each([
    [{ dtype: 'bfloat16' }, 'bfloat16'],
    [{ dtype: 'torch.float16' }, 'float16'],
    [{ dtype: 'float16', out_dtype: 'float32' }, 'float32'],
  ])('is of the type that %j says', (says, dtype) => {
    expect(output(says).dtype).toBe(dtype);
  });

  it.each([
    ['union', 'merge'],
    ['base', 'same'],
    ['b', 'same'],
  ])('has the tokens that %s says', (tokenizer_source, vocabulary) => {
    expect(output({ tokenizer_source }).vocabulary).toBe(vocabulary);
  });
});

describe('a task', () => {
  const tasks = (...models: readonly string[]) =>
    read({ merge_method: 'karcher', models: models.map((model) => ({ model })) }).models.map(
      ({ task }) => task,
    );

  it('is called as the last part of a path, as far as a folder can be', () => {
    expect(tasks('org/name', 'C:\\models\\other\\', '/a/b/./c/..', '../..')).toEqual([
      'name',
      'other',
      'c',
      'model',
    ]);
    expect(tasks('x/NUL.bin', 'plan.json', 'a.partial', '.hidden', 'q?:<1>')).toEqual([
      'model-NUL.bin',
      'model-plan.json',
      'a-partial',
      'hidden',
      'q-1-',
    ]);
    expect(tasks('x'.repeat(300), '😀'.repeat(80)).map(({ length }) => length)).toEqual([90, 90]);
  });

  it('shares its name with no other', () => {
    expect(tasks('org/m', 'other/m', 'm-2', 'M')).toEqual(['m', 'm-2', 'm-2-2', 'M-3']);
  });
});

const TEXT = `# from a friend
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

describe('in our form', () => {
  it('it is the same recipe', () => {
    const own = toOwnForm(TEXT, 'r.yml');
    expect(own).toMatch(/^method: ties\nsettings:\n/);
    expect(parseRecipe(own, 'r.yml')).toEqual(parseRecipe(TEXT, 'r.yml'));
    expect(toOwnForm(own, 'r.yml')).toBe(own);
  });

  it('it can be written as ONNX, and have other weights', () => {
    const onnx = setInRecipe(TEXT, ['output', 'onnx'], true);
    expect(parseRecipe(onnx, 'r.yml').output).toEqual({ dtype: 'float32', vocabulary: 'same', onnx: true });
    const other = setInRecipe(setInRecipe(TEXT, ['models', 1, 'weight'], 3), ['settings', 'density'], 0.1);
    expect(parseRecipe(other, 'r.yml')).toMatchObject({
      settings: { density: 0.1 },
      models: [{}, { weight: 3 }],
    });
    expect(setInRecipe('merge_method: passthrough\n', ['output', 'onnx'], true)).toBe(
      'merge_method: passthrough\n',
    );
  });

  it('every place knows its line', () => {
    const own = readRecipe(TEXT, 'r.yml');
    expect(own.lineOf(['base'])).toBe(3);
    expect(own.lineOf(['models', 1, 'weight'])).toBe(8);
    expect(own.lineOf(['models'])).toBe(6);
    expect(own.lineOf(['settings', 'average'])).toBe(2);
  });
});
