/** Emptying the trash removes what the library made and nothing else; lineage and history say what was. */
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addCheckpoint, setBase } from '../../src-main/library/checkpoints.ts';
import { addDataset } from '../../src-main/library/datasets.ts';
import { recordFisher } from '../../src-main/library/fishers.ts';
import { exportHistory } from '../../src-main/library/history-export.ts';
import { addTags } from '../../src-main/library/items.ts';
import type { Library } from '../../src-main/library/library.ts';
import { traceLineage } from '../../src-main/library/lineage.ts';
import { recordMerge } from '../../src-main/library/merges.ts';
import { addRun } from '../../src-main/library/runs.ts';
import { emptyTrash, restoreItem, trashItem } from '../../src-main/library/trash.ts';
import { temporaryFolder } from '../temporary.ts';
import {
  draftCheckpoint,
  draftDataset,
  draftFisher,
  draftMerge,
  hashOf,
  openLibrary,
  writeCheckpoint,
} from './sample.ts';

const addDone = (library: Library, name = 'run') => {
  const { id } = addRun(library, { command: 'merge', input: {}, name, owner: null });
  library.db.prepare("UPDATE run SET state = 'done', startedAt = 0, endedAt = 1500 WHERE itemId = ?").run(id);
  return id;
};
const addAt = (library: Library, folder: string, storage: 'linked' | 'copied', hash = hashOf('aaaa')) =>
  addCheckpoint(library, draftCheckpoint({ folder, storage, hash })).checkpoint;

test('a copied checkpoint goes; a linked one survives, even within the library', async () => {
  const library = await openLibrary();
  const outside = join(await temporaryFolder(), 'mine');
  const [copied, inside] = [library.pathOf('checkpoints', 'a'), library.pathOf('checkpoints', 'b')];
  for (const folder of [outside, copied, inside]) writeCheckpoint(folder);
  const ids = [
    addAt(library, outside, 'linked'),
    addAt(library, copied, 'copied', hashOf('b')),
    addAt(library, inside, 'linked', hashOf('c')),
  ];
  for (const { id } of ids) trashItem(library, id);
  expect(emptyTrash(library)).toMatchObject({ removed: [{}, {}, {}], kept: [] });
  expect([outside, copied, inside].map((folder) => existsSync(folder))).toEqual([true, false, true]);
  expect(readdirSync(library.pathOf('partial'))).toEqual([]);
});

test('hostile places are never removed', async () => {
  const library = await openLibrary();
  const outside = join(await temporaryFolder(), 'mine');
  writeCheckpoint(join(outside, 'deep'));
  symlinkSync(outside, library.pathOf('checkpoints', 'link'));
  const places = ['link', 'link/deep', '.', '..', '../..', '../fishers'].map(
    (way) => `${library.pathOf('checkpoints')}/${way}`,
  );
  [...places, outside, 'checkpoints', ''].forEach((folder, i) => {
    trashItem(library, addAt(library, folder, 'copied', hashOf(`${i}f`)).id);
  });
  const { kept } = emptyTrash(library);
  expect(kept.map(({ why }) => why)).toEqual([
    expect.stringMatching(/symbolic link/),
    expect.stringMatching(/symbolic link/),
  ]);
  expect(existsSync(join(outside, 'deep', 'model.safetensors'))).toBe(true);
  expect(readdirSync(library.folder)).toEqual(
    expect.arrayContaining(['checkpoints', 'fishers', 'weir.sqlite']),
  );
});

test('a link inside a copied folder is removed, not followed', async () => {
  const library = await openLibrary();
  const outside = join(await temporaryFolder(), 'mine');
  writeCheckpoint(outside);
  const folder = library.pathOf('checkpoints', 'a');
  writeCheckpoint(folder);
  symlinkSync(outside, join(folder, 'link'));
  trashItem(library, addAt(library, folder, 'copied').id);
  expect(emptyTrash(library).kept).toEqual([]);
  expect([existsSync(folder), existsSync(join(outside, 'model.safetensors'))]).toEqual([false, true]);
});

test('a folder behind a linked kind folder stays too', async () => {
  const library = await openLibrary();
  const outside = await temporaryFolder();
  writeCheckpoint(join(outside, 'x', 'a'));
  mkdirSync(library.pathOf('checkpoints', 'deep'));
  symlinkSync(join(outside, 'x'), library.pathOf('checkpoints', 'deep', 'x'));
  trashItem(library, addAt(library, library.pathOf('checkpoints', 'deep', 'x', 'a'), 'copied').id);
  expect(emptyTrash(library).kept).toHaveLength(1);
  expect(existsSync(join(outside, 'x', 'a'))).toBe(true);
});

