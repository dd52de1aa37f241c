/** Full Fishers and Gram matrices of real checkpoints against PyTorch, which takes them of the same tokens meanwhile. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLabelReader } from '../../../src-main/core/dataset/labels.ts';
import { readRows } from '../../../src-main/core/dataset/rows.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { computeFullFisher } from '../../../src-main/core/statistics/full-fisher.ts';
import { computeGrams } from '../../../src-main/core/statistics/gram.ts';
import type { StatisticInput } from '../../../src-main/core/statistics/mean.ts';
import { readBatches } from '../../../src-main/core/task/batches.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { drawNoise } from '../../../src-main/core/task/targets.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { collect } from '../../collect.ts';
import { TASKS } from '../../glue-mini.ts';
import { readGoldenTensors, worstTensorError } from '../../golden.ts';
import { temporaryFolder } from '../../temporary.ts';
import { describeWithTorch, runTorch } from '../../torch.ts';

const ROWS = 48;
const SEED = 7;
const LABELS = ['dataset', 'expected', 'sampled'] as const;

describeWithTorch('statistics of a real checkpoint', (fixtures) => {
  const glue = join(fixtures, 'glue-mini');

  it.each(['sst2', 'agnews', 'stsb'] as const)(
    "are PyTorch's on %s",
    async (task) => {
      const folder = join(glue, 'checkpoints', task);
      await using opened = await openCheckpoint(folder);
      const checkpoint = requireClassifier(opened);
      const all = readRows({ file: join(glue, 'data', task, 'fisher.tsv'), ...TASKS[task].columns });
      const input: StatisticInput = {
        checkpoint,
        rows: (await collect(all)).slice(0, ROWS),
        readLabel: createLabelReader(checkpoint.head),
        settings: { labels: 'dataset', seed: SEED, maxLength: 64 },
        runtime: createRuntime('cpu'),
        title: task,
      };
      const scratch = await temporaryFolder();
      const [examples, file] = [join(scratch, 'examples.json'), join(scratch, 'statistics.safetensors')];
      await writeFile(examples, JSON.stringify(await listExamples(input)));
      await runTorch('reference', folder, examples, file);
      await using golden = await Weights.open(file);
      const errors: Record<string, number> = {};
      for (const labels of LABELS) {
        const found = await computeFullFisher({ ...input, settings: { ...input.settings, labels } });
        expect(found.count).toBe(ROWS);
        errors[labels] = worstTensorError(found, await readGoldenTensors(golden, labels));
      }
      const grams = await computeGrams({ ...input, tokenBudget: 1024 });
      errors.gram = worstTensorError(grams, await readGoldenTensors(golden, 'gram'));
      for (const [kind, error] of Object.entries(errors)) expect(error, kind).toBeLessThanOrEqual(1e-5);
    },
    300_000,
  );
});

/** As the reference reads them: tokens, what is true, and the noise that draws what could be. */
async function listExamples(input: StatisticInput): Promise<object[]> {
  const { head } = input.checkpoint;
  const batches = await collect(readBatches({ ...input, ...input.settings, tokenBudget: 1 }));
  return batches.map(({ examples, tokens }) => {
    const [{ sequences, target }] = examples as [(typeof examples)[number]];
    const noise = [...(drawNoise({ examples, tokens, head }, SEED).values as Float32Array)];
    return { ...sequences[0]!, target, noise };
  });
}
