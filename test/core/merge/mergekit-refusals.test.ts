/** Recipes of mergekit that ask for what Weir lacks, or for nothing that makes sense: one sentence each, with its line. */
import { describe, expect, it } from 'vitest';
import { WeirError } from '../../../src-main/contract/error.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';

function complaintOf(text: string): WeirError {
  try {
    parseRecipe(text, 'm.yml');
  } catch (error) {
    if (error instanceof WeirError) return error;
    throw error;
  }
  throw new Error('The recipe was taken.');
}

const lines = (...of: readonly string[]): string => of.join('\n');
const MODELS = 'models: [{ model: a, parameters: { weight: 1 } }, { model: b, parameters: { weight: 1 } }]';
const PLAIN = 'models: [{ model: a }, { model: b }]';

type Case = readonly [what: string, text: string, sentence: string, line: number];

/** A sentence begins with "Recipe 'm.yml'". */
function expectComplaint(code: string, text: string, sentence: string, line: number): void {
  const error = complaintOf(text);
  expect(error.message).toBe(`Recipe 'm.yml' ${sentence}`);
  expect(error).toMatchObject({ code, hint: `See line ${line}.` });
}

describe('Weir says that it lacks', () => {
  const cases: readonly Case[] = [
    ...(
      [
        ['passthrough', 'copies layers, also one upon the other'],
        ['nearswap', 'goes over to a second model where that is near'],
        ['arcee_fusion', 'takes over the largest changes alone'],
        ['ram', 'averages only what several models changed'],
        ['ramplus_tl', 'averages only what several models changed'],
      ] as const
    ).map(([name, does]): Case => [
      `the method ${name}`,
      lines('base_model: a', PLAIN, `merge_method: ${name}`),
      `asks for the method '${name}', which ${does}; Weir has none like it.`,
      3,
    ]),
    [
      'values that change with the layers',
      lines('merge_method: slerp', 'base_model: a', PLAIN, 'parameters:', '  t: [0, 0.5, 1]'),
      'asks for a t that varies by layer, as parameters.t; Weir takes one for all.',
      5,
    ],
    [
      'weights that change with the layers of a model',
      lines('merge_method: linear', 'models:', '  - model: a', '    parameters:', '      weight: [0, 1]'),
      'asks for a weight that varies by layer, as models[0].parameters.weight; Weir takes one for all.',
      5,
    ],
    [
      'values that change with the names of tensors',
      lines(
        'merge_method: slerp',
        'base_model: a',
        PLAIN,
        'parameters: { t: [{ filter: mlp, value: 1 }, { value: 0 }] }',
      ),
      'asks for a t that varies by tensor, as parameters.t; Weir takes one for all.',
      4,
    ],
    [
      'values for tensors of one name alone',
      lines('merge_method: slerp', 'base_model: a', PLAIN, 'parameters: { t: [{ filter: mlp, value: 1 }] }'),
      'asks for a t that varies by tensor, as parameters.t; Weir takes one for all.',
      4,
    ],
    [
      'layers within filters',
      lines('merge_method: slerp', 'base_model: a', PLAIN, 'parameters: { t: [{ value: [0, 1] }] }'),
      'asks for a t that varies by layer, as parameters.t; Weir takes one for all.',
      4,
    ],
    [
      'a density for each model',
      lines(
        ...['merge_method: dare_ties', 'base_model: z', 'parameters: { weight: 1 }', 'models:'],
        ...[
          '  - { model: a, parameters: { density: 0.5 } }',
          '  - { model: b, parameters: { density: 0.25 } }',
        ],
      ),
      "asks for the density 0.25 of 'b' and 0.5 of 'a'; Weir has one for all models.",
      6,
    ],
    [
      'a density for one model, and what stands for it for the other',
      lines(
        ...['merge_method: ties', 'base_model: z', 'parameters: { weight: 1 }', 'models:'],
        ...['  - { model: a, parameters: { density: 0.5 } }', '  - { model: b }'],
      ),
      "asks for the density 1 of 'b' and 0.5 of 'a'; Weir has one for all models.",
      6,
    ],
    [
      'another gamma for each model',
      lines(
        ...[
          'merge_method: breadcrumbs',
          'base_model: z',
          'parameters: { weight: 1, gamma: 0.02 }',
          'models:',
        ],
        ...['  - { model: a }', '  - { model: b, parameters: { gamma: 0.1 } }'],
      ),
      "asks for the gamma 0.1 of 'b' and 0.02 of 'a'; Weir has one for all models.",
      6,
    ],
    [
      'a density where nothing is thinned out',
      lines('merge_method: task_arithmetic', 'base_model: z', MODELS, 'parameters: { density: 0.5 }'),
      'asks for the density 0.5 of a method that thins nothing out.',
      4,
    ],
    [
      'sums of weighted models',
      lines('merge_method: linear', MODELS, 'parameters: { normalize: false }'),
      "asks for 'normalize: false' with weights that add up to 2; Weir divides by their sum.",
      3,
    ],
    [
      'sums of weighted directions',
      lines('merge_method: multislerp', MODELS, 'parameters: { normalize_weights: false }'),
      "asks for 'normalize_weights: false' with weights that add up to 2; Weir divides by their sum.",
      3,
    ],
    [
      'another eps',
      lines('merge_method: multislerp', MODELS, 'parameters: { eps: 1e-5 }'),
      "asks for the eps 0.00001; Weir's is 1e-8.",
      3,
    ],
    ...['nuslerp_flatten: false', 'nuslerp_row_wise: true'].map((says): Case => [
      `arcs of rows (${says})`,
      lines('merge_method: nuslerp', MODELS, `parameters: { ${says} }`),
      'asks to interpolate row by row; Weir takes each tensor as a whole.',
      3,
    ]),
    [
      'angles of rows',
      lines('merge_method: model_stock', 'base_model: z', PLAIN, 'parameters: { filter_wise: true }'),
      'asks for an angle of every row; Weir takes one of each tensor.',
      4,
    ],
    [
      'parts that are merged apart',
      'merge_method: linear\nmodules: { text_decoder: {} }',
      "asks for 'modules'; Weir merges an encoder as one.",
      2,
    ],
    [
      'rules for tokens',
      lines('merge_method: karcher', PLAIN, 'tokenizer: { source: union }'),
      "asks for 'tokenizer'; of single tokens Weir can say nothing, and of the whole it reads 'tokenizer_source'.",
      3,
    ],
    [
      'chat templates',
      lines('merge_method: karcher', PLAIN, 'chat_template: auto'),
      "asks for 'chat_template'; every task keeps the tokenizer that it has.",
      3,
    ],
    [
      "another model's tokenizer",
      lines('merge_method: karcher', PLAIN, 'tokenizer_source: c'),
      "asks for the tokenizer of 'c', which is none of its models; Weir's tasks keep the tokenizers that they have.",
      3,
    ],
    [
      'the tokenizer of a base that is not merged',
      lines(
        ...['merge_method: karcher', 'base_model: z', 'tokenizer_source: base'],
        'slices: [{ sources: [{ model: a, layer_range: [0, 2] }, { model: b, layer_range: [0, 2] }] }]',
      ),
      "asks for the tokenizer of 'z', which is none of its models; Weir's tasks keep the tokenizers that they have.",
      3,
    ],
    [
      'adapters',
      'merge_method: karcher\nmodels: [{ model: a }, { model: a+lora }]',
      'has "a+lora" as models[1].model, a model with an adapter; import the adapter first, and name what comes of it.',
      2,
    ],
    [
      'revisions',
      lines('merge_method: ties', MODELS, 'base_model: org/a@main'),
      'has "org/a@main" as base_model, a revision on a hub; Weir reads folders of this machine.',
      3,
    ],
  ];
  it.each(cases)('%s', (_, text, sentence, line) => {
    expectComplaint('unsupported', text, sentence, line);
  });
});