test('what something depends on stays and says for what, until that is in the trash too', async () => {
  const library = await openLibrary();
  const checkpoint = addAt(library, '/models/a', 'linked');
  const { dataset } = addDataset(library, draftDataset());
  const file = library.pathOf('fishers', 'f.safetensors');
  writeFileSync(file, '');
  const fisher = recordFisher(library, draftFisher({ file }));
  const run = addDone(library);
  const merge = recordMerge(library, draftMerge(run));
  for (const id of [checkpoint.id, dataset.id, run]) trashItem(library, id);
  const { removed, kept } = emptyTrash(library);
  expect(removed).toEqual([]);
  expect(kept.map(({ why }) => why).join('\n')).toMatch(
    /Fisher 'sst2' \(#3\) and 1 more depend on it[^]*'mix' \(#5\) depends on it/,
  );
  trashItem(library, merge.id);
  trashItem(library, fisher.id);
  expect(emptyTrash(library)).toMatchObject({ kept: [] });
  expect(existsSync(file)).toBe(false);
  expect(library.db.prepare('SELECT count(*) FROM item').pluck().get()).toBe(0);
});

test('a merge folder of the library stays while a checkpoint lies in it; what restoring needs stays with it', async () => {
  const library = await openLibrary();
  const parent = addAt(library, '/models/a', 'linked');
  const folder = library.pathOf('merges', 'mix');
  writeCheckpoint(join(folder, 'sst2'));
  const merge = recordMerge(library, draftMerge(addDone(library), { folder }));
  const output = addAt(library, join(folder, 'sst2'), 'linked', hashOf('b'));
  for (const { id } of [parent, merge]) trashItem(library, id);
  expect(emptyTrash(library).kept.map(({ id }) => id)).toEqual([merge.id, parent.id]);
  expect(existsSync(join(folder, 'sst2'))).toBe(true);
  restoreItem(library, parent.id);
  trashItem(library, output.id);
  expect(emptyTrash(library)).toMatchObject({ removed: [{}, {}], kept: [] });
  expect(existsSync(folder)).toBe(false);
});

test('lineage goes both ways, over merges imported again, and circles end', async () => {
  const library = await openLibrary();
  const base = addAt(library, '/models/base', 'linked', hashOf('b'));
  const expert = addAt(library, '/models/a', 'linked');
  setBase(library, expert.id, base.id);
  const { dataset } = addDataset(library, draftDataset());
  const fisher = recordFisher(library, draftFisher());
  const merge = recordMerge(library, draftMerge(addDone(library)));
  const output = addAt(library, '/out/mix/sst2', 'linked', hashOf('c'));
  const second = recordMerge(
    library,
    draftMerge(addDone(library), {
      name: 'again',
      folder: '/out/again',
      parents: [
        { task: 't', weight: 1, folder: '/gone', checkpointHash: hashOf('c'), datasetHash: null },
        { task: 'lost', weight: 1, folder: '/gone', checkpointHash: hashOf('9'), datasetHash: null },
      ],
    }),
  );
  const { madeOf } = traceLineage(library, second.id);
  const depths = Object.fromEntries(madeOf.map(({ id, depth }) => [String(id), depth]));
  expect(depths).toEqual({
    [output.id]: 1,
    null: 1,
    [merge.id]: 2,
    [expert.id]: 3,
    [dataset.id]: 3,
    [fisher.id]: 3,
    [base.id]: 4,
  });
  expect(madeOf.find(({ id }) => id === null)).toMatchObject({
    kind: 'checkpoint',
    name: 'lost',
    hash: hashOf('9'),
  });
  const came = traceLineage(library, base.id).cameOfIt.map(({ id }) => id);
  expect(came).toEqual([expert.id, fisher.id, merge.id, output.id, second.id]);
  library.db.prepare('UPDATE checkpoint SET baseId = ? WHERE itemId = ?').run(output.id, base.id);
  expect(traceLineage(library, base.id).cameOfIt.map(({ id }) => id)).toEqual(came);
  expect(() => traceLineage(library, 99)).toThrow(/no item #99/);
});

test('a merge is recorded whole or not at all; history is a row a score, quoted', async () => {
  const library = await openLibrary();
  const run = addDone(library, 'a "b",c');
  const score = {
    model: 'm',
    task: 't',
    checkpointHash: null,
    datasetHash: null,
    metric: 'accuracy',
    rows: 3,
  };
  expect(() =>
    recordMerge(library, draftMerge(run, { scores: [{ ...score, kind: 'merge', value: NaN }] })),
  ).toThrow(/is NaN/);
  expect(library.db.prepare('SELECT count(*) FROM merge').pluck().get()).toBe(0);
  recordMerge(
    library,
    draftMerge(run, {
      tags: ['z'],
      scores: [
        { ...score, kind: 'merge', value: 0.5 },
        { ...score, kind: 'expert', value: 1e-9 },
      ],
    }),
  );
  addTags(library, run, ['a', 'z']);
  expect(exportHistory(library, 'csv')).toBe(
    `run,name,tags,start,duration,recipeHash,method,model,task,metric,value\n${[0.5, 1e-9]
      .map((value) => `${run},"a ""b"",c",a;z,1970-01-01T00:00:00.000Z,1.5,r,average,m,t,accuracy,${value}\n`)
      .join('')}`,
  );
  expect(JSON.parse(exportHistory(library, 'json'))).toMatchObject([
    { run, tags: ['a', 'z'], value: 0.5 },
    { value: 1e-9 },
  ]);
  trashItem(library, run);
  expect(exportHistory(library, 'json')).toBe('[]\n');
});
