/** Items are found as people name them, and changed without a word lost. */
import { expect, test } from 'vitest';
import { addCheckpoint } from '../../src-main/library/checkpoints.ts';
import { keepHash, recallHash } from '../../src-main/library/file-hashes.ts';
import { findItem } from '../../src-main/library/item-lookup.ts';
import {
  addTags,
  getItem,
  removeTags,
  renameItem,
  setFavourite,
  setNotes,
  setTags,
} from '../../src-main/library/items.ts';
import { addRun } from '../../src-main/library/runs.ts';
import { trashItem } from '../../src-main/library/trash.ts';
import { draftCheckpoint, hashOf, openLibrary } from './sample.ts';

test('by name, by id with and without #, and by the beginning of a hash', async () => {
  const library = await openLibrary();
  const { id } = addCheckpoint(library, draftCheckpoint({ hash: hashOf('ab12') })).checkpoint;
  for (const wanted of ['sst2', ' sst2 ', `#${id}`, String(id), 'ab12', 'AB120', hashOf('ab12')]) {
    expect(findItem(library, 'checkpoint', wanted).id, wanted).toBe(id);
  }
  for (const wanted of ['ab1', '', '#', "' OR 1=1 --", '%', 'ab13', '#999', '99999999999999999999']) {
    expect(() => findItem(library, 'checkpoint', wanted), wanted).toThrow(/has no checkpoint/);
  }
  expect(() => findItem(library, 'checkpoint', 'sts2')).toThrow(/did you mean 'sst2'\?$/);
});

test('a name goes before what it could mean as an id or a hash', async () => {
  const library = await openLibrary();
  const first = addCheckpoint(library, draftCheckpoint({ hash: hashOf('ffff') })).checkpoint;
  const second = addCheckpoint(
    library,
    draftCheckpoint({ name: String(first.id), hash: hashOf('1') }),
  ).checkpoint;
  expect(findItem(library, 'checkpoint', String(first.id)).id).toBe(second.id);
  expect(findItem(library, 'checkpoint', `#${first.id}`).id).toBe(first.id);
});

test('ambiguous beginnings and shared names of runs are told', async () => {
  const library = await openLibrary();
  addCheckpoint(library, draftCheckpoint({ name: 'a', hash: hashOf('abcd1') }));
  addCheckpoint(library, draftCheckpoint({ name: 'b', hash: hashOf('abcd2') }));
  expect(() => findItem(library, 'checkpoint', 'abcd')).toThrow(
    /ambiguous: it means 2 checkpoints .*#1 'a', #2 'b'/,
  );
  for (let i = 0; i < 7; i++) addRun(library, { name: 'again', command: 'merge', input: {}, owner: null });
  expect(() => findItem(library, 'run', 'again')).toThrow(/means 7 runs .* and 2 more/);
});

test('what is in the trash is said to be there', async () => {
  const library = await openLibrary();
  const { id } = addCheckpoint(library, draftCheckpoint()).checkpoint;
  trashItem(library, id);
  expect(() => findItem(library, 'checkpoint', 'sst2')).toThrow(/'sst2' \(#1\) is in the trash/);
  expect(findItem(library, 'checkpoint', 'sst2', { trashed: true }).id).toBe(id);
});

test('a taken name names who has it, also from the trash; nothing changes', async () => {
  const library = await openLibrary();
  const first = addCheckpoint(library, draftCheckpoint()).checkpoint;
  const second = addCheckpoint(library, draftCheckpoint({ name: 'b', hash: hashOf('b') })).checkpoint;
  trashItem(library, first.id);
  expect(() => {
    renameItem(library, second.id, 'sst2');
  }).toThrow(/taken by checkpoint 'sst2' \(#1, in the trash\)/);
  expect(getItem(library, 'checkpoint', second.id).name).toBe('b');
  renameItem(library, second.id, 'b');
  for (const bad of ['', '  ', '#12', 'a\nb', 'a\0', 'x'.repeat(201)]) {
    expect(() => {
      renameItem(library, second.id, bad);
    }, bad).toThrow(/The name/);
  }
  expect(() => {
    renameItem(library, 999, 'x');
  }).toThrow(/no item #999/);
});

test('tags, notes and stars; two connections in turn lose nothing', async () => {
  const one = await openLibrary();
  const two = await openLibrary(one.folder);
  const { id } = addCheckpoint(one, draftCheckpoint()).checkpoint;
  addTags(one, id, ['good']);
  addTags(two, id, ['good', ' bad ']);
  setNotes(two, id, "O'Brien; DROP TABLE item\n\u{1f600}");
  setFavourite(one, id, true);
  expect(getItem(two, 'checkpoint', id)).toMatchObject({ tags: ['bad', 'good'], favourite: true });
  expect(getItem(one, 'checkpoint', id).notes).toContain('\u{1f600}');
  removeTags(one, id, ['bad', 'never']);
  expect(() => {
    setTags(two, id, ['x', '']);
  }).toThrow(/tag/);
  expect(getItem(one, 'checkpoint', id).tags).toEqual(['good']);
  setTags(two, id, ['new']);
  expect(getItem(one, 'checkpoint', id).tags).toEqual(['new']);
});

test('a hash is recalled only for the same size and time of change', async () => {
  const library = await openLibrary();
  const stat = { size: 10, mtimeMs: 1234.5678 };
  keepHash(library, '/a', stat, 'h1');
  expect(recallHash(library, '/a', stat)).toBe('h1');
  expect(recallHash(library, '/a', { ...stat, size: 11 })).toBeUndefined();
  expect(recallHash(library, '/a', { ...stat, mtimeMs: 1234.5679 })).toBeUndefined();
  expect(recallHash(library, '/b', stat)).toBeUndefined();
  keepHash(library, '/a', { ...stat, size: 11 }, 'h2');
  expect(recallHash(library, '/a', stat)).toBeUndefined();
});
