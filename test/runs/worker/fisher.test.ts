/** A Fisher's own command: what it refuses before it computes anything. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { FisherInput } from '../../../src-main/contract/commands.ts';
import { runFisher } from '../../../src-main/runs/worker/fisher.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  await writeTinyCheckpoint(join(folder, 'a'), { seed: 1 });
  await writeFile(join(folder, 'a.tsv'), 'text\tlabel\ngood film\t1\n');
});

const take = (out: string) =>
  runFisher({
    checkpoint: join(folder, 'a'),
    dataset: { file: join(folder, 'a.tsv') },
    settings: FisherInput.parse({}),
    device: 'cpu',
    out: join(folder, out),
  });

describe('a Fisher is not written', () => {
  it('over the weights of a checkpoint', async () => {
    const weights = join(folder, 'a', 'model.safetensors');
    const before = await readFile(weights);
    await expect(take('a/model.safetensors')).rejects.toThrow(
      `'${weights}' is there already and is no Fisher file.`,
    );
    expect(await readFile(weights)).toEqual(before);
  });

  it('where a folder has its name', async () => {
    await mkdir(join(folder, 'f.safetensors'));
    await expect(take('f.safetensors')).rejects.toThrow('is there already and is no Fisher file.');
  });

  it('into a folder that is not there, which is said before a row is read', async () => {
    await writeFile(join(folder, 'a.tsv'), '');
    await expect(take('none/f.safetensors')).rejects.toThrow(
      `'${join(folder, 'none')}' cannot be written: there is no such file or folder.`,
    );
  });
});

it('a Fisher is written over an earlier one', async () => {
  await take('f.safetensors');
  expect((await take('f.safetensors')).count).toBe(1);
});
