/** Checkpoints, datasets and Fishers are kept once for each content, and told when they are not what they were. */
import { appendFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  addCheckpoint,
  findBaseByDeclaration,
  pointAnew,
  requireUnchanged,
  setBase,
} from '../../src-main/library/checkpoints.ts';
import { addDataset, requireDataset } from '../../src-main/library/datasets.ts';
import { findFisher, recordFisher, writeSettings } from '../../src-main/library/fishers.ts';
import { getItem } from '../../src-main/library/items.ts';
import { trashItem } from '../../src-main/library/trash.ts';
import { temporaryFolder } from '../temporary.ts';
import {
  draftCheckpoint,
  draftDataset,
  draftFisher,
  hashOf,
  openLibrary,
  SETTINGS,
  writeCheckpoint,
} from './sample.ts';

test('the same content is recognised, by another connection too, and comes back from the trash', async () => {
  const one = await openLibrary();
  const two = await openLibrary(one.folder);
  const { checkpoint, isNew } = addCheckpoint(one, draftCheckpoint({ tags: ['a'], notes: 'n' }));
  expect([isNew, checkpoint.tags, checkpoint.notes]).toEqual([true, ['a'], 'n']);
  expect(addCheckpoint(two, draftCheckpoint({ name: 'other' }))).toMatchObject({
    isNew: false,
    restored: false,
  });
  trashItem(one, checkpoint.id);
  const again = addCheckpoint(two, draftCheckpoint());
  expect(again).toMatchObject({
    isNew: false,
    restored: true,
    checkpoint: { name: 'sst2', trashedAt: null },
  });
});

test('taken names get numbers, and gaps are filled', async () => {
  const library = await openLibrary();
  const names = ['1', '2', '3'].map(
    (hash) => addCheckpoint(library, draftCheckpoint({ hash: hashOf(hash) })).checkpoint.name,
  );
  expect(names).toEqual(['sst2', 'sst2-2', 'sst2-3']);
  expect(addDataset(library, draftDataset({ name: 'sst2' })).dataset.name).toBe('sst2');
});

test('what changed since import is refused with the time; a touched file with the same hash is not', async () => {
  const library = await openLibrary();
  const folder = join(await temporaryFolder(), 'm');
  const files = writeCheckpoint(folder);
  const { id } = addCheckpoint(library, draftCheckpoint({ folder, files })).checkpoint;
  const now = () => getItem(library, 'checkpoint', id);
  requireUnchanged(now());
  utimesSync(files[0]!.path, 1, 1);
  requireUnchanged(now(), hashOf('aaaa'));
  expect(() => {
    requireUnchanged(now(), hashOf('b'));
  }).toThrow(/changed since it was imported on 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
  expect(() => {
    requireUnchanged(now());
  }).toThrow(/changed since/);
  rmSync(folder, { recursive: true });
  expect(() => {
    requireUnchanged(now(), hashOf('aaaa'));
  }).toThrow(/does not lie in/);
});

test('pointing anew checks the hash, and what a person points to is theirs', async () => {
  const library = await openLibrary();
  const { id } = addCheckpoint(
    library,
    draftCheckpoint({ storage: 'copied', folder: library.pathOf('checkpoints', 'x') }),
  ).checkpoint;
  const folder = join(await temporaryFolder(), 'moved');
  const files = writeCheckpoint(folder);
  expect(() => pointAnew(library, id, folder, hashOf('b'), files)).toThrow(/imported on .* expected aaaa/);
  expect(getItem(library, 'checkpoint', id).storage).toBe('copied');
  expect(pointAnew(library, id, folder, hashOf('aaaa'), files)).toMatchObject({
    storage: 'linked',
    folder,
    presence: 'present',
  });
});

test('a base is found by declaration only when it is one of the same size', async () => {
  const library = await openLibrary();
  const folder = '/cache/models--google-bert--bert-base/snapshots/abc';
  const base = addCheckpoint(library, draftCheckpoint({ name: 'b', hash: hashOf('1'), folder })).checkpoint;
  addCheckpoint(library, draftCheckpoint({ name: 'bert-base', hash: hashOf('2'), hidden: 16 }));
  const find = (declaredBase: string | null) =>
    findBaseByDeclaration(library, draftCheckpoint({ declaredBase }));
  for (const said of ['google-bert/bert-base', 'bert-base', folder, `${folder}/`])
    expect(find(said), said).toBe(base.id);
  for (const said of [null, '', '/', '.*', 'bert', 'unknown'])
    expect(find(said), String(said)).toBeUndefined();
  const child = addCheckpoint(library, draftCheckpoint({ hash: hashOf('3') })).checkpoint;
  setBase(library, child.id, base.id);
  expect(getItem(library, 'checkpoint', child.id).baseId).toBe(base.id);
  expect(() => {
    setBase(library, base.id, child.id);
  }).toThrow(/it came of it/);
  expect(() => {
    setBase(library, base.id, base.id);
  }).toThrow(/it came of it/);
  expect(() => {
    setBase(library, child.id, 2);
  }).toThrow(/hidden is 16, expected 8/);
  setBase(library, child.id, null);
});

test('a dataset that shrank says from what to what', async () => {
  const library = await openLibrary();
  const file = join(await temporaryFolder(), 'd.tsv');
  writeFileSync(file, 'abc');
  const { dataset } = addDataset(library, draftDataset({ file }));
  expect(addDataset(library, draftDataset()).isNew).toBe(false);
  expect(dataset.presence).toBe('changed');
  requireDataset(dataset, { hash: dataset.hash, bytes: 3, rows: 1 });
  expect(() => {
    requireDataset(dataset, { hash: 'x', bytes: 3, rows: 1 });
  }).toThrow(/shrank .* had 10 rows and 100 bytes, now 1 rows and 3 bytes/);
  expect(() => {
    requireDataset(dataset, { hash: 'x', bytes: 300, rows: 10 });
  }).toThrow(/changed since/);
  appendFileSync(file, 'x');
  rmSync(file);
  expect(() => {
    requireDataset(getItem(library, 'dataset', dataset.id));
  }).toThrow(/does not lie at/);
});

test('a Fisher is found by its settings in any order, while its file is there', async () => {
  const library = await openLibrary();
  const file = join(await temporaryFolder(), 'f');
  writeFileSync(file, '');
  const { id } = recordFisher(library, draftFisher({ file }));
  const turned = Object.fromEntries(Object.entries(SETTINGS).reverse()) as typeof SETTINGS;
  expect(writeSettings(turned)).toBe(writeSettings(SETTINGS));
  const find = (settings = turned) => findFisher(library, hashOf('aaaa'), hashOf('dddd'), settings)?.id;
  expect(find()).toBe(id);
  expect(find({ ...SETTINGS, seed: 1 })).toBeUndefined();
  expect(recordFisher(library, draftFisher({ file, seconds: 2 }))).toMatchObject({ id, seconds: 2 });
  trashItem(library, id);
  expect(find()).toBeUndefined();
  recordFisher(library, draftFisher({ file }));
  expect(find()).toBe(id);
  rmSync(file);
  expect(find()).toBeUndefined();
});
