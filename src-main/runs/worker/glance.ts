/** A first look at what a recipe reads beside weights, so that a wrong column is said before hours are spent. */
import type { DatasetChoice } from '../../contract/commands.ts';
import { createLabelReader } from '../../core/dataset/labels.ts';
import { readRows } from '../../core/dataset/rows.ts';
import type { TaskHead } from '../../core/task/task-head.ts';
import { readFisher } from '../../core/fisher/fisher-file.ts';
import type { Evidence } from '../../core/merge/method.ts';
import { evidenceOf } from '../../core/merge/methods.ts';
import { openStatistics } from '../../core/statistics/tensor-statistics.ts';
import { parseMetric } from '../../core/score/conventions.ts';
import type { OpenRecipe } from './open-recipe.ts';

/** Throws what reading would throw at a Fisher file, a metric, or a dataset's columns and first row. */
export async function glanceAtInputs({ resolved, checkpoints }: OpenRecipe): Promise<void> {
  for (const [at, { fisher, dataset, evaluate }] of resolved.models.entries()) {
    const { head } = checkpoints[at]!;
    const evidence = evidenceOf(resolved);
    if (evidence) {
      if (fisher !== undefined) await glanceAtEvidence(evidence, fisher);
      else if (dataset) await readFirstRow(dataset, head, !readsLabels(resolved.settings));
    }
    if (evaluate) {
      const { metric: metrics = [], ...rows } = evaluate;
      for (const name of metrics) parseMetric(name, head);
      await readFirstRow(rows, head, false);
    }
  }
}

async function glanceAtEvidence(evidence: Evidence, file: string): Promise<void> {
  if (evidence === 'mask-fisher') await readFisher(file);
  else await (await openStatistics(file, evidence))[Symbol.asyncDispose]();
}

function readsLabels(settings: object): boolean {
  return 'labels' in settings && settings.labels === 'dataset';
}

async function readFirstRow(
  { labels, ...dataset }: DatasetChoice,
  head: TaskHead,
  unlabelled: boolean,
): Promise<void> {
  const readLabel = createLabelReader(head, labels, dataset.file);
  for await (const row of readRows({ ...dataset, problem: head.problem, unlabelled })) {
    if (!unlabelled) readLabel(row);
    return;
  }
}
