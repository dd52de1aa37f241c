/** The main job, end to end: recipes on tiny checkpoints, what is written, what is refused and leaves nothing behind. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MergeRecord } from '../../../src-main/contract/records.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { DEFAULT_FISHER_SETTINGS } from '../../../src-main/core/fisher/settings.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { runFisher } from '../../../src-main/runs/worker/fisher.ts';
import { OutputFolder } from '../../../src-main/runs/worker/output-folder.ts';
import { readRecipe } from '../../recipe-text.ts';
import { runMerge } from '../../../src-main/runs/worker/merge.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  await writeTinyCheckpoint(join(folder, 'a'), { seed: 1 });
  await writeTinyCheckpoint(join(folder, 'b'), { seed: 2, labels: ['x', 'y', 'z'] });
  await writeTinyCheckpoint(join(folder, 'base'), { seed: 3, labels: [] });
  await writeFile(join(folder, 'a.tsv'), rowsOf(['negative', 'positive']));
  await writeFile(join(folder, 'b.tsv'), rowsOf(['x', 'y', 'z']));
});

function rowsOf(labels: readonly string[]): string {
  const rows = Array.from({ length: 24 }, (_, at) => {
    const words = TINY_WORDS.slice(at % 9, (at % 9) + 2 + (at % 5));
    return `${words.join(' ')}\t${labels[at % labels.length]!}`;
  });
  return ['text\tlabel', ...rows].join('\n');
}

const model = (name: string, more = '') =>
  `{ checkpoint: ${name}, task: ${name}, dataset: { file: ${name}.tsv }, evaluate: { file: ${name}.tsv }${more} }`;
const RECIPE = `# two of them\nmethod: fisher-mask\nmodels:\n  - ${model('a')}\n  - ${model('b')}\n`;

async function merge(recipe = RECIPE, out = 'out', replace = false): Promise<MergeRecord> {
  const path = join(folder, 'recipe.yaml');
  await writeFile(path, recipe);
  return await runMerge({ recipe: await readRecipe(path), out: join(folder, out), device: 'cpu', replace });
}

const bytesOf = (...path: string[]) => readFile(join(folder, ...path));

describe('a merge', () => {
  it('writes a folder for each task that opens as a checkpoint, sharing one encoder', async () => {
    const record = await merge();
    expect((await readdir(join(folder, 'out'))).sort()).toEqual([
      'a',
      'b',
      'plan.json',
      'recipe.yaml',
      'scores.json',
    ]);
    const inodes = await Promise.all(
      record.tasks.map(async (task) => (await stat(join(task.folder, 'encoder.safetensors'))).ino),
    );
    expect(new Set(inodes).size).toBe(1);
    for (const { task, folder: merged } of record.tasks) {
      await using checkpoint = await openCheckpoint(merged);
      expect(requireClassifier(checkpoint).head.labels).toEqual(
        task === 'a' ? ['negative', 'positive'] : ['x', 'y', 'z'],
      );
      await using own = await openCheckpoint(join(folder, task));
      expect(await checkpoint.weights.readFloats('classifier.weight')).toEqual(
        await own.weights.readFloats('classifier.weight'),
      );
      expect(checkpoint.weights.metadata['weir.recipe']).toBe(RECIPE);
      expect(await readFile(join(merged, 'README.md'), 'utf8')).toContain(`Plan ${record.planHash}`);
    }
  });

  it('scores every expert, the plain average and itself', async () => {
    const { scores } = await merge();
    expect(scores!.tasks).toEqual([
      {
        task: 'a',
        metrics: ['accuracy'],
        rows: 24,
        dataset: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
      {
        task: 'b',
        metrics: ['accuracy'],
        rows: 24,
        dataset: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    ]);
    expect(scores!.models.map(({ name, scores: own }) => [name, Object.keys(own)])).toEqual([
      ['a', ['a']],
      ['b', ['b']],
      ['average', ['a', 'b']],
      ['fisher-mask', ['a', 'b']],
    ]);
    expect(JSON.parse(String(await bytesOf('out', 'scores.json')))).toEqual(scores);
  });

  it('of the same recipe has the same bytes, in another folder too', async () => {
    const [first, second] = [await merge(RECIPE, 'one'), await merge(RECIPE, 'deep/er/two')];
    expect(second.planHash).toBe(first.planHash);
    for (const file of [
      'a/encoder.safetensors',
      'b/task-head.safetensors',
      'b/config.json',
      'a/README.md',
      'plan.json',
    ]) {
      expect((await bytesOf('one', file)).equals(await bytesOf('deep/er/two', file)), file).toBe(true);
    }
  });

  it('can be done again from the recipe in its folder', async () => {
    await merge();
    const path = join(folder, 'out', 'recipe.yaml');
    expect(await readFile(path, 'utf8')).toContain('# two of them');
    await runMerge({
      recipe: await readRecipe(path),
      out: join(folder, 'again'),
      device: 'cpu',
      replace: false,
    });
    const tensors = async (out: string) => {
      await using weights = await Weights.open(join(folder, out, 'a', 'encoder.safetensors'));
      return await weights.readFloats('bert.encoder.layer.1.output.dense.weight');
    };
    expect(await tensors('again')).toEqual(await tensors('out'));
  });

  it('takes a Fisher from a file, with the same outcome as computing it', async () => {
    await merge(RECIPE, 'computed');
    const file = join(folder, 'a.safetensors');
    const settings = DEFAULT_FISHER_SETTINGS;
    await runFisher({
      checkpoint: join(folder, 'a'),
      dataset: { file: join(folder, 'a.tsv') },
      settings,
      device: 'cpu',
      out: file,
    });
    const record = await merge(RECIPE.replace('task: a,', 'task: a, fisher: a.safetensors,'), 'from-file');
    expect(record.warnings).toEqual([]);
    const read = async (out: string) => {
      await using weights = await Weights.open(join(folder, out, 'b'));
      return await weights.readFloats('bert.encoder.layer.0.intermediate.dense.weight');
    };
    expect(await read('from-file')).toEqual(await read('computed'));
    await expect(
      merge(RECIPE.replace('task: b,', 'task: b, fisher: a.safetensors,'), 'wrong'),
    ).rejects.toThrow(/^Fisher '.*a.safetensors' is of weights /);
  });

  it.each(['float16', 'bfloat16'])('can be written as %s, and says so', async (dtype) => {
    const { scores } = await merge(`${RECIPE}output: { dtype: ${dtype} }\n`);
    expect(scores!.models).toHaveLength(4);
    expect(JSON.parse(String(await bytesOf('out', 'a', 'config.json')))).toMatchObject({
      torch_dtype: dtype,
    });
  });

  it('by average alone reads no data but evaluation files', async () => {
    await rm(join(folder, 'b.tsv'));
    const recipe = `method: average\nmodels:\n  - { checkpoint: a, task: a, evaluate: { file: a.tsv } }\n  - { checkpoint: b, task: b, weight: 2 }\n`;
    const { scores } = await merge(recipe);
    expect(scores!.models.map(({ name }) => name)).toEqual(['a', 'average']);
  });

  it('replaces an earlier output only when asked, and nothing else ever', async () => {
    await merge();
    await expect(merge()).rejects.toThrow(/'.*out' is there already; a merge is written to a new folder\./);
    await merge(RECIPE, 'out', true);
    await mkdir(join(folder, 'photos'));
    await writeFile(join(folder, 'photos', 'cat.jpg'), 'meow');
    await expect(merge(RECIPE, 'photos', true)).rejects.toThrow(/'.*photos' is there already/);
    expect(await readdir(join(folder, 'photos'))).toEqual(['cat.jpg']);
    expect((await readdir(folder)).filter((name) => /partial|replaced/.test(name))).toEqual([]);
  });

  it('puts back what a merge that was killed at its last step was about to replace', async () => {
    await merge();
    await rename(join(folder, 'out'), join(folder, 'out.replaced'));
    await expect(merge()).rejects.toThrow(/'.*out' is there already/);
    expect(await readdir(folder)).not.toContain('out.replaced');
    expect(await readdir(join(folder, 'out'))).toContain('plan.json');
  });
});

describe('what is wrong gets one sentence and leaves nothing behind', () => {
  const spoil = async (name: string, tensor: string, value: number) => {
    const file = join(folder, name, 'model.safetensors');
    const bytes = await readFile(file);
    await using weights = await Weights.open(file);
    bytes.writeFloatLE(value, weights.entry(tensor).begin + 4);
    await writeFile(file, bytes);
  };

  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'a NaN in an expert, by tensor',
      () => spoil('a', 'bert.encoder.layer.1.output.dense.weight', NaN),
      /^Tensor 'bert\.encoder\.layer\.1\.output\.dense\.weight' of '.*a' holds NaN at element 1; expected finite numbers\.$/,
    ],
    [
      'an infinite weight',
      () => spoil('b', 'bert.embeddings.word_embeddings.weight', -Infinity),
      /^Tensor 'bert\.embeddings\.word_embeddings\.weight' of '.*b' holds -Infinity/,
    ],
    [
      'another width',
      () => writeTinyCheckpoint(join(folder, 'b'), { config: { intermediate_size: 16 } }),
      /b' is \[16,8\]; in '.*a' it is \[12,8\]\.$/,
    ],
    [
      'a dataset that vanished',
      () => rm(join(folder, 'b.tsv')),
      /^'.*b\.tsv' cannot be read: there is no such file or folder\.$/,
    ],
    [
      'an unknown label',
      () => writeFile(join(folder, 'b.tsv'), 'text\tlabel\ngood film\tw\n'),
      /^Row 1 of dataset '.*b\.tsv' has the label 'w'/,
    ],
    ['an empty dataset', () => writeFile(join(folder, 'a.tsv'), ''), /^Dataset '.*a\.tsv' is empty\.$/],
    [
      'no such column',
      () => writeFile(join(folder, 'a.tsv'), 'words\tlabel\ngood film\t0\n'),
      /^Dataset '.*a\.tsv' has no column/,
    ],
    [
      'no such checkpoint',
      () => rm(join(folder, 'b'), { recursive: true }),
      /^'.*b' is not a checkpoint|^'.*b' cannot be read/,
    ],
  ])('%s', async (_, harm, sentence) => {
    await harm();
    await expect(merge()).rejects.toThrow(sentence);
    expect((await readdir(folder)).filter((name) => name.startsWith('out'))).toEqual([]);
  });

  it.each([
    ['a column of the last dataset', model('b').replace('b.tsv', 'c.tsv'), /c\.tsv' has no column/],
    [
      'a metric of the last model',
      model('b').replace(/ }( })$/, ', metric: pearson }$1'),
      /^The metric 'pearson'/,
    ],
  ])('%s, before anything is computed', async (_, last, sentence) => {
    await writeFile(join(folder, 'c.tsv'), 'words\tlabel\ngood film\tx\n');
    const path = join(folder, 'recipe.yaml');
    await writeFile(path, `method: fisher-mask\nmodels:\n  - ${model('a')}\n  - ${last}\n`);
    const report = vi.fn();
    const input = { recipe: await readRecipe(path), out: join(folder, 'out'), device: 'cpu', replace: false };
    await expect(runMerge(input, { report })).rejects.toThrow(sentence);
    expect(report).not.toHaveBeenCalled();
  });

  it('another merge that is writing there, which goes on', async () => {
    await using other = await OutputFolder.create(join(folder, 'out'), false);
    await expect(merge()).rejects.toThrow(/^'.*out' is being written by another merge, process \d+\.$/);
    await other.commit();
    expect(await readdir(join(folder, 'out'))).toEqual([]);
    expect((await merge()).folder).toBe(join(folder, 'out'));
  });

  it('what a killed merge left, by writing over it', async () => {
    const partial = join(folder, 'out.partial');
    await mkdir(partial);
    // No system gives such a number to a process.
    await writeFile(join(partial, 'owner.partial'), String(2 ** 30));
    await merge();
    expect((await readdir(folder)).filter((name) => name.startsWith('out'))).toEqual(['out']);
  });

  it('a tokenizer that cannot be used, naming whose it is', async () => {
    await writeFile(join(folder, 'b', 'tokenizer_config.json'), '[]');
    await expect(merge()).rejects.toThrow(/^The tokenizer of '.*b' cannot be used: tokenizer_config\.json/);
  });

  it('a cancellation midway', async () => {
    const path = join(folder, 'recipe.yaml');
    await writeFile(path, RECIPE);
    const stop = new AbortController();
    const report = vi.fn(({ phase }: { phase: string }) => {
      if (phase === 'Merge') stop.abort();
    });
    const running = runMerge(
      { recipe: await readRecipe(path), out: join(folder, 'out'), device: 'cpu', replace: false },
      { signal: stop.signal, report },
    );
    await expect(running).rejects.toThrow(/abort/i);
    expect((await readdir(folder)).filter((name) => name.startsWith('out'))).toEqual([]);
  });
});

describe('labels in another order', () => {
  it('are noticed and named', async () => {
    // Labels after the expert's own predictions, exchanged.
    await using checkpoint = await openCheckpoint(join(folder, 'a'));
    const { predict } = await import('../../../src-main/core/score/predictions.ts');
    const { createRuntime } = await import('../../../src-main/engine/devices.ts');
    const texts = Array.from({ length: 300 }, (_, at) =>
      TINY_WORDS.slice(at % 17, (at % 17) + 2 + (at % 7)).join(' '),
    );
    const rows = texts.map((text, index) => ({ index, text, pair: undefined, label: undefined }));
    const input = {
      checkpoint: requireClassifier(checkpoint),
      rows,
      readLabel: undefined,
      maxLength: 16,
      runtime: createRuntime('cpu'),
      tokenBudget: 512,
    };
    const lines = ['text\tlabel'];
    for await (const { index, logits } of predict(input))
      lines.push(`${texts[index]!}\t${logits[0]! > logits[1]! ? 'positive' : 'negative'}`);
    await writeFile(join(folder, 'a.tsv'), lines.join('\n'));
    const { warnings } = await merge();
    expect(warnings.join()).toMatch(/^a: The dataset seems to number its labels in another order/);
  });
});