describe('slices are refused', () => {
  const slice = (a: string, b = a, more = '') =>
    `  - { sources: [{ model: a, layer_range: [${a}] }, { model: b, layer_range: [${b}] }]${more} }`;
  const of = (...slices: readonly string[]) => lines('merge_method: karcher', 'slices:', ...slices);
  const next = (layer: number, more = '') =>
    `Weir merges every layer with the same layer of the others, so that layer ${layer} comes next${more}.`;
  const cases: readonly Case[] = [
    ['that begin later', of(slice('2, 4')), `has [2, 4] as slices[0].sources[0].layer_range; ${next(0)}`, 3],
    [
      'that leave layers out',
      of(slice('0, 2'), slice('3, 4')),
      `has [3, 4] as slices[1].sources[0].layer_range; ${next(2)}`,
      4,
    ],
    [
      'that repeat layers',
      of(slice('0, 24'), slice('20, 40')),
      `has [20, 40] as slices[1].sources[0].layer_range; ${next(24)}`,
      4,
    ],
    [
      'of other layers of the second model',
      of(slice('0, 2', '1, 3')),
      `has [1, 3] as slices[0].sources[1].layer_range; ${next(0)}`,
      3,
    ],
    [
      'of more layers of the second model',
      of(slice('0, 2', '0, 3')),
      `has [0, 3] as slices[0].sources[1].layer_range; ${next(0, ', up to 2 as in the first model')}`,
      3,
    ],
    [
      'with parameters of their own',
      of(slice('0, 2'), slice('2, 4', '2, 4', ', parameters: { tol: 1 }')),
      'has other models or parameters in slices[1] than in slices[0]; Weir merges all layers alike.',
      4,
    ],
    [
      'of other models',
      of(slice('0, 2'), slice('2, 4').replace('model: b', 'model: c')),
      'has other models or parameters in slices[1] than in slices[0]; Weir merges all layers alike.',
      4,
    ],
    [
      'with residuals',
      of(slice('0, 2', '0, 2', ', residual_weight: 0.1')),
      "asks for 'residual_weight' in slices[0]; Weir adds nothing to what it merges.",
      3,
    ],
  ];
  it.each(cases)('%s', (_, text, sentence, line) => {
    expectComplaint('unsupported', text, sentence, line);
  });

  it.each([
    ['that end before they begin', of(slice('4, 2')), '[4, 2]'],
    ['of no layers', of(slice('2, 2')), '[2, 2]'],
    ['of layers below 0', of(slice('-1, 2')), '[-1, 2]'],
  ])('%s', (_, text, range) => {
    const sentence = `has ${range} as slices[0].sources[0].layer_range; expected a first layer and one after the last.`;
    expectComplaint('invalid-recipe', text, sentence, 3);
  });
});

