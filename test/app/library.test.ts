/** The library through the application, with real workers: names instead of paths, what is found again, what changed since. */
import { appendFile, cp, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { LibraryCheckpoint, LibraryMerge } from '../../src-main/contract/library.ts';
import type { MergeRecord } from '../../src-main/contract/records.ts';
import { temporaryFolder } from '../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../tiny-checkpoint.ts';
import { stageApp, type AppStage } from './stage.ts';

const RECIPE = `method: fisher-mask
models:
  - { checkpoint: a, task: a, dataset: { file: texts }, evaluate: { file: texts } }
  - { checkpoint: b, task: b, dataset: { file: texts }, evaluate: { file: texts, metric: [accuracy] } }
`;

interface Stage extends AppStage {
  /** Where the checkpoints, the dataset and the recipe lie. */
  readonly home: string;
  readonly recipe: string;
}

/** Two checkpoints and a dataset that only the library knows how to read. */
async function stageLibrary(): Promise<Stage> {
  const stage = await stageApp();
  const home = await temporaryFolder();
  const rows = TINY_WORDS.map((word, at) => `${at}\t${at % 2 ? 'positive' : 'negative'}\t${word} film`);
  await writeFile(join(home, 'texts.tsv'), rows.join('\n'));
  for (const [seed, name] of ['a', 'b'].entries()) await writeTinyCheckpoint(join(home, name), { seed });
  const paths = ['a', 'b', 'texts.tsv'].map((name) => join(home, name));
  const reading = { text: [2], label: 1, header: false };
  await stage.app.call('library.import', { paths, reading, metric: 'f1' });
  // Where no file of these names lies beside it.
  const recipe = join(await temporaryFolder(), 'mix.yaml');
  await writeFile(recipe, RECIPE);
  return { ...stage, home, recipe };
}

it('merges what a recipe names, reads the dataset as it is known, and computes no Fisher twice', async () => {
  const { app, recipe } = await stageLibrary();
  const first = await app.call('merge', { recipe, device: 'cpu' });
  expect(first.fishers.map(({ cached }) => cached)).toEqual([false, false]);
  expect(first.scores?.tasks.map(({ metrics }) => metrics)).toEqual([['f1'], ['accuracy']]);
  const second = await app.call('merge', { recipe, device: 'cpu' });
  expect(second.fishers.map(({ cached }) => cached)).toEqual([true, true]);
  expect([second.planHash, second.scores]).toEqual([first.planHash, first.scores]);
  const merges = await app.call('library.list', { kind: 'merge', sort: [{ column: 'id' }] });
  expect(merges.rows.map(({ name }) => name)).toEqual(['mix', 'mix-2']);
  expect((await app.call('library.list', { kind: 'fisher' })).total).toBe(2);
});

it("shows the model card of a merge's own tasks, and of nothing else", async () => {
  const { app, recipe } = await stageLibrary();
  const { planHash } = await app.call('merge', { recipe, device: 'cpu' });
  expect((await app.call('merge.card', { merge: 'mix', task: 'a' })).text).toContain(planHash);
  const other = app.call('merge.card', { merge: 'mix', task: '../..' });
  await expect(other).rejects.toThrow("The merge 'mix' has no task '../..'.");
});

it('knows what a merge is made of, and what came of a checkpoint', async () => {
  const { app, recipe } = await stageLibrary();
  await app.call('merge', { recipe, device: 'cpu' });
  const { lineage, scores } = await app.call('library.show', { item: 'mix' });
  expect(lineage.madeOf.map(({ name }) => name)).toEqual(expect.arrayContaining(['a', 'b', 'texts']));
  expect(scores).toHaveLength(6);
  const came = (await app.call('library.show', { item: 'checkpoint:a' })).lineage.cameOfIt;
  expect(came.map(({ name }) => name)).toContain('mix');
});

it('repeats a run in a folder of its own, and says what changed since', async () => {
  const { app, recipe, home } = await stageLibrary();
  const { folder } = await app.call('merge', { recipe, device: 'cpu' });
  const { runId } = (await app.call('library.show', { item: 'mix' })).item as LibraryMerge;
  const again = await app.call('runs.repeat', { run: `#${runId}` });
  expect(again.changes).toEqual([]);
  const repeated = again.run.result as MergeRecord;
  expect(repeated.folder).not.toBe(folder);
  const bytesOf = (path: string): Promise<Buffer> => readFile(join(path, 'a', 'encoder.safetensors'));
  expect(await bytesOf(repeated.folder)).toEqual(await bytesOf(folder));
  await writeTinyCheckpoint(join(home, 'b'), { seed: 7 });
  const { b } = Object.fromEntries(repeated.parents.map((parent) => [parent.task, parent]));
  await expect(app.call('runs.repeat', { run: `#${runId}` })).rejects.toThrow(/'b' changed since/);
  expect(b!.folder).toBe(join(home, 'b'));
});

it('refuses a checkpoint that changed since it was imported, and says when that was', async () => {
  const { app, home } = await stageLibrary();
  await writeTinyCheckpoint(join(home, 'a'), { seed: 9 });
  const score = app.call('score', { checkpoint: 'a', dataset: { file: 'texts' }, device: 'cpu' });
  await expect(score).rejects.toMatchObject({
    code: 'mismatch',
    message: expect.stringMatching(
      /^Checkpoint 'a' changed since it was imported on \d{4}-\d\d-\d\d \d\d:\d\d UTC: .* hashes to [0-9a-f]{12}, expected [0-9a-f]{12}\.$/,
    ) as string,
  });
});

it('takes a checkpoint whose files were only touched for what it was', async () => {
  const { app, home } = await stageLibrary();
  const file = join(home, 'a', 'model.safetensors');
  await writeFile(file, await readFile(file));
  await app.call('score', { checkpoint: 'a', dataset: { file: 'texts' }, device: 'cpu' });
  const { item } = await app.call('library.show', { item: 'checkpoint:a' });
  expect((item as LibraryCheckpoint).presence).toBe('present');
});

it('refuses a dataset that shrank, with both numbers of rows', async () => {
  const { app, home } = await stageLibrary();
  const file = join(home, 'texts.tsv');
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, lines.slice(0, 5).join('\n'));
  const score = app.call('score', { checkpoint: 'a', dataset: { file: 'texts' }, device: 'cpu' });
  await expect(score).rejects.toThrow(
    new RegExp(`^Dataset 'texts' shrank .* had ${lines.length} rows .*, now 5 rows`),
  );
});

