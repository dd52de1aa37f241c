/** Merges that are written as ONNX too: what lies beside each checkpoint, what is told of it, and what happens where it cannot be. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MergeRecord } from '../../../src-main/contract/records.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import { setInRecipe } from '../../../src-main/core/merge/recipe-form.ts';
import { runMerge } from '../../../src-main/runs/worker/merge.ts';
import { writeOnnxFolder } from '../../../src-main/runs/worker/onnx-folder.ts';
import { readRecipe } from '../../recipe-text.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  await writeTinyCheckpoint(join(folder, 'a'), { seed: 1 });
  await writeTinyCheckpoint(join(folder, 'b'), { seed: 2, labels: ['x', 'y', 'z'] });
  const rows = TINY_WORDS.map(
    (word, at) => `${word} film ${TINY_WORDS.slice(0, at % 7).join(' ')}\t${at % 2}`,
  );
  await writeFile(join(folder, 'a.tsv'), ['text\tlabel', ...rows].join('\n'));
});

const RECIPE = `method: average
models:
  - { checkpoint: a, task: a, evaluate: { file: a.tsv } }
  - { checkpoint: b, task: b }
`;

async function merge(recipe: string, out = 'out'): Promise<MergeRecord> {
  const path = join(folder, 'recipe.yaml');
  await writeFile(path, recipe);
  return await runMerge({
    recipe: await readRecipe(path),
    out: join(folder, out),
    device: 'cpu',
    replace: false,
  });
}

const withOnnx = (more = '') => `${RECIPE}output: { onnx: true${more} }\n`;

describe('a merge with ONNX', () => {
  it('lays a folder for ONNX Runtime beside every checkpoint, and tells how near its answers are', async () => {
    const record = await merge(withOnnx());
    expect(record.onnx!.map(({ task, file }) => [task, file])).toEqual(
      ['a', 'b'].map((task) => [task, join(folder, 'out', task, 'onnx', 'model.onnx')]),
    );
    for (const { task, file, difference } of record.onnx!) {
      expect(difference).toBeLessThan(1e-6);
      expect((await readdir(join(folder, 'out', task, 'onnx'))).sort()).toEqual([
        'config.json',
        'model.onnx',
        'model.onnx_data',
        'tokenizer_config.json',
        'vocab.txt',
      ]);
      expect(await readFile(join(folder, 'out', task, 'onnx', 'config.json'))).toEqual(
        await readFile(join(folder, 'out', task, 'config.json')),
      );
      const session = await InferenceSession.create(file);
      expect(session.outputNames).toEqual(['logits']);
      await session.release();
      expect(await readFile(join(folder, 'out', task, 'README.md'), 'utf8')).toContain('## ONNX');
    }
    expect((await readFile(record.onnx![0]!.file)).includes(record.planHash)).toBe(true);
  });

  it('writes the same bytes each time, and none of it where it is not asked for', async () => {
    const [one, two] = [await merge(withOnnx(), 'one'), await merge(withOnnx(), 'two')];
    for (const ending of ['', '_data']) {
      const [first, second] = await Promise.all(
        [one, two].map(({ onnx }) => readFile(onnx![1]!.file + ending)),
      );
      expect(first!.equals(second!)).toBe(true);
    }
    const without = await merge(RECIPE, 'three');
    expect(without.onnx).toBeUndefined();
    expect(without.planHash).toBe(one.planHash);
    expect(await readdir(join(folder, 'three', 'a'))).not.toContain('onnx');
  });

  it.each(['float16', 'bfloat16'])(
    'keeps weights as %s and computes as the checkpoint does',
    async (dtype) => {
      const [small, large] = [
        await merge(withOnnx(`, dtype: ${dtype}`), 'small'),
        await merge(withOnnx(), 'large'),
      ];
      expect(small.onnx![0]!.difference).toBeLessThan(1e-6);
      const [halves, floats] = await Promise.all(
        [small, large].map(({ onnx }) => readFile(`${onnx![0]!.file}_data`)),
      );
      expect(halves!.length).toBeLessThan(0.75 * floats!.length);
    },
  );

  it('leaves nothing behind when it is stopped on the way', async () => {
    const stop = new AbortController();
    await writeFile(join(folder, 'recipe.yaml'), withOnnx());
    const phases: string[] = [];
    const running = runMerge(
      {
        recipe: await readRecipe(join(folder, 'recipe.yaml')),
        out: join(folder, 'out'),
        device: 'cpu',
        replace: false,
      },
      {
        signal: stop.signal,
        report: ({ phase }) => {
          phases.push(phase);
          if (phase === 'ONNX of b') stop.abort();
        },
      },
    );
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(phases).toContain('ONNX of a');
    expect((await readdir(folder)).sort()).toEqual(['a', 'a.tsv', 'b', 'recipe.yaml']);
  });
});

describe('what cannot be written', () => {
  it.each([
    ['a folder that is there', 'taken', 'invalid-file'],
    ['a folder in none', 'none/onnx', 'missing-file'],
    ['a folder in a file', 'a.tsv/onnx', 'missing-file'],
  ])('is told of %s', async (_, name, code) => {
    await mkdir(join(folder, 'taken'));
    await using open = await openCheckpoint(join(folder, 'a'));
    const input = { checkpoint: requireClassifier(open), metadata: {}, title: 'ONNX of a' };
    const path = join(folder, name);
    await expect(writeOnnxFolder({ ...input, folder: path })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`'${path}' cannot be written: `) as string,
    });
  });
});

describe('a recipe', () => {
  it('is asked for ONNX without another change', () => {
    const commented = `# mine\n${RECIPE}`;
    expect(setInRecipe(commented, ['output', 'onnx'], true)).toBe(`${commented}output:\n  onnx: true\n`);
    const { output } = parseRecipe(
      setInRecipe(`${RECIPE}output: { dtype: float16 }\n`, ['output', 'onnx'], true),
      'r',
    );
    expect(output).toMatchObject({ dtype: 'float16', onnx: true });
  });

  it.each(['[', 'a', '- a', 'output: 3', 'output: [1]'])('that is none stays as it is: %s', (text) => {
    expect(setInRecipe(text, ['output', 'onnx'], true)).toBe(text);
  });

  it('that says anything but yes or no of ONNX is refused', () => {
    expect(() => parseRecipe(withOnnx().replace('true', '1'), 'r')).toThrow(
      'output.onnx; expected true or false',
    );
  });
});