describe('what mergekit would not take, or would take for something else, is refused', () => {
  const cases: readonly Case[] = [
    [
      'an unknown method',
      lines('merge_method: dare-ties', PLAIN),
      'has "dare-ties" as merge_method; did you mean \'dare_ties\'?',
      1,
    ],
    [
      'an unknown key',
      lines('merge_method: karcher', PLAIN, 'basemodel: a'),
      "has an unknown key 'basemodel'; did you mean 'base_model'?",
      3,
    ],
    [
      'an unknown key of a model',
      lines('merge_method: karcher', 'models:', '  - modle: a'),
      "lacks 'model' in models[0].",
      3,
    ],
    [
      'an unknown parameter',
      lines('merge_method: ties', 'base_model: z', MODELS, 'parameters:', '  normalise: true'),
      "has 'normalise' in parameters, which 'ties' does not take; did you mean 'normalize'?",
      5,
    ],
    [
      'a parameter of another method',
      lines('merge_method: linear', MODELS, 'parameters: { density: 0.5 }'),
      "has 'density' in parameters, which 'linear' does not take; it takes weight, normalize.",
      3,
    ],
    [
      'weights of a method without them',
      lines('merge_method: model_stock', 'base_model: z', MODELS),
      "has 'weight' in models[0].parameters, which 'model_stock' does not take; it takes filter_wise.",
      3,
    ],
    [
      'a parameter of the document in a model',
      lines(
        'merge_method: ties',
        'base_model: z',
        'models:',
        '  - { model: a, parameters: { weight: 1, lambda: 2 } }',
      ),
      "has 'lambda' in models[0].parameters, where mergekit does not look for it; expected it in the document's own parameters.",
      4,
    ],
    ...['ties', 'dare_linear', 'della', 'breadcrumbs', 'task_arithmetic', 'sce', 'model_stock', 'slerp'].map(
      (name): Case => [
        `${name} without a base`,
        `${PLAIN}\nmerge_method: ${name}`,
        `lacks a 'base_model', which '${name}' needs.`,
        2,
      ],
    ),
    [
      'slices without their base',
      lines(
        ...['merge_method: ties', 'base_model: z', 'slices:'],
        '  - { sources: [{ model: a, layer_range: [0, 2], parameters: { weight: 1 } }] }',
      ),
      "has slices without its base_model 'z', where mergekit would not find it; expected it among the sources.",
      4,
    ],
    [
      'a base alone',
      'merge_method: ties\nbase_model: z\nmodels: [{ model: z }]',
      "has no model beside its base_model 'z'.",
      2,
    ],
    [
      'a model twice',
      lines('merge_method: karcher', 'models:', '  - model: a', '  - model: a'),
      "lists the model 'a' twice.",
      4,
    ],
    [
      'no weight',
      lines(
        'merge_method: linear',
        'models:',
        '  - { model: a, parameters: { weight: 1 } }',
        '  - { model: b }',
      ),
      "says no 'weight' for the model 'b'.",
      4,
    ],
    [
      'slerp without t',
      lines('merge_method: slerp', 'base_model: a', PLAIN),
      "lacks 't' in parameters, which 'slerp' needs.",
      1,
    ],
    [
      'slerp of three',
      lines('merge_method: slerp', 'base_model: z', PLAIN, 'parameters: { t: 0.5 }'),
      "has 3 models; method 'slerp' takes 2.",
      3,
    ],
    [
      'a t beyond the models',
      lines('merge_method: slerp', 'base_model: a', PLAIN, 'parameters: { t: 1.5 }'),
      'has 1.5 as parameters.t; expected a number of 1 or fewer.',
      4,
    ],
    [
      'negative weights',
      'merge_method: linear\nmodels: [{ model: a, parameters: { weight: -0.5 } }]',
      'has -0.5 as models[0].parameters.weight; expected a number of 0 or more.',
      2,
    ],
    [
      'no weight above 0',
      'merge_method: linear\nmodels: [{ model: a }]\nparameters: { weight: 0 }',
      'has the weight 0 for every model; expected at least one above 0.',
      2,
    ],
    [
      'chances beyond 1',
      lines('merge_method: della', 'base_model: z', MODELS, 'parameters: { density: 0.875, epsilon: 0.25 }'),
      "has a setting 'epsilon' that with density 0.875 gives chances from 0.625 to 1.125; expected them between 0 and 1.",
      4,
    ],
    [
      'an unknown type',
      lines('merge_method: karcher', PLAIN, 'out_dtype: bfloat61'),
      'has "bfloat61" as out_dtype; did you mean \'bfloat16\'?',
      3,
    ],
    [
      'models and slices',
      lines('merge_method: karcher', PLAIN, 'slices: [{ sources: [{ model: a, layer_range: [0, 1] }] }]'),
      "has both 'models' and 'slices'; expected one of them.",
      3,
    ],
    ['neither', 'merge_method: karcher', "has neither 'models' nor 'slices'; expected one of them.", 1],
  ];
  it.each(cases)('%s', (_, text, sentence, line) => {
    expectComplaint('invalid-recipe', text, sentence, line);
  });
});

