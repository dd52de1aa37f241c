/** Several programs on one library. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { addCheckpoint } from '../../src-main/library/checkpoints.ts';
import { getItem } from '../../src-main/library/items.ts';
import { findFaults, Library } from '../../src-main/library/library.ts';
import { listItems } from '../../src-main/library/listing.ts';
import { temporaryFolder } from '../temporary.ts';
import { draftCheckpoint, openLibrary } from './sample.ts';

const PROGRAM = fileURLToPath(new URL('./programs/write.ts', import.meta.url));
const TIMES = 60;

function start(folder: string, name: string, times: number): Promise<unknown> {
  return promisify(execFile)(process.execPath, [PROGRAM, folder, name, String(times)]);
}

it('loses no update of three writers, and tells none of them of a lock', async () => {
  const library = await openLibrary();
  const { checkpoint } = addCheckpoint(library, draftCheckpoint());
  expect(checkpoint.id).toBe(1);
  library.db.prepare("INSERT INTO setting VALUES ('count', '0')").run();
  const names = ['ann', 'bob', 'eve'];
  await Promise.all(names.map((name) => start(library.folder, name, TIMES)));
  expect(getItem(library, 'checkpoint', 1).tags).toHaveLength(names.length * TIMES);
  expect(library.db.prepare("SELECT value FROM setting WHERE key = 'count'").pluck().get()).toBe(
    String(names.length * TIMES),
  );
  expect(listItems(library, 'run', {}).total).toBe(names.length * TIMES);
  expect(listItems(library, 'run', { where: { state: 'running' } }).total).toBe(0);
  expect(findFaults(library.db, { thorough: true })).toEqual([]);
});

it('makes one library where four programs open it first at once', async () => {
  const folder = join(await temporaryFolder(), 'library');
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => start(folder, name, 0)));
  const library = Library.open(folder);
  expect([library.notice, listItems(library, 'run', {}).total]).toEqual([undefined, 0]);
  library.close();
});
