/** What lies in a folder, for people who choose a path in a page. */
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles } from '../../src-main/app/file-list.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTinyCheckpoint } from '../tiny-checkpoint.ts';

describe('a folder is refused in one sentence', () => {
  it.each([
    ['that is not there', 'nowhere', 'missing-file'],
    ['that is a file', 'a.tsv', 'missing-file'],
    ['in a file', 'a.tsv/b', 'missing-file'],
    ['whose name ends early', 'a\0b', 'invalid-file'],
    ['whose name is too long', 'x'.repeat(5000), 'invalid-file'],
  ])('%s', async (_, name, code) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a.tsv'), '');
    await expect(listFiles(`${folder}/${name}`)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^[^\n]+ cannot be read: [^\n]+\.$/) as string,
    });
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'closed'));
    await chmod(join(folder, 'closed'), 0);
    await expect(listFiles(join(folder, 'closed'))).rejects.toMatchObject({ code: 'invalid-input' });
  });
});

describe('a folder is listed', () => {
  it('with checkpoints first, then folders, then files, without what is hidden or leads nowhere', async () => {
    const folder = await temporaryFolder();
    await writeTinyCheckpoint(join(folder, 'z checkpoint'));
    for (const name of ['b', 'a10', 'a9', '.hidden']) await mkdir(join(folder, name));
    // A folder of this name is no checkpoint.
    await mkdir(join(folder, 'b', 'config.json'));
    await writeFile(join(folder, 'text.tsv'), '12345');
    await writeFile(join(folder, 'A "name" \n <b>.csv'), '');
    await writeFile(join(folder, '.secret'), '');
    await symlink(join(folder, 'gone'), join(folder, 'dangling'));
    await symlink(folder, join(folder, 'loop'));
    const { entries, parent } = await listFiles(folder);
    expect(entries.map(({ kind, name, bytes }) => [kind, name, bytes])).toEqual([
      ['checkpoint', 'z checkpoint', 0],
      ['folder', 'a9', 0],
      ['folder', 'a10', 0],
      ['folder', 'b', 0],
      ['folder', 'loop', 0],
      ['file', 'A "name" \n <b>.csv', 0],
      ['file', 'text.tsv', 5],
    ]);
    expect(entries[0]!.path).toBe(join(folder, 'z checkpoint'));
    expect(parent).toBe(join(folder, '..'));
  });

  it('in part where it holds very many', async () => {
    const folder = await temporaryFolder();
    await Promise.all(Array.from({ length: 2100 }, (_, at) => writeFile(join(folder, String(at)), '')));
    expect((await listFiles(folder)).entries).toHaveLength(2000);
    await rm(folder, { recursive: true });
  });

  it('to the root, which lies in none; without a name, the own', async () => {
    expect(await listFiles('/')).toMatchObject({ folder: '/', parent: null });
    expect((await listFiles(undefined)).folder).toBe(homedir());
    expect((await listFiles('/usr/../usr/')).folder).toBe('/usr');
  });
});
