/** Imports: what lies at a path, scans of trees, copies, bases, datasets. */
import { cp, mkdir, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { WorkInput } from '../../../src-main/contract/work.ts';
import { hashFiles } from '../../../src-main/core/files/hash.ts';
import { runFingerprint } from '../../../src-main/runs/worker/fingerprint.ts';
import { runImport } from '../../../src-main/runs/worker/import.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { pickleWeights } from '../../core/torch/spelling.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

type Input = WorkInput<'import'>;

function importAll(paths: readonly string[], choices: Partial<Input> = {}, surroundings = {}) {
  const input: Input = { paths, scan: false, storage: 'linked', reading: {}, bases: [], ...choices };
  return runImport(input, {}, surroundings);
}

it('keeps what a checkpoint is, and the hash that Fishers and plans know it by', async () => {
  const folder = await writeTinyCheckpoint(join(await temporaryFolder(), 'reviews'), { dtype: 'F16' });
  const { checkpoints, refused } = await importAll([folder]);
  expect(refused).toEqual([]);
  expect(checkpoints).toMatchObject([
    {
      name: 'reviews',
      folder,
      storage: 'linked',
      family: 'bert',
      layers: 2,
      heads: 2,
      hidden: 8,
      dtype: 'F16',
    },
  ]);
  expect(checkpoints[0]).toMatchObject({
    problem: 'single-label',
    labels: ['negative', 'positive'],
    baseHash: null,
  });
  expect(checkpoints[0]!.hash).toBe(await hashFiles([join(folder, 'model.safetensors')]));
});

it.each(['config.json', 'model.safetensors'])('takes %s for its folder', async (name) => {
  const folder = await writeTinyCheckpoint(join(await temporaryFolder(), 'a'));
  expect((await importAll([join(folder, name)])).checkpoints).toMatchObject([{ folder }]);
});

const WRONG: Readonly<
  Record<string, readonly [files: Readonly<Record<string, string>>, path: string, says: RegExp]>
> = {
  'an empty folder': [{}, '.', /is empty; expected a checkpoint/],
  'a folder of something else': [{ 'a.md': 'x' }, '.', /holds no config\.json; expected/],
  'a LoRA adapter, where nothing is to be kept': [
    { 'adapter_config.json': '{}', 'config.json': '{}' },
    '.',
    /is a LoRA adapter, not a checkpoint/,
  ],
  "a LoRA adapter's weights alone": [{ 'adapter_model.bin': '' }, '.', /but no adapter_config\.json/],
  pickles: [{ 'config.json': '{}', 'optimizer.pt': '' }, '.', /PyTorch pickles under another name/],
  GGUF: [{ 'a.gguf': '' }, 'a.gguf', /is GGUF/],
  ONNX: [{ 'a.onnx': '' }, 'a.onnx', /is ONNX/],
  'other safetensors': [
    { 'fisher.safetensors': '' },
    'fisher.safetensors',
    /not the weights of a checkpoint/,
  ],
  'a picture': [{ 'a.png': '' }, 'a.png', /of no kind that Weir imports/],
  'what is not there': [{}, 'nowhere', /there is no such file or folder/],
  'a config that is no JSON': [{ 'config.json': '{', 'model.safetensors': '' }, '.', /config\.json/],
  'a dataset without rows': [{ 'a.tsv': 'text\tlabel\n' }, 'a.tsv', /no rows/],
  'a dataset of bytes': [{ 'a.parquet': 'PAR0' }, 'a.parquet', /./],
};

it.each(Object.entries(WRONG))(
  'refuses %s in one sentence, and imports the others',
  async (_, [files, path, says]) => {
    const home = await temporaryFolder();
    const good = await writeTinyCheckpoint(join(home, 'good'));
    const bad = join(home, 'bad');
    await mkdir(bad);
    for (const [name, text] of Object.entries(files)) await writeFile(join(bad, name), text);
    const { checkpoints, refused } = await importAll([join(bad, path), good]);
    expect(checkpoints).toHaveLength(1);
    expect(refused).toHaveLength(1);
    expect(refused[0]!.message).toMatch(says);
    expect(refused[0]!.message).toMatch(/^[^\n]+\.$/);
  },
);

it('scans 500 folders of which 10 are bad', async () => {
  const home = await temporaryFolder();
  const first = await writeTinyCheckpoint(join(home, 'tree', 'first', '0'));
  for (let at = 1; at < 500; at++)
    await cp(first, join(home, 'tree', String(at % 7), String(at)), { recursive: true });
  const spoil: ((folder: string) => Promise<void>)[] = [
    (folder) => truncate(join(folder, 'model.safetensors'), 100),
    (folder) => writeFile(join(folder, 'config.json'), '{"model_type": "mamba"}'),
    (folder) => writeFile(join(folder, 'config.json'), 'no JSON'),
    (folder) => truncate(join(folder, 'model.safetensors'), 0),
    (folder) => rm(join(folder, 'model.safetensors')),
  ];
  for (let at = 0; at < 10; at++) {
    const folder = join(home, 'tree', String((at + 20) % 7), String(at + 20));
    await spoil[at % spoil.length]!(folder);
  }
  const { checkpoints, refused } = await importAll([join(home, 'tree')], { scan: true });
  expect([checkpoints.length, refused.length]).toEqual([490, 10]);
  expect(new Set(checkpoints.map(({ hash }) => hash)).size).toBe(1);
});

it('scans the Hugging Face cache by its snapshots, and follows links once', async () => {
  const home = await temporaryFolder();
  const real = await writeTinyCheckpoint(join(home, 'real'));
  const repository = join(home, 'hub', 'models--org--name');
  for (const revision of ['aaaaaaa1', 'bbbbbbb2']) {
    const snapshot = join(repository, 'snapshots', revision);
    await mkdir(snapshot, { recursive: true });
    await mkdir(join(repository, 'blobs'), { recursive: true });
    for (const name of await readdir(real)) {
      const blob = join(repository, 'blobs', `${revision}-${name}`);
      await cp(join(real, name), blob);
      await symlink(blob, join(snapshot, name));
    }
  }
  await symlink(join(home, 'hub'), join(repository, 'snapshots', 'loop'));
  const { checkpoints, refused } = await importAll([join(home, 'hub')], { scan: true });
  expect(refused).toEqual([]);
  expect(checkpoints.map(({ name }) => name)).toEqual(['org/name@aaaaaaa', 'org/name@bbbbbbb']);
});

it('copies whole or not at all, once for each content', async () => {
  const home = await temporaryFolder();
  const source = await writeTinyCheckpoint(join(home, 'a'));
  await writeFile(join(source, 'optimizer.pt'), 'large');
  const library = { checkpoints: join(home, 'c'), fishers: join(home, 'f'), partial: join(home, 'p') };
  for (const folder of Object.values(library)) await mkdir(folder);
  for (let again = 0; again < 2; again++) {
    const { checkpoints } = await importAll([source], { storage: 'copied' }, { library });
    const [copy] = checkpoints;
    expect(copy).toMatchObject({
      name: 'a',
      storage: 'copied',
      folder: join(library.checkpoints, copy!.hash.slice(0, 16)),
    });
    expect((await readdir(copy!.folder)).sort()).toEqual(
      ['config.json', 'model.safetensors', 'tokenizer_config.json', 'vocab.txt'].sort(),
    );
  }
  expect(await readdir(library.checkpoints)).toHaveLength(1);
  expect(await readdir(library.partial)).toEqual([]);
});

it('copies pickled weights where there are no others, and never what is no weights', async () => {
  const home = await temporaryFolder();
  const source = await writeTinyCheckpoint(join(home, 'a'));
  const safe = join(source, 'model.safetensors');
  await using weights = await Weights.open(safe);
  await writeFile(join(source, 'pytorch_model.bin'), await pickleWeights(weights, 'legacy'));
  for (const name of ['optimizer.bin', 'training_args.bin', 'scheduler.pt', 'pytorch_model.bin.index.json']) {
    await writeFile(join(source, name), '{}');
  }
  for (const name of ['merges.txt', 'spiece.model', 'adapter_model.bin'])
    await writeFile(join(source, name), '');
  const library = { checkpoints: join(home, 'c'), fishers: join(home, 'f'), partial: join(home, 'p') };
  for (const folder of Object.values(library)) await mkdir(folder);
  const copy = async () => {
    const { checkpoints, refused } = await importAll([source], { storage: 'copied' }, { library });
    expect(refused).toEqual([]);
    return (await readdir(checkpoints[0]!.folder)).sort();
  };
  const texts = ['config.json', 'merges.txt', 'spiece.model', 'tokenizer_config.json', 'vocab.txt'];
  expect(await copy()).toEqual([...texts, 'model.safetensors'].sort());
  await rm(safe);
  const pickled = ['adapter_model.bin', 'pytorch_model.bin', 'pytorch_model.bin.index.json'];
  expect(await copy()).toEqual([...texts, ...pickled].sort());
});

it.each(['pytorch_model.bin', 'config.json', '.'])(
  'imports pickled weights by %s, and finds them in a scan',
  async (name) => {
    const folder = await writeTinyCheckpoint(join(await temporaryFolder(), 'a'), { dtype: 'BF16' });
    const safe = join(folder, 'model.safetensors');
    await using weights = await Weights.open(safe);
    await writeFile(join(folder, 'pytorch_model.bin'), await pickleWeights(weights, 'zip'));
    await rm(safe);
    for (const scan of name === '.' ? [false, true] : [false]) {
      const { checkpoints, refused } = await importAll([join(folder, name)], { scan });
      expect(refused).toEqual([]);
      expect(checkpoints).toMatchObject([{ folder, family: 'bert', dtype: 'BF16' }]);
      expect(checkpoints[0]!.files).toMatchObject([{ path: join(folder, 'pytorch_model.bin') }]);
    }
  },
);

it('finds the base among those without a task head, by tensors', async () => {
  const home = await temporaryFolder();
  const base = await writeTinyCheckpoint(join(home, 'base'), { seed: 1, labels: [] });
  await writeTinyCheckpoint(join(home, 'other'), { seed: 2, labels: [] });
  await writeTinyCheckpoint(join(home, 'expert'), { seed: 1 });
  await writeTinyCheckpoint(join(home, 'stranger'), { seed: 3 });
  const { checkpoints } = await importAll([home], { scan: true });
  const baseOf = (name: string) => checkpoints.find((one) => one.name === name)!.baseHash;
  expect(baseOf('expert')).toBe(checkpoints.find(({ folder }) => folder === base)!.hash);
  expect([baseOf('stranger'), baseOf('base'), baseOf('other')]).toEqual([null, null, null]);
});

it('does not read again what has the size and time that it had', async () => {
  const folder = await writeTinyCheckpoint(join(await temporaryFolder(), 'a'));
  const { size, mtimeMs } = await stat(join(folder, 'model.safetensors'));
  const hash = 'f'.repeat(64);
  const known = [{ path: join(folder, 'model.safetensors'), bytes: size, changedAt: mtimeMs, hash }];
  const found = await importAll([folder], {}, { known });
  expect(found.checkpoints[0]!.hash).toBe(hash);
  expect(found.hashes).toEqual([]);
  await writeFile(join(folder, 'model.safetensors'), 'changed');
  expect((await runFingerprint({ paths: [folder, join(folder, 'gone')] }, {}, { known })).prints).toEqual([
    { path: folder, hash: null },
    { path: join(folder, 'gone'), hash: null },
  ]);
});

it('keeps columns, rows and a preview of a dataset', async () => {
  const file = join(await temporaryFolder(), 'sst2', 'dev.tsv');
  await mkdir(join(file, '..'));
  await writeFile(file, `sentence\tlabel\n${'good\t1\n'.repeat(30)}`);
  const { datasets } = await importAll([file], { metric: 'accuracy' });
  expect(datasets).toMatchObject([
    { name: 'sst2-dev', file, rows: 30, columns: ['sentence', 'label'], metric: 'accuracy', bytes: 225 },
  ]);
  expect(datasets[0]!.preview).toHaveLength(20);
  expect(datasets[0]!.preview[0]).toEqual(['good', '1']);
});
