/** Hashes, against the published test vectors of SHA-256 (FIPS 180-2). */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Progress } from '../../../src-main/contract/progress.ts';
import { hashFile, hashText } from '../../../src-main/core/files/hash.ts';
import { temporaryFolder } from '../../temporary.ts';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const MILLION_A = 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0';

it('refuses what is not a file', async () => {
  const folder = await temporaryFolder();
  await expect(hashFile(folder)).rejects.toThrow(`'${folder}' is not a file.`);
  await expect(hashFile(join(folder, 'gone'))).rejects.toMatchObject({ code: 'missing-file' });
});

it('stops when it is told to', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, 'abc');
  await expect(hashFile(file, { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
});

it('hashes texts', () => {
  expect(hashText('')).toBe(EMPTY);
  expect(hashText('abc')).toBe(ABC);
});

it('hashes files, empty and longer ones', async () => {
  const file = join(await temporaryFolder(), 'file');
  for (const [text, hash] of [
    ['', EMPTY],
    ['abc', ABC],
    ['a'.repeat(1_000_000), MILLION_A],
  ] as const) {
    await writeFile(file, text);
    expect(await hashFile(file)).toBe(hash);
  }
});

it('reads in chunks and says how far it is', async () => {
  const file = join(await temporaryFolder(), 'file');
  const text = 'weir '.repeat(2_000_000);
  await writeFile(file, text);
  const reports: Progress[] = [];
  expect(await hashFile(file, { report: (progress) => reports.push(progress) })).toBe(hashText(text));
  expect(reports.map(({ done, total }) => done / total)).toEqual([0.4194304, 0.8388608, 1]);
});
