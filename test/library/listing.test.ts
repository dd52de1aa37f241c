/** Lists: searched, filtered, sorted, in pages that never overlap. */
import { expect, it } from 'vitest';
import { addCheckpoint } from '../../src-main/library/checkpoints.ts';
import { addTags, setNotes } from '../../src-main/library/items.ts';
import type { Library } from '../../src-main/library/library.ts';
import { listItems, listScores } from '../../src-main/library/listing.ts';
import { addRun } from '../../src-main/library/runs.ts';
import { recordScores } from '../../src-main/library/scores.ts';
import { draftCheckpoint, openLibrary } from './sample.ts';

function addAll(library: Library, names: readonly string[]): number[] {
  return names.map(
    (name, at) =>
      addCheckpoint(
        library,
        draftCheckpoint({ name, hash: at.toString(16).padStart(64, '0'), bytes: at % 3, layers: at }),
      ).checkpoint.id,
  );
}

const names = (library: Library, search: string) =>
  listItems(library, 'checkpoint', { search, sort: [{ column: 'name' }] }).rows.map(({ name }) => name);

it('finds words by their beginnings, in names, tags and notes, whatever their accents', async () => {
  const library = await openLibrary();
  const [first = 0, second = 0] = addAll(library, ['bert sst2', 'roberta-mnli', 'Crème brûlée', '模型 一']);
  addTags(library, first, ['english']);
  setNotes(library, second, 'trained on a whim');
  expect(names(library, 'sst')).toEqual(['bert sst2']);
  expect(names(library, 'eng')).toEqual(['bert sst2']);
  expect(names(library, 'whim rob')).toEqual(['roberta-mnli']);
  expect(names(library, 'creme')).toEqual(['Crème brûlée']);
  expect(names(library, '模型')).toEqual(['模型 一']);
  expect(names(library, 'bert whim')).toEqual([]);
});

it.each([
  '"',
  "'",
  'AND',
  'NOT x',
  'a OR',
  '*',
  '(',
  'name:',
  'a-b',
  '\0',
  '🙂',
  '-',
  '^x',
  '{',
  ';DROP TABLE item',
  '%',
  '\\',
])('searches for %j without stumbling', async (search) => {
  const library = await openLibrary();
  addAll(library, ['plain']);
  expect(names(library, search).length).toBeLessThanOrEqual(1);
  expect(names(library, `${search} plain`).length).toBeLessThanOrEqual(1);
});

it('gives pages that do not overlap, among equals too', async () => {
  const library = await openLibrary();
  addAll(
    library,
    Array.from({ length: 25 }, (_, at) => `model ${at}`),
  );
  const pages = [0, 10, 20].flatMap((offset) =>
    listItems(library, 'checkpoint', {
      sort: [{ column: 'bytes', descending: true }],
      offset,
      limit: 10,
    }).rows.map(({ id }) => id),
  );
  expect(new Set(pages).size).toBe(25);
});

it('sorts by raw values, by several columns', async () => {
  const library = await openLibrary();
  addAll(library, ['b', 'a', 'c', 'd', 'e']);
  const sort = [{ column: 'bytes' }, { column: 'layers', descending: true }];
  const rows = listItems(library, 'checkpoint', { sort }).rows.map(({ bytes, layers }) => [bytes, layers]);
  expect(rows).toEqual([
    [0, 3],
    [0, 0],
    [1, 4],
    [1, 1],
    [2, 2],
  ]);
});

it('filters by columns and tags', async () => {
  const library = await openLibrary();
  const [first = 0] = addAll(library, ['a', 'b', 'c', 'd']);
  addTags(library, first, ['x']);
  const count = (where: Readonly<Record<string, string | number | null>>) =>
    listItems(library, 'checkpoint', { where }).total;
  expect([count({ bytes: 0 }), count({ problem: null }), count({ tags: 'x' }), count({ layers: 9 })]).toEqual(
    [2, 4, 1, 0],
  );
});

it('refuses a column that is none, whatever it would do to SQL', async () => {
  const library = await openLibrary();
  for (const column of ['colour', '1; DROP TABLE item', 'constructor', '']) {
    expect(() => listItems(library, 'checkpoint', { sort: [{ column }] })).toThrow(/has no column/);
    expect(() => listItems(library, 'run', { where: { [column]: 1 } })).toThrow(/has no column/);
    expect(() => listScores(library, { sort: [{ column }] })).toThrow(/has no column/);
  }
});

it('lists scores of what is not in the trash', async () => {
  const library = await openLibrary();
  const runs = [0, 1].map((at) =>
    addRun(library, { command: 'score', name: `run ${at}`, input: {}, owner: null }),
  );
  for (const [at, { id: runId }] of runs.entries()) {
    const score = {
      runId,
      mergeId: null,
      model: 'm',
      kind: 'expert',
      task: 't',
      checkpointHash: null,
    } as const;
    recordScores(library, [{ ...score, datasetHash: null, metric: 'accuracy', value: at, rows: 1 }]);
  }
  expect(listScores(library, { sort: [{ column: 'value' }] }).rows.map(({ value }) => value)).toEqual([0, 1]);
  library.db.prepare('UPDATE item SET trashedAt = 1 WHERE id = ?').run(runs[0]!.id);
  expect(listScores(library, {}).rows).toMatchObject([{ value: 1, runName: 'run 1' }]);
  expect(listScores(library, { trashed: true }).total).toBe(1);
});
