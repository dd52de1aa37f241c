/** Every family as ONNX, opened as anybody opens such a file: its logits beside those of PyTorch, alone and padded in batches. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { writeOnnxFolder } from '../../../src-main/runs/worker/onnx-folder.ts';
import { temporaryFolder } from '../../temporary.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/families');

interface Golden {
  readonly encodings: readonly { readonly ids: number[]; readonly types: number[] }[];
  readonly logits: readonly number[][];
}

const families = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, 'golden.json')));

async function exportFixture(family: string): Promise<string> {
  await using open = await openCheckpoint(join(FIXTURES, family, 'a'));
  const folder = join(await temporaryFolder(), 'onnx');
  return await writeOnnxFolder({
    folder,
    checkpoint: requireClassifier(open),
    metadata: { 'weir.task': family },
    title: 'ONNX',
  });
}

/** Rows padded on the right to `length`, with ids that mean something, so that nothing but the mask tells that they are padding. */
function feed(session: InferenceSession, rows: Golden['encodings'], length: number): Record<string, Tensor> {
  const lay = (valueOf: (row: Golden['encodings'][number], at: number) => number): Tensor => {
    const values = rows.flatMap((row) => Array.from({ length }, (_, at) => BigInt(valueOf(row, at))));
    return new Tensor('int64', values, [rows.length, length]);
  };
  const feeds: Record<string, Tensor> = {
    input_ids: lay(({ ids }, at) => ids[at] ?? 7),
    attention_mask: lay(({ ids }, at) => Number(at < ids.length)),
    token_type_ids: lay(({ types }, at) => types[at] ?? 0),
  };
  return Object.fromEntries(session.inputNames.map((name) => [name, feeds[name]!]));
}

describe.each(families)('%s', (family) => {
  const { encodings, logits } = JSON.parse(
    readFileSync(join(FIXTURES, family, 'golden.json'), 'utf8'),
  ) as Golden;
  const longest = Math.max(...encodings.map(({ ids }) => ids.length));

  it.each([
    ['alone', 1, 0],
    ['in pairs with padding', 2, 1],
    ['all in one batch', encodings.length, 0],
  ])('answers as PyTorch does, %s', async (_, size, padding) => {
    const session = await InferenceSession.create(await exportFixture(family));
    for (let begin = 0; begin < encodings.length; begin += size) {
      const rows = encodings.slice(begin, begin + size);
      const length = Math.min(longest, padding + Math.max(...rows.map(({ ids }) => ids.length)));
      const { logits: answered } = await session.run(feed(session, rows, length));
      const expected = logits.slice(begin, begin + size);
      expect(answered!.dims).toEqual([rows.length, expected[0]!.length]);
      for (const [at, value] of expected.flat().entries())
        expect(Math.abs((answered!.data[at] as number) - value)).toBeLessThan(1e-4);
    }
    await session.release();
  });

  it('has the same bytes each time, and little in the file itself', async () => {
    const [one, two] = [await exportFixture(family), await exportFixture(family)];
    for (const ending of ['', '_data']) {
      const [first, second] = await Promise.all([readFile(one + ending), readFile(two + ending)]);
      expect(first.equals(second)).toBe(true);
    }
    expect((await stat(one)).size).toBeLessThan(200_000);
  });

  it('stops at more tokens than the encoder has positions for', async () => {
    const session = await InferenceSession.create(await exportFixture(family), { logSeverityLevel: 4 });
    await using open = await openCheckpoint(join(FIXTURES, family, 'a'));
    const row = { ids: Array<number>(open.config.maxTokens + 1).fill(7), types: [] };
    await expect(session.run(feed(session, [row], row.ids.length))).rejects.toThrow();
    await session.release();
  });
});

it('is made of every family that there is a fixture of', () => {
  expect(families.length).toBeGreaterThan(10);
});
