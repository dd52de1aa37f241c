/** What is told of a recipe before anything is computed, and what a worker tells of itself. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readRecipe } from '../../recipe-text.ts';
import { runCheck } from '../../../src-main/runs/worker/check.ts';
import { runFisher } from '../../../src-main/runs/worker/fisher.ts';
import { createUsage } from '../../../src-main/runs/worker/usage.ts';
import { FisherInput } from '../../../src-main/contract/commands.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

const ROWS = 12;
let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  for (const [seed, name] of ['a', 'b'].entries()) {
    await writeTinyCheckpoint(join(folder, name), { seed });
    await writeFile(join(folder, `${name}.tsv`), `text\tlabel\n${'good film\t1\n'.repeat(ROWS)}`);
  }
});

async function check(recipe: object, surroundings = {}) {
  const file = join(folder, 'recipe.json');
  await writeFile(file, JSON.stringify(recipe));
  const before = await readdir(folder, { recursive: true });
  const found = await runCheck(
    { recipe: await readRecipe(file), out: join(folder, 'out') },
    {},
    surroundings,
  );
  expect(await readdir(folder, { recursive: true })).toEqual(before);
  return found;
}

const model = (name: string, more = {}) => ({
  ...{ checkpoint: name, task: name, dataset: { file: `${name}.tsv` }, evaluate: { file: `${name}.tsv` } },
  ...more,
});

describe('a check refuses what a merge would', () => {
  it.each([
    ['a checkpoint that is not there', [model('a'), model('gone')], /gone/],
    ['a dataset that is not there', [model('a', { dataset: { file: 'x.tsv' } }), model('b')], /x\.tsv/],
    [
      'a column that is not there',
      [model('a', { evaluate: { file: 'a.tsv', label: 'x' } }), model('b')],
      /'x'/,
    ],
    [
      'a metric that is none',
      [model('a', { evaluate: { file: 'a.tsv', metric: ['joy'] } }), model('b')],
      /joy/,
    ],
    ['a Fisher that is none', [model('a', { fisher: 'a.tsv' }), model('b')], /a\.tsv/],
  ])('%s', async (_, models, says) => {
    await expect(check({ method: 'fisher-mask', models })).rejects.toThrow(says);
  });
});

describe('a check tells', () => {
  it('rows that Fishers are taken on and scored on, and the parameters of each model', async () => {
    const models = [model('a'), model('b', { evaluate: undefined })];
    const found = await check({ method: 'fisher-mask', settings: { samples: 7 }, models });
    // Counted by hand, as inspect's test does: 400 + 2 · 532 + 72 and a head of 2 · 8 + 2.
    const parameters = 400 + 2 * 532 + 72 + 18;
    expect(found.models).toEqual([
      { task: 'a', parameters, rows: ROWS, samples: 7, known: false },
      { task: 'b', parameters, rows: 0, samples: 7, known: false },
    ]);
    // Encoders in two copies, the merge and the average beside it, and both heads in each.
    expect(found.need.disk).toBeGreaterThan(2 * 4 * (parameters + 18));
    expect(found.need.memory).toBeGreaterThan(1e8);
    for (const free of [found.need.freeDisk, found.need.freeMemory]) expect(free).toBeGreaterThan(0);
  });

  it('no more rows than there are, and none for a plain average', async () => {
    const whole = await check({ method: 'fisher-mask', models: [model('a'), model('b')] });
    expect(whole.models.map(({ samples }) => samples)).toEqual([ROWS, ROWS]);
    const models = [model('a', { dataset: undefined }), model('b', { dataset: undefined })];
    const average = await check({ method: 'average', models });
    expect(average.models.map(({ samples, rows }) => [samples, rows])).toEqual([
      [0, ROWS],
      [0, ROWS],
    ]);
  });

  it('which Fishers the library has, for these settings and this content alone', async () => {
    const library = {
      checkpoints: join(folder, 'c'),
      fishers: join(folder, 'f'),
      partial: join(folder, 'p'),
      statistics: join(folder, 's'),
    };
    for (const place of Object.values(library)) await mkdir(place);
    const settings = FisherInput.parse({ samples: 4 });
    const dataset = { file: join(folder, 'a.tsv') };
    await runFisher({ checkpoint: join(folder, 'a'), dataset, settings, device: 'cpu' }, {}, { library });
    const recipe = { method: 'fisher-mask', settings: { samples: 4 }, models: [model('a'), model('b')] };
    const known = async (changes = {}) =>
      (await check({ ...recipe, ...changes }, { library })).models.map((one) => one.known);
    expect(await known()).toEqual([true, false]);
    expect(await known({ settings: { samples: 5 } })).toEqual([false, false]);
    expect((await check(recipe)).models.map((one) => one.known)).toEqual([false, false]);
    await writeFile(join(folder, 'a.tsv'), 'text\tlabel\nbad film\t1\n');
    expect(await known()).toEqual([false, false]);
  });
});

it('usage is memory and cores, both numbers, at every call however soon', () => {
  const measure = createUsage();
  for (let call = 0; call < 100; call++) {
    const { memory, cores } = measure();
    expect(memory).toBeGreaterThan(2 ** 20);
    expect(Number.isFinite(cores) && cores >= 0).toBe(true);
  }
  const until = process.cpuUsage().user + 50_000;
  while (process.cpuUsage().user < until);
  expect(measure().cores).toBeGreaterThan(0);
});
