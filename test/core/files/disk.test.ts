/** Text files of checkpoints and recipes: what is refused before it is read. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTextFile } from '../../../src-main/core/files/disk.ts';
import { temporaryFolder } from '../../temporary.ts';

it('a text of the allowed size is read, a longer one is not', async () => {
  const file = join(await temporaryFolder(), 'a.txt');
  await writeFile(file, 'grün');
  expect(await readTextFile(file, 5)).toBe('grün');
  await expect(readTextFile(file, 4)).rejects.toThrow(`'${file}' has 5 bytes; at most 4 are read.`);
});

it('what is no file, such as a pipe that never ends, is not opened', async () => {
  const folder = await temporaryFolder();
  await expect(readTextFile(folder, 9)).rejects.toThrow(`'${folder}' is not a file.`);
});
