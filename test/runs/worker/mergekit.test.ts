/** Merges by recipes of mergekit, end to end: the same numbers as by Weir's own, and an output that can be merged again. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runMerge } from '../../../src-main/runs/worker/merge.ts';
import { runPlan } from '../../../src-main/runs/worker/plan.ts';
import { readRecipe } from '../../recipe-text.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  await writeTinyCheckpoint(join(folder, 'org', 'a'), { seed: 1, kin: 1 });
  await writeTinyCheckpoint(join(folder, 'b'), { seed: 2, kin: 1, labels: ['x', 'y', 'z'] });
  await writeTinyCheckpoint(join(folder, 'base'), { seed: 3, kin: 1, labels: [] });
});

async function writeRecipe(name: string, text: string) {
  const file = join(folder, name);
  await writeFile(file, text);
  return await readRecipe(file);
}

async function merge(out: string, text: string) {
  const recipe = await writeRecipe(`${out}.yml`, text);
  return await runMerge({ recipe, out: join(folder, out), device: 'cpu', replace: false });
}

/** Behind the header, which has the recipe's text in it. */
async function tensorsOf(...path: string[]): Promise<Buffer> {
  const bytes = await readFile(join(folder, ...path, 'encoder.safetensors'));
  return bytes.subarray(8 + Number(bytes.readBigUInt64LE()));
}

const OWN_MODELS = (a: number, b: number) =>
  `models: [{ checkpoint: org/a, task: a, weight: ${a} }, { checkpoint: b, task: b, weight: ${b} }]\n`;
const SLICE = (begin: number, end: number) =>
  `  - sources: [{ model: b, layer_range: [${begin}, ${end}] }, { model: org/a, layer_range: [${begin}, ${end}] }]\n`;

const TIES = `# from a friend
merge_method: ties
base_model: base
models:
  - model: base
  - { model: org/a, parameters: { weight: 0.25 } }
  - { model: b, parameters: { weight: 1 } }
parameters: { density: 0.4, lambda: 1.5, int8_mask: true }
tokenizer_source: base
dtype: float16
`;

const PAIRS: readonly (readonly [string, string, string])[] = [
  [
    'ties',
    TIES,
    `method: ties\nsettings: { density: 0.4, scale: 1.5 }\nbase: base\n${OWN_MODELS(0.25, 1)}output: { dtype: float16 }\n`,
  ],
  [
    'slerp',
    `merge_method: slerp\nbase_model: b\nparameters: { t: 0.25 }\nslices:\n${SLICE(0, 1)}${SLICE(1, 2)}`,
    'method: slerp\nmodels: [{ checkpoint: b, task: b, weight: 0.75 }, { checkpoint: org/a, task: a, weight: 0.25 }]\n',
  ],
  [
    'dare_linear',
    'merge_method: dare_linear\nbase_model: base\nparameters: { weight: 1, density: 0.6 }\nmodels: [{ model: org/a }, { model: b }]\n',
    `method: dare-linear\nsettings: { density: 0.6, scale: 1, rescale: norm }\nbase: base\n${OWN_MODELS(1, 1)}`,
  ],
];

describe('a recipe of mergekit', () => {
  it.each(PAIRS)('of %s writes the numbers that ours writes', async (_, foreign, own) => {
    const record = await merge('foreign', foreign);
    await merge('own', own);
    expect(record.tasks.map(({ task }) => task).sort()).toEqual(['a', 'b']);
    const expected = await tensorsOf('own', 'a');
    expect(expected.length).toBeGreaterThan(1000);
    for (const task of ['a', 'b']) expect(await tensorsOf('foreign', task)).toEqual(expected);
  });

  it('is kept as it was written, and merges again from the output', async () => {
    await merge('one', TIES);
    expect((await readdir(join(folder, 'one'))).sort()).toEqual(['a', 'b', 'plan.json', 'recipe.yaml']);
    const kept = await readRecipe(join(folder, 'one', 'recipe.yaml'));
    expect(kept.text).toContain('# from a friend\nmerge_method: ties\nbase_model: ../base\n');
    await runMerge({ recipe: kept, out: join(folder, 'two'), device: 'cpu', replace: false });
    expect(await tensorsOf('two', 'a')).toEqual(await tensorsOf('one', 'a'));
    expect(await readFile(join(folder, 'one', 'a', 'README.md'), 'utf8')).toContain('merge_method: ties');
  });

  it('is planned with all of its settings', async () => {
    const { text } = await runPlan({ recipe: await writeRecipe('m.yml', TIES) });
    expect(text).toContain('density 0.4, scale 1.5, average true, rescale none');
    expect(text).toContain('2 models of family bert into F16');
  });

  it('of fewer layers than there are is refused, as are other vocabularies where it wants one', async () => {
    const half = `merge_method: karcher\nslices:\n${SLICE(0, 1)}`;
    await expect(merge('out', half)).rejects.toThrow(
      "'b' has 2 layers; the recipe asks for 1, and for all of them.",
    );
    await writeTinyCheckpoint(join(folder, 'c'), { kin: 1, tokens: ['splendid'] });
    const models = 'models: [{ model: b }, { model: c }]';
    await expect(merge('out', `merge_method: karcher\n${models}\ntokenizer_source: c\n`)).rejects.toThrow(
      "'c' has 31 word embeddings, 'b' 30; expected one vocabulary, as the recipe asks for.",
    );
    const { tasks } = await merge('out', `merge_method: karcher\n${models}\ntokenizer_source: union\n`);
    expect(tasks).toHaveLength(2);
  });
});
