/** Logits and scores against PyTorch's, on real checkpoints and their whole evaluation files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLabelReader } from '../../../src-main/core/dataset/labels.ts';
import { readRows } from '../../../src-main/core/dataset/rows.ts';
import { openCheckpoint } from '../../../src-main/core/encoder/checkpoint.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { predict } from '../../../src-main/core/score/predictions.ts';
import { computeScores } from '../../../src-main/core/score/scoring.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { describeWithFixtures } from '../../fixtures.ts';
import { GOLDEN_NAMES, TASKS, type Task } from '../../glue-mini.ts';

interface Golden {
  readonly devRows: number;
  readonly devLogits: readonly (readonly number[])[];
  readonly devScores: Readonly<Record<string, number>>;
}

describeWithFixtures('a real checkpoint', (fixtures) => {
  const glue = join(fixtures, 'glue-mini');
  const settings = { maxLength: 128, runtime: createRuntime('cpu'), tokenBudget: 2048 };

  for (const task of Object.keys(TASKS) as Task[]) {
    const golden = JSON.parse(readFileSync(join(glue, 'golden', `${task}.json`), 'utf8')) as Golden;
    const { columns, metrics } = TASKS[task];
    const rows = () => readRows({ file: join(glue, 'data', task, 'dev.tsv'), ...columns });

    it(`gives PyTorch's logits on ${task}`, async () => {
      await using checkpoint = await openCheckpoint(join(glue, 'checkpoints', task));
      const input = {
        checkpoint: requireClassifier(checkpoint),
        rows: rows(),
        readLabel: undefined,
        ...settings,
      };
      for await (const { index, logits } of predict(input)) {
        const expected = golden.devLogits[index];
        if (!expected) break;
        for (const [k, logit] of logits.entries())
          expect(Math.abs(logit - expected[k]!)).toBeLessThanOrEqual(1e-4);
      }
    });

    it(`scores on ${task} as PyTorch says, within one row`, async () => {
      await using checkpoint = await openCheckpoint(join(glue, 'checkpoints', task));
      const classifier = requireClassifier(checkpoint);
      const found = await computeScores({
        checkpoint: classifier,
        rows: rows(),
        readLabel: createLabelReader(classifier.head),
        metrics,
        total: 0,
        title: task,
        ...settings,
      });
      expect(found.rows).toBe(golden.devRows);
      expect(found.warnings).toEqual([]);
      for (const metric of metrics) {
        expect(
          Math.abs(found.metrics[metric]! - golden.devScores[GOLDEN_NAMES[metric]]!),
          metric,
        ).toBeLessThanOrEqual(1 / found.rows);
      }
    });
  }
});
