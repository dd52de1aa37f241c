/** The small files of a checkpoint's folder: which are read, and in what order they count. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listFiles, readCheckpointTexts } from '../../../src-main/core/files/checkpoint-texts.ts';
import { temporaryFolder } from '../../temporary.ts';

async function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)));
  return folder;
}

describe('readCheckpointTexts', () => {
  it('reads the files of every kind of tokenizer, a SentencePiece model byte by byte', async () => {
    const bytes = Uint8Array.from([10, 0, 255, 128, 13, 10]);
    const files = {
      'config.json': '{}',
      'added_tokens.json': '{"x": 1}',
      'vocab.json': '{"a": 0}',
      'merges.txt': 'a b',
      'spm.model': bytes,
    };
    const texts = await readCheckpointTexts(await makeFolder(files));
    expect(texts).toMatchObject({ addedTokens: '{"x": 1}', vocabJson: '{"a": 0}', mergesTxt: 'a b' });
    const listed = listFiles(texts).map(([name, content]) => [name, Buffer.from(content)] as const);
    expect(Object.fromEntries(listed)).toEqual(
      Object.fromEntries(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)])),
    );
  });

  it.each([
    [['tokenizer.model', 'sentencepiece.bpe.model'], 'sentencepiece.bpe.model'],
    [['tokenizer.model', 'spm.model', 'spiece.model'], 'spiece.model'],
    [['tokenizer.model'], 'tokenizer.model'],
  ])('of %j reads %s', async (names, expected) => {
    const models = Object.fromEntries(names.map((name) => [name, name]));
    const texts = await readCheckpointTexts(await makeFolder({ 'config.json': '{}', ...models }));
    expect(texts.sentencePiece?.name).toBe(expected);
    expect(Buffer.from(texts.sentencePiece!.bytes).toString()).toBe(expected);
  });

  it.each([
    ['a folder without config.json', { 'vocab.txt': 'a' }, 'it holds no config.json'],
    ['no folder', undefined, 'there is no such folder'],
  ])('refuses %s', async (_, files, reason) => {
    const folder = files ? await makeFolder(files) : join(await temporaryFolder(), 'none');
    await expect(readCheckpointTexts(folder)).rejects.toThrow(`'${folder}' is not a checkpoint: ${reason}.`);
  });
});
