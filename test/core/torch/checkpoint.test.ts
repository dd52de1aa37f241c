/** Checkpoints in each dtype as torch.save writes them: what is computed from them is what is computed from safetensors. */
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { computeMaskFisher } from '../../../src-main/core/fisher/mask-fisher.ts';
import { DEFAULT_FISHER_SETTINGS } from '../../../src-main/core/fisher/settings.ts';
import { input, weight } from '../../../src-main/core/graph/node.ts';
import {
  add,
  gather,
  gemm,
  layerNormalization,
  matmul,
  mul,
} from '../../../src-main/core/graph/operators.ts';
import { mergeEncoder } from '../../../src-main/core/merge/execute.ts';
import { planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { type FloatDType, fromFloat32, toFloat32 } from '../../../src-main/core/tensor/float.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { temporaryFolder } from '../../temporary.ts';
import { TINY_WORDS, writeTinyCheckpoint } from '../../tiny-checkpoint.ts';
import { pickleWeights } from './spelling.ts';

const TYPES: readonly FloatDType[] = ['F64', 'F32', 'F16', 'BF16'];
const FORMS = ['zip', 'legacy'] as const;
const runtime = createRuntime('cpu', 1);

/** A copy of a checkpoint's folder with pytorch_model.bin in place of model.safetensors. */
async function pickleCheckpoint(folder: string, form: 'zip' | 'legacy'): Promise<string> {
  const copy = `${folder}-${form}`;
  await cp(folder, copy, { recursive: true });
  await using weights = await Weights.open(folder);
  await writeFile(join(copy, 'pytorch_model.bin'), await pickleWeights(weights, form));
  await rm(join(copy, 'model.safetensors'));
  return copy;
}

async function fisherOf(folder: string) {
  await using checkpoint = await openCheckpoint(folder);
  const { heads, neurons } = await computeMaskFisher({
    checkpoint: requireClassifier(checkpoint),
    rows: Array.from({ length: 4 }, (_, index) => {
      return {
        index,
        text: TINY_WORDS.slice(index, 2 * index + 2).join(' '),
        pair: undefined,
        label: undefined,
      };
    }),
    readLabel: ({ index }) => [index % 2, 1 - (index % 2)],
    settings: { ...DEFAULT_FISHER_SETTINGS, maxLength: 16 },
    runtime,
    tokenBudget: 64,
    title: folder,
  });
  return { heads, neurons };
}

async function mergeOf(folders: readonly string[], file: string): Promise<Buffer> {
  await using life = new AsyncDisposableStack();
  const checkpoints = [];
  for (const folder of folders) checkpoints.push(life.use(await openCheckpoint(folder)));
  const models = folders.map((_, at) => ({ checkpoint: `c${at}`, task: `t${at}`, weight: at + 1 }));
  const recipe = parseRecipe(JSON.stringify({ method: 'average', settings: {}, models }), 'r.json');
  const plan = planMerge({ recipe, checkpoints, base: undefined });
  await mergeEncoder({ plan, checkpoints, base: undefined, fishers: [], recipe: '', file });
  await using merged = await Weights.open(file);
  const all = [...merged.tensors.values()];
  return (await readFile(file)).subarray(Math.min(...all.map(({ begin }) => begin)));
}

describe.each(TYPES)('a checkpoint in %s', (dtype) => {
  it.each(FORMS)(
    'in the %s form has the mask Fisher and the merges that it has as safetensors',
    async (form) => {
      const home = await temporaryFolder();
      const first = await writeTinyCheckpoint(join(home, 'a'), { dtype, seed: 1 });
      const second = await writeTinyCheckpoint(join(home, 'b'), { dtype: 'F32', seed: 2 });
      const pickled = await pickleCheckpoint(first, form);
      expect(await fisherOf(pickled)).toEqual(await fisherOf(first));
      const merged = await mergeOf([pickled, second], join(home, 'pickled.safetensors'));
      expect(merged.equals(await mergeOf([first, second], join(home, 'safe.safetensors')))).toBe(true);
    },
  );
});

/** The legacy form places numbers anywhere; a processor may read what is not aligned slower, or not at all. */
describe.each(TYPES)('weights in %s', (dtype) => {
  const [rows, columns] = [33, 47];
  const random = createRandom(3);
  const draw = (count: number): Float32Array =>
    // As they come back from what they are stored in.
    toFloat32(
      fromFloat32(
        Float32Array.from({ length: count }, () => random.normal()),
        dtype,
      ),
      dtype,
    ).slice();
  const [matrix, vector] = [draw(rows * columns), draw(columns)];
  const x = Float32Array.from({ length: 2 * rows }, () => random.normal());

  const compute = async (shift: number) => {
    const folder = await temporaryFolder();
    const [a, b] = [fromFloat32(matrix, dtype), fromFloat32(vector, dtype)];
    await writeFile(join(folder, 'w'), Buffer.concat([new Uint8Array(shift), a, new Uint8Array(64), b]));
    const places = {
      a: { offset: shift, length: a.length },
      b: { offset: shift + a.length + 64, length: b.length },
    };
    const [w, v] = [weight('a', [rows, columns], dtype), weight('b', [columns], dtype)];
    const product = add(matmul(input('x', [2, rows]), w), v);
    const outputs = {
      product,
      norm: mul(layerNormalization(product, v, v, 1e-5), v),
      gathered: gather(w, input('ids', [3], 'int64')),
      gemm: gemm(product, w, { transB: true }),
    };
    await using session = await runtime.open(
      { outputs },
      { folder, locate: (name) => ({ location: 'w', ...places[name as 'a' | 'b'] }) },
    );
    const ids = { values: BigInt64Array.of(32n, 0n, 5n), shape: [3] };
    return await session.run({ x: { values: x, shape: [2, rows] }, ids });
  };

  it('are computed with alike wherever they begin', async () => {
    const aligned = await compute(0);
    for (let column = 0; column < columns; column++) {
      let sum = vector[column]!;
      for (let row = 0; row < rows; row++) sum += x[row]! * matrix[row * columns + column]!;
      expect(aligned.product![column]).toBeCloseTo(sum, 4);
    }
    expect(aligned.gathered!.subarray(columns, 2 * columns)).toEqual(matrix.subarray(0, columns));
    for (const shift of [1, 2, 3, 4, 6, 7, 64]) expect(await compute(shift)).toEqual(aligned);
  });
});
