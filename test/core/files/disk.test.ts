/** Files read in part or as text: what is refused, before it is read or as soon as it ends. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openForReading, readBytes, readBytesNow, readTextFile } from '../../../src-main/core/files/disk.ts';
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

it('bytes are read where they lie, later or at once, and a file that ends before them is named', async () => {
  const file = join(await temporaryFolder(), 'a');
  await writeFile(file, 'abcdef');
  await using open = await openForReading(file);
  const sentence = `'${file}' ends at byte 6; expected at least 8.`;
  expect((await readBytes(open, 2, 3)).toString()).toBe('cde');
  await expect(readBytes(open, 5, 3)).rejects.toThrow(sentence);
  expect(readBytesNow(open, 2, 3).toString()).toBe('cde');
  expect(() => readBytesNow(open, 5, 3)).toThrow(sentence);
});
