/** Imports of LoRA adapters: which base they are folded into, and what the library gets. */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Surroundings } from '../../../src-main/contract/work.ts';
import type { NamedCheckpoint, WorkInput } from '../../../src-main/contract/work.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { runImport } from '../../../src-main/runs/worker/import.ts';
import { changeAdapter, LORA } from '../../core/lora/spelling.ts';
import { temporaryFolder } from '../../temporary.ts';

type Input = WorkInput<'import'>;

interface Stage {
  readonly home: string;
  readonly library: NonNullable<Surroundings['library']>;
  readonly importAll: (
    paths: readonly string[],
    choices?: Partial<Input>,
    signal?: AbortSignal,
  ) => ReturnType<typeof runImport>;
}

async function setStage(): Promise<Stage> {
  const home = await temporaryFolder();
  const at = (name: string): string => join(home, 'library', name);
  const library = {
    checkpoints: at('checkpoints'),
    fishers: at('fishers'),
    partial: at('partial'),
    statistics: at('statistics'),
  };
  for (const folder of Object.values(library)) await mkdir(folder, { recursive: true });
  const importAll: Stage['importAll'] = (paths, choices = {}, signal?: AbortSignal) => {
    const input: Input = {
      ...{ paths, scan: false, storage: 'linked', reading: {}, bases: [], library: [] },
      ...choices,
    };
    return runImport(input, { signal }, { library });
  };
  return { home, library, importAll };
}

const BASE = join(LORA, 'bert');

/** A checkpoint of the library as the host tells of it. */
function known(name: string, folder: string, more: Partial<NamedCheckpoint> = {}): NamedCheckpoint {
  return { hash: name, name, folder, declaredBase: null, problem: null, ...more };
}

it('makes a checkpoint of the library that remembers its base', async () => {
  const { library, importAll } = await setStage();
  const { checkpoints, refused } = await importAll([join(LORA, 'bert-plain')]);
  expect(refused).toEqual([]);
  const [base] = (await importAll([BASE])).checkpoints;
  const [one] = checkpoints;
  expect(one).toMatchObject({
    ...{ name: 'bert-plain', storage: 'copied', family: 'bert', problem: 'single-label', dtype: 'F32' },
    folder: join(library.checkpoints, one!.hash.slice(0, 16)),
    labels: ['LABEL_0', 'LABEL_1', 'LABEL_2'],
    declaredBase: BASE,
    baseHash: base!.hash,
  });
  expect((await readdir(one!.folder)).sort()).toEqual(['README.md', 'config.json', 'model.safetensors']);
  await using checkpoint = await openCheckpoint(one!.folder);
  expect(requireClassifier(checkpoint).head.outputs).toBe(3);
  expect(checkpoint.weights.metadata).toMatchObject({ format: 'pt', 'weir.base': base!.hash });
  const card = await readFile(join(one!.folder, 'README.md'), 'utf8');
  expect(card).toContain(join(LORA, 'bert-plain'));
  expect(await readdir(library.partial)).toEqual([]);
});

it.each(['adapter_config.json', 'adapter_model.safetensors'])('takes %s for its folder', async (name) => {
  const { importAll } = await setStage();
  const { checkpoints } = await importAll([join(LORA, 'roberta-saved', name)]);
  expect(checkpoints).toMatchObject([{ name: 'roberta-saved', family: 'roberta' }]);
});

it('gives the same content the same place, whenever and from wherever it is imported', async () => {
  const { library, importAll } = await setStage();
  const copy = await changeAdapter('gpt2-score', {});
  const paths = [join(LORA, 'gpt2-score'), copy];
  const { checkpoints } = await importAll(paths, { base: join(LORA, 'gpt2') });
  expect(new Set(checkpoints.map(({ folder }) => folder)).size).toBe(1);
  expect(await readdir(library.checkpoints)).toHaveLength(1);
});

it('finds adapters and their bases in one scan', async () => {
  const { home, importAll } = await setStage();
  const tree = join(home, 'hub');
  const snapshot = async (repository: string, from: string): Promise<void> => {
    await cp(from, join(tree, `models--${repository}`, 'snapshots', 'aaaaaaa1'), { recursive: true });
  };
  const config = { base_model_name_or_path: 'org/base' };
  await snapshot('me--adapter', await changeAdapter('bert-plain', { config }));
  await snapshot('org--base', BASE);
  await snapshot('org--other', join(LORA, 'roberta'));
  const { checkpoints, refused } = await importAll([tree], { scan: true });
  expect(refused).toEqual([]);
  expect(checkpoints.map(({ name }) => name)).toEqual(['org/base', 'org/other', 'me/adapter']);
  const [base, , folded] = checkpoints;
  expect(folded).toMatchObject({ baseHash: base!.hash, declaredBase: 'org/base', storage: 'copied' });
});

/** Which of the library's checkpoints 'org/base' means → the library. */
const MEANT: Readonly<Record<string, readonly NamedCheckpoint[]>> = {
  'by its name': [known('org/base', BASE), known('other', join(LORA, 'gpt2'))],
  'by the end of its name': [known('base', BASE), known('bases', join(LORA, 'gpt2'))],
  'by its name above the end of another’s': [known('org/base', BASE), known('base', join(LORA, 'gpt2'))],
  'by a name that it has twice': [known('org/base', BASE), known('org/base', BASE)],
  'by what it was loaded by': [
    known('saved again', BASE, { declaredBase: 'org/base' }),
    known('fine-tuned', join(LORA, 'gpt2'), { declaredBase: 'org/base', problem: 'single-label' }),
  ],
};

