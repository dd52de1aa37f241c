/** The sample taken into a library, and what the program says of itself. */
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { LibraryCheckpoint, LibraryDataset } from '../../src-main/contract/library.ts';
import { temporaryFolder } from '../temporary.ts';
import { stageApp } from './stage.ts';

const PACKAGE = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
};

it('takes the sample in once: a second time doubles nothing, and all is as it was; then it moves with the library', async () => {
  const { app, folder } = await stageApp();
  const first = await app.call('sample.import', {});
  expect(first.refused).toEqual([]);
  expect(first.items.filter(({ kind }) => kind === 'checkpoint')).toHaveLength(5);
  expect(first.items.filter(({ kind }) => kind === 'dataset')).toHaveLength(8);
  const again = await app.call('sample.import', {});
  expect(again.items.map(({ id }) => id)).toEqual(first.items.map(({ id }) => id));
  expect(again.items.filter(({ isNew }) => isNew)).toEqual([]);
  const list = async () => {
    const checkpoints = await app.call('library.list', { kind: 'checkpoint' });
    const datasets = await app.call('library.list', { kind: 'dataset' });
    return [checkpoints.rows, datasets.rows] as unknown as readonly [LibraryCheckpoint[], LibraryDataset[]];
  };
  const expectAll = async (place: string) => {
    const [checkpoints, datasets] = await list();
    expect([checkpoints.length, datasets.length]).toEqual([5, 8]);
    for (const { presence, tags, name } of [...checkpoints, ...datasets])
      expect({ name, presence, tags }).toEqual({ name, presence: 'present', tags: ['sample'] });
    for (const { file } of datasets) expect(file.startsWith(join(place, 'sample'))).toBe(true);
    const base = checkpoints.find(({ name }) => name === 'base')!;
    expect(checkpoints.filter(({ baseId }) => baseId === base.id)).toHaveLength(4);
  };
  await expectAll(folder);
  const recipe = await readFile(join(folder, 'sample', 'recipe.yaml'), 'utf8');
  expect((await app.call('recipe.read', { text: recipe })).recipe.method).toBe('fisher-mask');
  const to = join(await temporaryFolder(), 'elsewhere');
  await app.call('library.move', { folder: to });
  await expectAll(to);
  expect(await readdir(folder)).toEqual(['moved-to.txt']);
  // And back, where the pointer lies.
  await app.call('library.move', { folder });
  await expectAll(folder);
  expect(await readdir(to)).toEqual(['moved-to.txt']);
});

it('names its version, what it runs on, and the licence of every package that it carries', async () => {
  const { app, folder } = await stageApp();
  const about = await app.call('about', {});
  expect(about).toMatchObject({ version: PACKAGE.version, library: folder });
  expect(about.versions).toMatchObject({
    Node: process.versions.node,
    'ONNX Runtime': expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    SQLite: expect.stringMatching(/^3\.\d+/) as string,
  });
  expect(about.versions).not.toHaveProperty('Electron');
  expect(about.licences.map(({ name }) => name).sort()).toEqual(Object.keys(PACKAGE.dependencies).sort());
  for (const { name, version, licence } of about.licences) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
    expect(licence, name).toMatch(/^(MIT|Apache-2\.0|ISC|BSD-[23]-Clause)$/);
  }
});
