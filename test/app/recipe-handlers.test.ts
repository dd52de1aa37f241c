/** Recipes while they are written: read, written, and checked before anything is computed. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src-main/app/app.ts';
import type { Launch } from '../../src-main/runs/worker-protocol.ts';
import { writeInputs } from '../runs/tiny-work.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTinyCheckpoint } from '../tiny-checkpoint.ts';
import { stageApp } from './stage.ts';

const RECIPE = {
  method: 'fisher-mask',
  settings: { samples: 16, normalize: 'mean' },
  models: [
    { checkpoint: 'a', task: '1e3', dataset: { file: 'no', label: 'label', header: true } },
    { checkpoint: ' odd: name #1', task: 'b', weight: 0.25, dataset: { file: 'null', text: [3, 'x'] } },
  ],
};

/** A worker that gives this answer to whatever it is asked. */
function answerAlways(result: unknown): Launch {
  return () => ({
    send: () => undefined,
    kill: () => undefined,
    listen: ({ message, end }) => {
      setImmediate(() => {
        message({ type: 'done', result });
        end({ code: 0, signal: null, stderr: '' });
      });
    },
  });
}

describe('a recipe that is read', () => {
  it.each([
    ['method: average\nmodels: [\n', /^Recipe 'mine' is not YAML: .*line \d+/, undefined],
    ['method: avrage\nmodels: []\n', /avrage/, 'See line 1.'],
    ['method: average\nmodels:\n  - checkpoint: a\n    task: a\n    taks: a\n', /taks/, 'See line 5.'],
    ['', /^Recipe 'mine' /, undefined],
    ['7', /^Recipe 'mine' /, undefined],
    ['a: &a [*a]\nmethod: average', /^Recipe 'mine' /, undefined],
  ])('is refused with its line: %j', async (text, says, hint) => {
    const { app } = await stageApp();
    const read = app.call('recipe.read', { text, source: 'mine' });
    await expect(read).rejects.toMatchObject({
      code: 'invalid-recipe',
      message: expect.stringMatching(says) as string,
      ...(hint !== undefined && { hint }),
    });
  });

  it('comes back with what was said alone, whatever the words look like', async () => {
    const { app } = await stageApp();
    const { text } = await app.call('recipe.write', { recipe: RECIPE });
    expect((await app.call('recipe.read', { text })).recipe).toStrictEqual(RECIPE);
    const json = JSON.stringify(RECIPE);
    expect((await app.call('recipe.read', { text: json, source: 'r.json' })).recipe).toStrictEqual(RECIPE);
  });

  it('comes back in our form where it is one of mergekit', async () => {
    const { app } = await stageApp();
    const models = [{ model: 'org/a' }, { model: 'b', parameters: { weight: 0.5 } }];
    const document = { merge_method: 'ties', base_model: 'base', models, parameters: { weight: 1 } };
    const read = (more: object) =>
      app.call('recipe.read', { text: JSON.stringify({ ...document, ...more }, null, 1), source: 'm.yml' });
    expect((await read({ dtype: 'float16' })).recipe).toStrictEqual({
      method: 'ties',
      settings: { density: 1, scale: 1, average: true, rescale: 'none' },
      base: 'base',
      models: [
        { checkpoint: 'org/a', task: 'a', weight: 1 },
        { checkpoint: 'b', task: 'b', weight: 0.5 },
      ],
      output: { dtype: 'float16' },
    });
    await expect(read({ chat_template: 'auto' })).rejects.toMatchObject({
      code: 'unsupported',
      message: "Recipe 'm.yml' asks for 'chat_template'; every task keeps the tokenizer that it has.",
      hint: 'See line 18.',
    });
  });

  it('leaves out what has no value when it is written', async () => {
    const { app } = await stageApp();
    const recipe = { ...RECIPE, base: undefined };
    const { text } = await app.call('recipe.write', { recipe });
    expect(text).not.toMatch(/base|undefined/);
  });
});

/** A library that knows the inputs of a tiny merge, and the recipe that names them. */
async function stageCheck() {
  const stage = await stageApp();
  const home = await writeInputs(await temporaryFolder());
  await stage.app.call('library.import', { paths: ['a', 'b', 'a.tsv', 'b.tsv'].map((n) => join(home, n)) });
  const models = ['a', 'b'].map((task) => ({
    ...{ checkpoint: task, task, dataset: { file: task }, evaluate: { file: task } },
  }));
  const { text } = await stage.app.call('recipe.write', { recipe: { method: 'fisher-mask', models } });
  return { ...stage, home, text };
}

