/** The mask Fisher against PyTorch's, on real checkpoints. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FisherSettings } from '../../../src-main/contract/commands.ts';
import { createLabelReader } from '../../../src-main/core/dataset/labels.ts';
import { readRows, type DatasetSpec, type Row } from '../../../src-main/core/dataset/rows.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { computeMaskFisher, type MaskFisher } from '../../../src-main/core/fisher/mask-fisher.ts';
import { DEFAULT_FISHER_SETTINGS } from '../../../src-main/core/fisher/settings.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { describeWithFixtures } from '../../fixtures.ts';
import { TASKS, type Task } from '../../glue-mini.ts';
import { relativeError } from '../../golden.ts';

describeWithFixtures('the mask Fisher of a real checkpoint', (fixtures) => {
  const glue = join(fixtures, 'glue-mini');

  async function compute(task: Task, settings: Partial<FisherSettings>): Promise<MaskFisher> {
    await using checkpoint = await openCheckpoint(join(glue, 'checkpoints', task));
    const classifier = requireClassifier(checkpoint);
    const spec: DatasetSpec = { file: join(glue, 'data', task, 'fisher.tsv'), ...TASKS[task].columns };
    const rows: Row[] = [];
    for await (const row of readRows(spec)) rows.push(row);
    return await computeMaskFisher({
      checkpoint: classifier,
      rows,
      readLabel: createLabelReader(classifier.head),
      settings: { ...DEFAULT_FISHER_SETTINGS, ...settings },
      runtime: createRuntime('cpu'),
      tokenBudget: 1024,
      title: task,
    });
  }

  for (const task of Object.keys(TASKS) as Task[]) {
    const kinds: Readonly<Record<string, Partial<FisherSettings>>> = {
      example: { gradient: 'example' },
      batch: { gradient: 'batch' },
      // A regression has no distribution over labels in the golden files.
      ...(task === 'stsb' ? {} : { expected: { labels: 'expected' } }),
    };
    for (const [kind, settings] of Object.entries(kinds)) {
      it(`is PyTorch's on ${task}, ${kind}`, async () => {
        await using golden = await Weights.open(join(glue, 'golden', `${task}.mask-fisher.safetensors`));
        const found = await compute(task, settings);
        expect(found.count).toBe(kind === 'batch' ? 8 : 256);
        for (const part of ['heads', 'neurons'] as const) {
          const expected = await golden.readFloats(`${kind}.${part}`);
          expect(relativeError(found[part], expected), part).toBeLessThanOrEqual(1e-5);
        }
      });
    }
  }
});