describe('of the shapes that mergekit shows as examples', () => {
  const ofModels = (...models: readonly (readonly [name: string, parameters?: string])[]): string =>
    lines(
      'models:',
      ...models.map(
        ([name, says]) =>
          `  - model: someone/${name}${says === undefined ? '' : `\n    parameters: { ${says} }`}`,
      ),
    );

  it('those of one value for each model are read', () => {
    const linear = parseRecipe(
      lines(
        ofModels(['Chat-13B', 'weight: 1.0'], ['Wizard-13B', 'weight: 0.3'], ['Bird-13B', 'weight: 0.5']),
        'merge_method: linear',
        'dtype: float16',
      ),
      'linear.yml',
    );
    expect(linear).toMatchObject({ method: 'average', output: { dtype: 'float16' } });
    expect(linear.models.map(({ task, weight }) => [task, weight])).toEqual([
      ['Chat-13B', 1],
      ['Wizard-13B', 0.3],
      ['Bird-13B', 0.5],
    ]);
    const said = 'density: 0.5, weight: 0.5';
    const ties = parseRecipe(
      lines(
        ...[
          ofModels(['Instruct', said], ['Medicine', said]),
          'merge_method: ties',
          'base_model: someone/Plain',
        ],
        ...['parameters:', '  normalize: false', '  int8_mask: true', 'dtype: float16'],
      ),
      'medicine.yml',
    );
    expect(ties).toMatchObject({
      method: 'ties',
      base: 'someone/Plain',
      settings: { density: 0.5, scale: 1, average: false, rescale: 'none' },
    });
  });

  const cases: readonly Case[] = [
    [
      'gradients of ties are said',
      lines(
        ofModels(['One', 'density: [1, 0.7, 0.1], weight: 1'], ['Two', 'density: 0.5, weight: [0, 0.3, 1]']),
        ...['merge_method: ties', 'base_model: someone/Plain', 'parameters: { normalize: true }'],
      ),
      'asks for a weight that varies by layer, as models[1].parameters.weight; Weir takes one for all.',
      5,
    ],
    [
      'gradients by the names of tensors are said',
      lines(
        ...['slices:', '  - sources:', '      - { model: One, layer_range: [0, 40] }'],
        ...['      - { model: Two, layer_range: [0, 40] }', 'merge_method: slerp', 'base_model: One'],
        ...['parameters:', '  t:', '    - { filter: self_attn, value: [0, 0.5, 1] }', '    - value: 0.5'],
      ),
      'asks for a t that varies by layer, as parameters.t; Weir takes one for all.',
      9,
    ],
    [
      'models upon models are said',
      lines(
        ...['slices:', '  - sources:', '      - { model: One, layer_range: [0, 24] }'],
        ...['  - sources:', '      - { model: Two, layer_range: [20, 40] }', 'merge_method: passthrough'],
      ),
      "asks for the method 'passthrough', which copies layers, also one upon the other; Weir has none like it.",
      6,
    ],
    [
      'fusions are said',
      lines(ofModels(['One'], ['Two']), 'merge_method: arcee_fusion', 'base_model: someone/One'),
      "asks for the method 'arcee_fusion', which takes over the largest changes alone; Weir has none like it.",
      4,
    ],
  ];
  it.each(cases)('%s', (_, text, sentence, line) => {
    expectComplaint('unsupported', text, sentence, line);
  });

  it('several in one file are said', () => {
    const text = lines(
      'name: first',
      'merge_method: linear',
      ofModels(['One']),
      '---',
      'merge_method: slerp',
    );
    expect(complaintOf(text).message).toContain('it holds several documents; expected one');
  });
});

