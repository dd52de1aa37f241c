/** Backups, their way back, and what a check finds. */
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backUpLibrary, recoverLibrary } from '../../src-main/library/backup.ts';
import { checkLibrary } from '../../src-main/library/check.ts';
import { addCheckpoint } from '../../src-main/library/checkpoints.ts';
import { measureUsage } from '../../src-main/library/disk-use.ts';
import { Library } from '../../src-main/library/library.ts';
import { listItems } from '../../src-main/library/listing.ts';
import { temporaryFolder } from '../temporary.ts';
import { draftCheckpoint, hashOf, openLibrary, writeCheckpoint } from './sample.ts';

it('brings back what was backed up, and sets aside what it replaces', async () => {
  const home = await temporaryFolder();
  const file = join(home, 'backup.sqlite');
  const library = Library.open(join(home, 'library'));
  addCheckpoint(library, draftCheckpoint());
  expect((await backUpLibrary(library, file)).bytes).toBeGreaterThan(4096);
  addCheckpoint(library, draftCheckpoint({ name: 'later', hash: hashOf('bbbb') }));
  // Over an earlier backup, too.
  await backUpLibrary(library, file);
  addCheckpoint(library, draftCheckpoint({ name: 'last', hash: hashOf('cccc') }));
  library.close();
  const { setAside } = recoverLibrary(join(home, 'library'), file);
  expect(setAside).toMatch(/-replaced$/);
  expect(readdirSync(setAside!)).toContain('weir.sqlite');
  const again = await openLibrary(join(home, 'library'));
  expect(listItems(again, 'checkpoint', {}).rows.map(({ name }) => name)).toEqual(['later', 'sst2']);
  expect([again.notice, readdirSync(home).sort()]).toEqual([undefined, ['backup.sqlite', 'library']]);
});

it('touches nothing for a backup that is none, is damaged, or is not there', async () => {
  const home = await temporaryFolder();
  const library = Library.open(join(home, 'library'));
  addCheckpoint(library, draftCheckpoint());
  const file = join(home, 'backup.sqlite');
  await backUpLibrary(library, file);
  library.close();
  truncateSync(file, 30_000);
  writeFileSync(join(home, 'text'), 'a text of my own');
  for (const [path, says] of [
    [file, /damaged/],
    [join(home, 'text'), /is not a backup/],
    [join(home, 'nothing'), /There is no backup/],
    [home, /is not a backup/],
  ] as const) {
    expect(() => recoverLibrary(join(home, 'library'), path)).toThrow(says);
  }
  const again = await openLibrary(join(home, 'library'));
  expect(listItems(again, 'checkpoint', {}).total).toBe(1);
  expect(readdirSync(join(home, 'library', 'set-aside'))).toEqual([]);
});

it('never writes a backup over anything else', async () => {
  const library = await openLibrary();
  const own = join(await temporaryFolder(), 'thesis.txt');
  writeFileSync(own, 'a text of my own');
  await expect(backUpLibrary(library, own)).rejects.toThrow(/is not a backup/);
  await expect(backUpLibrary(library, library.pathOf('weir.sqlite'))).rejects.toThrow(
    /is the library itself/,
  );
  await expect(backUpLibrary(library, '/nowhere/at/all')).rejects.toThrow(/cannot be written/);
});

it('finds what is missing, what changed, and what belongs to nothing', async () => {
  const library = await openLibrary();
  const home = await temporaryFolder();
  const files = writeCheckpoint(join(home, 'a'));
  addCheckpoint(library, draftCheckpoint({ folder: join(home, 'a'), files }));
  addCheckpoint(
    library,
    draftCheckpoint({
      name: 'gone',
      hash: hashOf('bbbb'),
      folder: '/gone',
      files: [{ path: '/gone/model.safetensors', bytes: 1, changedAt: 1 }],
    }),
  );
  mkdirSync(library.pathOf('checkpoints', 'orphan'));
  writeFileSync(library.pathOf('checkpoints', 'orphan', 'x'), '12345');
  expect(checkLibrary(library)).toMatchObject({
    faults: [],
    absent: [{ name: 'gone', presence: 'missing', path: '/gone' }],
    orphans: [{ path: library.pathOf('checkpoints', 'orphan'), bytes: 5 }],
  });
  writeFileSync(files[0]!.path, 'other weights');
  expect(checkLibrary(library).absent.map(({ name, presence }) => [name, presence])).toEqual([
    ['sst2', 'changed'],
    ['gone', 'missing'],
  ]);
});

it('tells what it takes of the disk, by kind', async () => {
  const library = await openLibrary();
  addCheckpoint(library, draftCheckpoint({ bytes: 100 }));
  addCheckpoint(library, draftCheckpoint({ name: 'b', hash: hashOf('bbbb'), bytes: 50, storage: 'copied' }));
  const { kinds, free, database } = measureUsage(library);
  expect(kinds[0]).toEqual({ kind: 'checkpoint', count: 2, bytes: 150, own: 50 });
  expect([free > 0, database > 0]).toEqual([true, true]);
});
