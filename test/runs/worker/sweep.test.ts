/** Sweeps end to end on tiny checkpoints: stopped and gone on with, and what is refused before anything is merged. */
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../../src-main/contract/progress.ts';
import type { SweepRecord } from '../../../src-main/contract/sweep.ts';
import type { Surroundings } from '../../../src-main/contract/work.ts';
import { runSweep } from '../../../src-main/runs/worker/sweep.ts';
import { readRecipe } from '../../recipe-text.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

const TASKS = ['a', 'b', 'c'];

let folder: string;
let library: NonNullable<Surroundings['library']>;

beforeEach(async () => {
  folder = await temporaryFolder();
  for (const [seed, task] of TASKS.entries()) {
    await writeTinyCheckpoint(join(folder, task), { seed });
    const rows = Array.from({ length: 30 }, (_, at) => {
      const words = TINY_WORDS.slice((at + seed) % 9, ((at + seed) % 9) + 2 + (at % 5));
      return `${words.join(' ')}\t${at % 2 === 0 ? 'negative' : 'positive'}`;
    });
    await writeFile(join(folder, `${task}.tsv`), ['text\tlabel', ...rows].join('\n'));
  }
  const at = (name: string) => join(folder, 'library', name);
  library = { checkpoints: at('c'), fishers: at('f'), partial: at('p'), statistics: at('s') };
  for (const place of Object.values(library)) await mkdir(place, { recursive: true });
});

const METHODS = '[average, { method: fisher-mask, settings: { samples: 8 } }, full-fisher, slerp]';

async function sweep(
  { text = '', methods = METHODS, more = 'seeds: [0, 1]\nsamples: [8]' } = {},
  surroundings: Surroundings = { library },
  stopAfter = Infinity,
): Promise<SweepRecord> {
  const models = TASKS.map(
    (task) =>
      `  - { checkpoint: ${task}, task: ${task}, dataset: { file: ${task}.tsv }, evaluate: { file: ${task}.tsv } }`,
  );
  const path = join(folder, 'sweep.yaml');
  await writeFile(path, text === '' ? `methods: ${methods}\n${more}\nmodels:\n${models.join('\n')}\n` : text);
  const controller = new AbortController();
  const report = ({ unit, done }: Progress): void => {
    if (unit === 'merges' && done >= stopAfter) controller.abort(new Error('stopped'));
  };
  const input = { recipe: await readRecipe(path), device: 'cpu' };
  return await runSweep(input, { signal: controller.signal, report }, surroundings);
}

/** What two runs of the same sweep must agree upon. */
function withoutTimes({ seconds, costs, cells, ...record }: SweepRecord) {
  return {
    ...record,
    costs: costs.map(({ seconds: _, ...cost }) => cost),
    cells: cells.map(({ seconds: _, ...cell }) => cell),
    took: seconds > 0,
  };
}

describe('a sweep', () => {
  it('makes every merge once, and leaves nothing but its record', async () => {
    const record = await sweep();
    expect(record.sets).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ]);
    // Two seeds where something is drawn by chance.
    expect(record.cells).toHaveLength(3 * (1 + 2 + 2 + 1));
    expect(record.baseline).toBe(0);
    expect(record.costs.map(({ kind, task, seed }) => `${kind} ${task} ${seed}`).sort()).toEqual(
      ['full-fisher', 'mask-fisher'].flatMap((kind) =>
        TASKS.flatMap((task) => [`${kind} ${task} 0`, `${kind} ${task} 1`]),
      ),
    );
    expect(Object.keys(record.cells[0]!.outcomes)).toEqual(['a', 'b']);
    for (const place of Object.values(library)) expect(await readdir(place)).toEqual([]);
  });

  it('goes on where it was stopped, to the same record', async () => {
    const whole = withoutTimes(await sweep({}, {}));
    await expect(sweep({}, { library }, 2)).rejects.toThrow('stopped');
    const [journal] = (await readdir(library.partial)).filter((name) => name.endsWith('.jsonl'));
    const file = join(library.partial, journal!);
    const before = (await readFile(file, 'utf8')).trimEnd().split('\n').length;
    // A kill may cut a line short.
    await appendFile(file, '{"cell":{"set":0,"met');
    await expect(sweep({}, { library }, 9)).rejects.toThrow('stopped');
    expect((await readFile(file, 'utf8')).trimEnd().split('\n').length).toBeGreaterThan(before);
    expect(withoutTimes(await sweep())).toEqual(whole);
    expect(await readdir(library.partial)).toEqual([]);
  });

  it('scores the part of the rows that it is asked for', async () => {
    const rowsOf = async (rows: string) =>
      (await sweep({ methods: '[average]', more: `rows: ${rows}` })).tasks.map((task) => task.rows);
    const [choosing, reporting] = [await rowsOf('choosing'), await rowsOf('reporting')];
    expect(choosing.map((count, at) => count + reporting[at]!)).toEqual([30, 30, 30]);
    expect(Math.min(...choosing, ...reporting)).toBeGreaterThan(5);
  });
});

describe('a sweep is refused with one sentence', () => {
  const cases: readonly (readonly [string, object, string])[] = [
    [
      'of a set with an unknown task',
      { more: 'sets: [[a, d]]' },
      "has a set with the task 'd', which no model has; known are a, b, c.",
    ],
    ['of two methods of one name', { methods: '[slerp, slerp]' }, "has two methods called 'slerp'"],
    [
      'of a method that needs a base',
      { methods: '[ties]' },
      "lacks a 'base'; method 'ties' merges what was learned beyond it. It is so for ties on a+b",
    ],
    [
      'of a density that cannot be',
      { methods: '[{ method: ties, settings: { density: 0 } }]' },
      'has 0 as settings.density; expected a number above 0.',
    ],
    [
      'of slerp on triples',
      { methods: '[slerp]', more: 'sets: triples' },
      "has 3 models; method 'slerp' takes 2.",
    ],
    [
      'of four of three models',
      { methods: '[average]', more: 'sets: quadruples' },
      'has "quadruples" as sets',
    ],
  ];
  it.each(cases)('%s', async (_, changes, sentence) => {
    const found: unknown = await sweep(changes).catch((error: unknown) => error);
    expect(found).toMatchObject({
      code: 'invalid-recipe',
      message: expect.stringContaining(sentence) as string,
    });
    expect(await readdir(library.partial)).toEqual([]);
  });

  it('without evaluation files', async () => {
    const text =
      'methods: [average]\nmodels:\n  - { checkpoint: a, task: a }\n  - { checkpoint: b, task: b }\n';
    await expect(sweep({ text })).rejects.toThrow("has no 'evaluate' for the task 'a'");
  });
});