describe('a recipe that is checked', () => {
  it('says what it would do and need, and makes nothing; and knows Fishers and its time after runs', async () => {
    const { app, folder, text, home } = await stageCheck();
    const before = await readdir(folder, { recursive: true });
    const check = await app.call('recipe.check', { text, source: 'mix' });
    const plan = await app.call('plan', { recipe: 'mix', text });
    expect(check).toMatchObject({ text: plan.text, hash: plan.hash, known: [], need: { seconds: null } });
    const { memory, disk, freeMemory, freeDisk } = check.need;
    for (const bytes of [memory, disk, freeMemory, freeDisk]) expect(bytes).toBeGreaterThan(0);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
    expect((await app.call('runs.list', {})).total).toBe(1);
    await app.call('merge', { recipe: 'mix', text, device: 'cpu' });
    const dataset = { file: join(home, 'a.tsv') };
    await app.call('score', { checkpoint: 'a', dataset, device: 'cpu' });
    const { known, need } = await app.call('recipe.check', { text, source: 'mix' });
    expect(known).toEqual(['a', 'b']);
    expect(need.seconds).toBeGreaterThan(0);
    // Of other settings there is none.
    const other = await app.call('recipe.check', { text: `${text}settings: { samples: 7 }\n` });
    expect(other.known).toEqual([]);
    expect(other.need.seconds).toBeGreaterThan(0);
  });

  it('may be one of mergekit that names what the library has', async () => {
    const { app } = await stageCheck();
    const text = 'merge_method: karcher\nmodels: [{ model: a }, { model: b }]\n';
    const check = await app.call('recipe.check', { text, source: 'mix' });
    expect(check.text).toMatch(/^karcher: /);
    await app.call('merge', { recipe: 'mix', text, onnx: true, device: 'cpu' });
    const again = await app.call('plan', { recipe: 'mix' });
    expect(again.text).toMatch(/^karcher: /);
    const gone = app.call('recipe.check', { text: text.replace('model: b', 'model: org/b'), source: 'mix' });
    await expect(gone).rejects.toMatchObject({
      code: 'missing-file',
      hint: expect.stringMatching(
        /^'org\/b' was looked for in the recipe's folder and in the library/,
      ) as string,
    });
  });

  it('is refused where its memory cannot be had, or for what a merge would refuse', async () => {
    const { app, home, text } = await stageCheck();
    // Attention scores of every pair of tokens: hundreds of gigabytes, in a file of a few megabytes.
    await writeTinyCheckpoint(join(home, 'long'), { config: { max_position_embeddings: 300_000 } });
    const dataset = { file: join(home, 'a.tsv') };
    const model = { checkpoint: join(home, 'long'), task: 'long', dataset };
    const { text: long } = await app.call('recipe.write', {
      recipe: {
        method: 'fisher-mask',
        settings: { maxLength: 300_000 },
        models: [model, { ...model, task: 'again' }],
      },
    });
    expect(long).not.toBe(text);
    await expect(app.call('recipe.check', { text: long })).rejects.toMatchObject({
      code: 'no-memory',
      message: expect.stringMatching(
        /^This merge needs about [\d.]+ GB of memory; [\d.]+ GB are free\.$/,
      ) as string,
    });
    const wrong = text.replace('file: a', 'file: a\n      label: colour');
    await expect(app.call('recipe.check', { text: wrong })).rejects.toThrow(/no column 'colour'/);
    const gone = text.replace('checkpoint: a', 'checkpoint: gone');
    await expect(app.call('recipe.check', { text: gone })).rejects.toMatchObject({ code: 'missing-file' });
  });

  it('is refused where its disk is too small', async () => {
    const need = { memory: 1, freeMemory: 2, disk: 3e12, freeDisk: 5e9 };
    const launch = answerAlways({ text: '', hash: '', notes: [], need, models: [] });
    const folder = join(await temporaryFolder(), 'library');
    const app = createApp({ folder, launch, notify: () => undefined });
    onTestFinished(() => app.close());
    const text =
      'method: average\nmodels:\n  - { checkpoint: /a, task: a }\n  - { checkpoint: /b, task: b }\n';
    await expect(app.call('recipe.check', { text })).rejects.toMatchObject({
      code: 'no-space',
      message: 'This merge needs about 3000.00 GB of disk; 5.00 GB are free.',
    });
  });
});
