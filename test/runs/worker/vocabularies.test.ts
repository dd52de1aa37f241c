/** Merges of checkpoints with added tokens, end to end: what lies in the output folders, and that it opens and scores. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MergeRecord } from '../../../src-main/contract/records.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { runCheck } from '../../../src-main/runs/worker/check.ts';
import { runMerge } from '../../../src-main/runs/worker/merge.ts';
import { readRecipe } from '../../recipe-text.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

const WORDS = 'bert.embeddings.word_embeddings.weight';
const WIDTH = 8;
const SHARED = 30;

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  await writeTinyCheckpoint(join(folder, 'a'), { seed: 1, kin: 1 });
  await writeTinyCheckpoint(join(folder, 'b'), { seed: 2, kin: 1, tokens: ['splendid', 'tedious', 'meh'] });
  await writeTinyCheckpoint(join(folder, 'c'), { seed: 3, kin: 1, tokens: ['splendid'], dtype: 'F16' });
  await writeTinyCheckpoint(join(folder, 'base'), { seed: 4, kin: 1, labels: [] });
  const rows = Array.from({ length: 24 }, (_, at) => {
    const word = ['splendid', 'tedious', 'meh', 'fine'][at % 4]!;
    return `${word} ${TINY_WORDS[at % 9]!} ${TINY_WORDS[(at + 3) % 9]!}\t${at % 2 === 0 ? 'negative' : 'positive'}`;
  });
  await writeFile(join(folder, 'rows.tsv'), ['text\tlabel', ...rows].join('\n'));
});

async function writeRecipe(output: string, tasks: readonly string[], settings = '{}'): Promise<string> {
  const models = tasks.map(
    (task) =>
      `  - { checkpoint: ${task}, task: ${task}, dataset: { file: rows.tsv }, evaluate: { file: rows.tsv } }`,
  );
  const path = join(folder, 'recipe.yaml');
  const text = `method: fisher-mask\nsettings: ${settings}\nbase: base\noutput: ${output}\nmodels:\n${models.join('\n')}\n`;
  await writeFile(path, text);
  return path;
}

async function merge(output: string, tasks: readonly string[], settings?: string): Promise<MergeRecord> {
  const recipe = await readRecipe(await writeRecipe(output, tasks, settings));
  return await runMerge({ recipe, out: join(folder, 'out'), device: 'cpu', replace: false });
}

/** Where a task's folder has its word embeddings, how many, and the last row of them. */
async function lookAt(task: string) {
  await using checkpoint = await openCheckpoint(join(folder, 'out', task));
  const entry = checkpoint.weights.entry(WORDS);
  const values = await checkpoint.weights.readFloats(WORDS);
  const file = entry.file.split('/').at(-1);
  return { file, rows: entry.shape[0], vocabulary: checkpoint.config.vocabulary, last: values.slice(-WIDTH) };
}

async function lastRowOf(checkpoint: string): Promise<Float32Array> {
  await using weights = await Weights.open(join(folder, checkpoint));
  return (await weights.readFloats(WORDS)).slice(-WIDTH);
}

const filesOf = async (task: string) => (await readdir(join(folder, 'out', task))).sort();

describe('a merge of vocabularies that differ', () => {
  it('gives every task a table of its own, and shares the rest', async () => {
    const record = await merge('{ dtype: float32 }', ['a', 'b', 'c']);
    expect((await readdir(join(folder, 'out'))).filter((name) => name.includes('partial'))).toEqual([]);
    const inodes = await Promise.all(
      record.tasks.map(async (task) => (await stat(join(task.folder, 'encoder.safetensors'))).ino),
    );
    expect(new Set(inodes).size).toBe(1);
    for (const [task, rows] of [
      ['a', SHARED],
      ['b', SHARED + 3],
      ['c', SHARED + 1],
    ] as const) {
      const found = await lookAt(task);
      expect(found).toMatchObject({ file: 'word-embeddings.safetensors', rows, vocabulary: rows });
      if (rows > SHARED) expect(found.last).toEqual(await lastRowOf(task));
      expect(await filesOf(task)).toContain('word-embeddings.safetensors');
      const index = JSON.parse(
        await readFile(join(folder, 'out', task, 'model.safetensors.index.json'), 'utf8'),
      ) as { weight_map: Record<string, string>; metadata: { total_size: number } };
      expect(index.weight_map[WORDS]).toBe('word-embeddings.safetensors');
      const tensors = Object.keys(index.weight_map).length;
      expect(tensors).toBe(5 + 2 * 16 + 2 + 2);
    }
    expect(record.scores!.models.map(({ name, scores }) => [name, Object.keys(scores)])).toEqual([
      ['a', ['a']],
      ['b', ['b']],
      ['c', ['c']],
      ['average', ['a', 'b', 'c']],
      ['fisher-mask', ['a', 'b', 'c']],
    ]);
  });

  it('gives every task all tokens where the recipe merges them', async () => {
    const record = await merge('{ vocabulary: merge, dtype: bfloat16 }', ['a', 'b', 'c'], '{ scale: 1.5 }');
    for (const task of ['a', 'b', 'c']) {
      const found = await lookAt(task);
      expect(found).toMatchObject({ file: 'encoder.safetensors', rows: SHARED + 3, vocabulary: SHARED + 3 });
      const config = JSON.parse(await readFile(join(folder, 'out', task, 'config.json'), 'utf8')) as Record<
        string,
        unknown
      >;
      expect(config).toMatchObject({ vocab_size: SHARED + 3, torch_dtype: 'bfloat16' });
      expect(await filesOf(task)).not.toContain('word-embeddings.safetensors');
    }
    expect(record.scores!.models.at(-1)!.scores).toHaveProperty('b.accuracy');
    expect(await readFile(join(folder, 'out', 'a', 'README.md'), 'utf8')).toContain(
      'The first 30 are merged, each of the others among the models that have it, and every task gets all 33.',
    );
  });

  it('scored with one model is that model, with its own tokens', async () => {
    const { scores } = await merge('{ dtype: float32 }', ['b']);
    const [expert, , merged] = scores!.models;
    expect(merged!.scores).toEqual(expert!.scores);
    expect(await lookAt('b')).toMatchObject({ file: 'encoder.safetensors', rows: SHARED + 3 });
  });

  it('is counted before it is made', async () => {
    const need = async (output: string) => {
      const recipe = await readRecipe(await writeRecipe(output, ['a', 'b', 'c']));
      const { need: found } = await runCheck({ recipe, out: join(folder, 'out') }, {}, {});
      return found.disk;
    };
    // Two encoders are written, of the plain average and of the merge; a number has four bytes.
    const row = 2 * 4 * WIDTH;
    expect((await need('{ vocabulary: own }')) - (await need('{ vocabulary: merge }'))).toBe(
      row * (3 * SHARED + 3 + 1 - (SHARED + 3)),
    );
  });
});