it.each(Object.entries(MEANT))('finds the base in the library %s', async (_, library) => {
  const { importAll } = await setStage();
  const adapter = await changeAdapter('bert-plain', { config: { base_model_name_or_path: 'org/base' } });
  const { checkpoints, refused } = await importAll([adapter], { library });
  expect(refused).toEqual([]);
  expect(checkpoints).toMatchObject([{ declaredBase: 'org/base', family: 'bert' }]);
});

/** Adapter's config, the library, what was asked for → what is said. */
const REFUSED: Readonly<Record<string, readonly [said: object, choices: Partial<Input>, says: RegExp]>> = {
  'a base that nobody knows': [
    { base_model_name_or_path: 'org/base' },
    {},
    /is a LoRA adapter of 'org\/base', which is neither a folder nor a checkpoint of the library; import that first, or say where it lies with --base\.$/,
  ],
  'a base that may be two': [
    { base_model_name_or_path: 'org/base' },
    { library: [known('base', BASE), known('mine', '/elsewhere/base')] },
    /'org\/base', which may mean 'base' or 'mine'; say which with --base\.$/,
  ],
  'no word of a base': [
    { base_model_name_or_path: null },
    {},
    /does not say of which checkpoint; say it with --base\.$/,
  ],
  'a base that is gone': [
    { base_model_name_or_path: 'org/base' },
    { library: [known('base', join(LORA, 'nowhere'))] },
    /nowhere' is not a checkpoint: there is no such folder\.$/,
  ],
  'a base of another family': [
    {},
    { base: join(LORA, 'gpt2') },
    /of a module that its base .* does not have/,
  ],
};

it.each(Object.entries(REFUSED))('refuses %s, and imports the others', async (_, [config, choices, says]) => {
  const { library, importAll } = await setStage();
  const adapter = await changeAdapter('bert-plain', { config: { ...config } });
  const { checkpoints, refused } = await importAll([adapter, join(LORA, 'roberta')], choices);
  expect(checkpoints).toHaveLength(1);
  expect(refused).toMatchObject([{ path: adapter }]);
  expect(refused[0]!.message).toMatch(says);
  expect(await readdir(library.checkpoints)).toEqual([]);
});

it('leaves nothing of an adapter that turns out wrong midway', async () => {
  const { library, importAll } = await setStage();
  const adapter = await changeAdapter('bert-plain', {
    config: { base_model_name_or_path: BASE },
    tensors: (all) =>
      all.get('base_model.model.bert.encoder.layer.1.attention.self.value.lora_A.weight')!.values.fill(NaN),
  });
  const { refused } = await importAll([adapter]);
  expect(refused[0]!.message).toMatch(/value\.lora_A\.weight' of .* holds NaN at element 0/);
  expect([await readdir(library.checkpoints), await readdir(library.partial)]).toEqual([[], []]);
});

it('leaves nothing of an import that is cancelled', async () => {
  const { library, importAll } = await setStage();
  const controller = new AbortController();
  const importing = importAll([join(LORA, 'bert-plain')], {}, controller.signal);
  controller.abort(new Error('Enough.'));
  await expect(importing).rejects.toThrow('Enough.');
  expect([await readdir(library.checkpoints), await readdir(library.partial)]).toEqual([[], []]);
});

it('takes the tokenizer whole from the adapter, else from the base', async () => {
  const { home, importAll } = await setStage();
  const base = join(home, 'base');
  await cp(BASE, base, { recursive: true });
  for (const name of ['vocab.txt', 'tokenizer_config.json', 'tokenizer.json', 'optimizer.json'])
    await writeFile(join(base, name), `base ${name}`);
  const config = { base_model_name_or_path: base };
  const [without, within] = [
    await changeAdapter('bert-plain', { config }),
    await changeAdapter('bert-pattern', { config }),
  ];
  await writeFile(join(without, 'tokenizer_config.json'), 'no words here');
  for (const name of ['vocab.txt', 'added_tokens.json', 'training_args.bin'])
    await writeFile(join(within, name), `adapter ${name}`);
  const { checkpoints, refused } = await importAll([without, within]);
  expect(refused).toEqual([]);
  const own = ['README.md', 'config.json', 'model.safetensors'];
  const [ofBase, ofAdapter] = checkpoints.map(({ folder }) => folder);
  expect((await readdir(ofBase!)).sort()).toEqual(
    [...own, 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt'].sort(),
  );
  expect(await readFile(join(ofBase!, 'tokenizer_config.json'), 'utf8')).toBe('base tokenizer_config.json');
  expect((await readdir(ofAdapter!)).sort()).toEqual([...own, 'added_tokens.json', 'vocab.txt'].sort());
});

it('takes a whole checkpoint beside an adapter for what it is', async () => {
  const { home, importAll } = await setStage();
  const both = join(home, 'both');
  await cp(BASE, both, { recursive: true });
  await cp(join(LORA, 'bert-plain'), both, { recursive: true });
  for (const scan of [false, true]) {
    const { checkpoints } = await importAll([both], { scan });
    expect(checkpoints).toMatchObject([{ storage: 'linked', problem: null }]);
  }
});

it('folds pickled adapters of a half-precision base, whose type is kept', async () => {
  const { importAll } = await setStage();
  const { checkpoints } = await importAll([join(LORA, 'bert-pickled', 'adapter_model.bin')]);
  expect(checkpoints).toMatchObject([{ dtype: 'BF16', problem: 'span' }]);
  await using weights = await Weights.open(checkpoints[0]!.folder);
  expect(new Set([...weights.tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['BF16']));
});