it('points to a checkpoint that was moved, checked by its hash', async () => {
  const { app, home } = await stageLibrary();
  await rename(join(home, 'a'), join(home, 'moved'));
  const { item } = await app.call('library.show', { item: 'checkpoint:a' });
  expect((item as LibraryCheckpoint).presence).toBe('missing');
  const toOther = app.call('library.relocate', { item: 'checkpoint:a', folder: join(home, 'b') });
  await expect(toOther).rejects.toMatchObject({ code: 'mismatch' });
  const found = await app.call('library.relocate', { item: 'checkpoint:a', folder: join(home, 'moved') });
  expect(found).toMatchObject({ presence: 'present', folder: join(home, 'moved') });
});

it('recognises content that it has, wherever it lies', async () => {
  const { app, home } = await stageLibrary();
  await cp(join(home, 'a'), join(home, 'copy'), { recursive: true });
  const { items } = await app.call('library.import', { paths: [join(home, 'copy')] });
  expect(items).toMatchObject([{ name: 'a', isNew: false }]);
  expect((await app.call('library.list', {})).total).toBe(2);
});

it('never deletes what is only linked, and deletes what it copied', async () => {
  const { app, home } = await stageLibrary();
  await app.call('library.trash', { items: ['checkpoint:a'] });
  await app.call('library.empty', {});
  expect(await readFile(join(home, 'a', 'config.json'), 'utf8')).toContain('bert');
  await app.call('library.import', { paths: [join(home, 'a')], storage: 'copied' });
  const { folder } = (await app.call('library.show', { item: 'checkpoint:a' })).item as LibraryCheckpoint;
  await app.call('library.trash', { items: ['checkpoint:a'] });
  expect((await app.call('library.empty', {})).removed).toMatchObject([{ name: 'a' }]);
  await expect(readFile(join(folder, 'config.json'))).rejects.toThrow(/ENOENT/);
});

it('keeps in the trash what a merge depends on, and says so', async () => {
  const { app, recipe } = await stageLibrary();
  await app.call('merge', { recipe, device: 'cpu' });
  await app.call('library.trash', { items: ['checkpoint:a'] });
  const { kept } = await app.call('library.empty', {});
  expect(kept).toMatchObject([
    { why: expect.stringMatching(/^checkpoint 'a' stays: The .*'.+' .*depend/) as string },
  ]);
});

it('refuses a name that is taken, and one that is in the trash too', async () => {
  const { app } = await stageLibrary();
  const rename = app.call('library.rename', { item: 'checkpoint:a', name: 'b' });
  await expect(rename).rejects.toThrow(/^The name 'b' is taken by checkpoint 'b' \(#\d+\)\.$/);
});

it('keeps a failed run with its sentence, and leaves nothing in the library', async () => {
  const { app, home } = await stageLibrary();
  await truncate(join(home, 'b', 'model.safetensors'), 400);
  const path = join(home, 'b');
  const score = app.call('score', { checkpoint: path, dataset: { file: 'texts' }, device: 'cpu' });
  await expect(score).rejects.toMatchObject({ code: 'invalid-file' });
  const { rows } = await app.call('runs.list', { where: { state: 'failed' } });
  expect(rows).toMatchObject([{ command: 'score', error: { code: 'invalid-file' } }]);
  expect((await app.call('library.scores', {})).total).toBe(0);
});

it('exports a row a score, with name, tags, start, duration and recipe', async () => {
  const { app, recipe } = await stageLibrary();
  await app.call('merge', { recipe, device: 'cpu' });
  const { rows } = await app.call('runs.list', { where: { command: 'merge' } });
  await app.call('library.tag', { item: `#${rows[0]!.id}`, add: ['first try'] });
  const { text } = await app.call('library.export', { format: 'csv' });
  const [heading, ...lines] = text.trim().split('\n');
  expect(heading).toBe('run,name,tags,start,duration,recipeHash,method,model,task,metric,value');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toMatch(
    /^\d+,Merge mix,first try,\d{4}-\d\d-\d\dT[\d:.]+Z,[\d.]+,[0-9a-f]{64},fisher-mask,a,a,f1,/,
  );
  const { text: json } = await app.call('library.export', { format: 'json' });
  expect(JSON.parse(json)).toHaveLength(6);
});

it('gets everything back from a backup, and sets aside what stood there', async () => {
  const { app, home, folder } = await stageLibrary();
  const file = join(home, 'weir.backup');
  await app.call('library.backup', { file });
  await app.call('library.trash', { items: ['checkpoint:a', 'checkpoint:b'] });
  await app.call('library.empty', {});
  expect((await app.call('library.list', {})).total).toBe(0);
  const { setAside } = await app.call('library.recover', { file });
  expect(setAside).toContain(folder);
  expect((await app.call('library.list', {})).total).toBe(2);
  await appendFile(file, 'x');
  await rm(file);
  await expect(app.call('library.recover', { file })).rejects.toThrow(
    /^There is no backup '.*weir\.backup'\.$/,
  );
});
