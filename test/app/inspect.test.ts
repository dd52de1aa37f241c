/** What Weir tells of a checkpoint. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stageApp } from './stage.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTinyCheckpoint } from '../tiny-checkpoint.ts';

it('refuses a folder that is not there, is no checkpoint, or has lost its weights', async () => {
  const folder = await temporaryFolder();
  const missing = { code: 'missing-file' };
  await expect(
    (await stageApp()).app.call('inspect', { checkpoint: join(folder, 'nowhere') }),
  ).rejects.toMatchObject(missing);
  await expect((await stageApp()).app.call('inspect', { checkpoint: folder })).rejects.toMatchObject(missing);
  await writeTinyCheckpoint(folder);
  await rm(join(folder, 'model.safetensors'));
  await expect((await stageApp()).app.call('inspect', { checkpoint: folder })).rejects.toMatchObject(missing);
});

it('refuses a number of layers that no file could hold, at once', async () => {
  const folder = await writeTinyCheckpoint(await temporaryFolder());
  const file = join(folder, 'config.json');
  const config = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...config, num_hidden_layers: 1e9 }));
  await expect((await stageApp()).app.call('inspect', { checkpoint: folder })).rejects.toThrow(
    /has 1000000000 layers by its config\.json, but only \d+ tensors\.$/,
  );
});

it('refuses weights that are no safetensors file', async () => {
  const folder = await writeTinyCheckpoint(await temporaryFolder());
  await writeFile(join(folder, 'model.safetensors'), 'not a tensor in sight');
  await expect((await stageApp()).app.call('inspect', { checkpoint: folder })).rejects.toMatchObject({
    code: 'invalid-file',
  });
});

it('tells sizes, task head, parameters and mask nodes', async () => {
  const folder = await writeTinyCheckpoint(await temporaryFolder(), { labels: ['no', 'maybe', 'yes'] });
  const record = await (await stageApp()).app.call('inspect', { checkpoint: folder });
  // Counted by hand: embeddings (30 + 16 + 2)·8 + 16; a layer 4·(64 + 8) + 16 + (96 + 12) + (96 + 8) + 16; pooler 72; head 27.
  const parameters = 400 + 2 * 532 + 72 + 27;
  expect(record).toMatchObject({
    folder,
    family: 'bert',
    layers: 2,
    heads: 2,
    hidden: 8,
    neurons: 12,
    vocabulary: 30,
    positions: 16,
    activation: 'gelu',
    head: { problem: 'single-label', labels: ['no', 'maybe', 'yes'] },
    dtypes: ['F32'],
    parameters,
    bytes: 4 * parameters,
    maskNodes: { heads: 4, neurons: 24 },
  });
});

it('gives every tensor its role, and none to the task head', async () => {
  const folder = await writeTinyCheckpoint(await temporaryFolder(), { dtype: 'F16' });
  const { tensors } = await (await stageApp()).app.call('inspect', { checkpoint: folder });
  expect(tensors).toHaveLength(5 + 2 * 16 + 2 + 2);
  expect(tensors[0]).toEqual({
    name: 'bert.embeddings.word_embeddings.weight',
    dtype: 'F16',
    shape: [30, 8],
    role: 'embeddings',
  });
  const unmerged = tensors.filter(({ role }) => role === undefined).map(({ name }) => name);
  expect(unmerged).toEqual(['classifier.bias', 'classifier.weight']);
});

it('says that an encoder alone has no task head', async () => {
  const folder = await writeTinyCheckpoint(await temporaryFolder(), { labels: [] });
  expect(await (await stageApp()).app.call('inspect', { checkpoint: folder })).toMatchObject({
    head: undefined,
  });
});