describe('a document that is spoilt gets one sentence', () => {
  const hostile: readonly string[] = [
    'merge_method:',
    'merge_method: 7',
    'merge_method: [ties]',
    'merge_method: __proto__\nmodels: [{ model: a }]',
    'merge_method: constructor\nmodels: [{ model: a }]',
    'merge_method: linear\nmodels: a',
    'merge_method: linear\nmodels: []',
    'merge_method: linear\nmodels: [a, b]',
    'merge_method: linear\nmodels: [{ model: "" }]',
    'merge_method: linear\nmodels: [{ model: { path: a } }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: [1] }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: { weight: .nan } }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: { weight: .inf } }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: { weight: "1" } }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: { weight: [] } }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: { weight: [1, x] } }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: { weight: [{ filter: x }] } }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: { weight: { value: 1 } } }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: { constructor: 1 } }]',
    'merge_method: linear\nmodels: [{ model: a, parameters: { weight: 1 } }]\nparameters: { normalize: maybe }',
    'merge_method: linear\nmodels: [{ model: a }]\nparameters: 3',
    'merge_method: karcher\nmodels: [{ model: a }]\nparameters: { max_iter: 0.5 }',
    'merge_method: karcher\nmodels: [{ model: a }]\ndtype: 16',
    'merge_method: karcher\nmodels: [{ model: a }]\ntokenizer_source: [union]',
    'merge_method: karcher\nslices: [{ sources: [{ model: a, layer_range: [0] }] }]',
    'merge_method: karcher\nslices: [{ sources: [{ model: a, layer_range: [0, 1.5] }] }]',
    'merge_method: karcher\nslices: [{ sources: [] }]',
    'merge_method: karcher\nmethod: average\nmodels: [{ model: a }]',
    'merge_method: karcher\nmodels: &a [{ model: x, parameters: { weight: *a } }]',
    'merge_method: karcher\nmodels: [{ model: a }]\n---\nmerge_method: linear\nmodels: [{ model: b }]',
    '{ "merge_method": "ties", "models": [{ "model": "a" }',
  ];
  it.each(hostile)('%j', (text) => {
    const { code, message } = complaintOf(text);
    expect(code).toMatch(/^(?:invalid-recipe|unsupported)$/);
    expect(message).toMatch(/^Recipe 'm\.yml' [^\n]*[.?]$/);
    expect(message).not.toMatch(/undefined|\[object|null expected/);
  });
});
