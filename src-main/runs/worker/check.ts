/** Tells what a recipe would do and need, with its inputs glanced at, before anything is computed or made. */
import type { CheckedModel, Surroundings, Worker } from '../../contract/work.ts';
import { readRows } from '../../core/dataset/rows.ts';
import { isFloat } from '../../core/tensor/float.ts';
import { countElements } from '../../core/tensor/shape.ts';
import { type FisherSettings, pickFisherSettings } from '../../core/fisher/settings.ts';
import { evidenceOf } from '../../core/merge/methods.ts';
import { hashPlan, planMerge } from '../../core/merge/plan.ts';
import { formatPlan } from '../../core/merge/plan-text.ts';
import type { DatasetChoice } from '../../contract/commands.ts';
import type { Control } from '../../contract/progress.ts';
import type { TaskHead } from '../../core/task/task-head.ts';
import { measureRoom } from './estimate.ts';
import { hasFisher } from './fisher-cache.ts';
import { checkBase } from './base-check.ts';
import { glanceAtInputs } from './glance.ts';
import { createHasher } from './known-hashes.ts';
import { openRecipe, type OpenRecipe } from './open-recipe.ts';
import { estimateRecipe } from './recipe-estimate.ts';

async function countRows(
  { labels, ...dataset }: DatasetChoice,
  { problem }: TaskHead,
  control: Control,
): Promise<number> {
  let rows = 0;
  for await (const row of readRows({ ...dataset, problem, unlabelled: true }, control)) rows = row.index + 1;
  return rows;
}

async function checkModel(
  { resolved, checkpoints }: OpenRecipe,
  at: number,
  control: Control,
  { library, known }: Surroundings,
): Promise<CheckedModel> {
  const { task, dataset, evaluate, fisher } = resolved.models[at]!;
  const checkpoint = checkpoints[at]!;
  const floats = [...checkpoint.weights.tensors.values()].filter(({ dtype }) => isFloat(dtype));
  const parameters = floats.reduce((sum, { shape }) => sum + countElements(shape), 0);
  const rows = evaluate ? await countRows(withoutMetric(evaluate), checkpoint.head, control) : 0;
  const evidence = evidenceOf(resolved);
  if (evidence === undefined || fisher !== undefined || !dataset) {
    return { task, parameters, rows, samples: 0, known: false };
  }
  const wanted = (resolved.settings as Pick<FisherSettings, 'samples'>).samples;
  const count = Math.min(wanted, await countRows(dataset, checkpoint.head, control));
  if (evidence !== 'mask-fisher') return { task, parameters, rows, samples: count, known: false };
  const settings = pickFisherSettings(resolved.settings as FisherSettings);
  const hasher = createHasher(known, control);
  const hashes = {
    checkpointHash: await hasher.hashFiles(checkpoint.weights.files),
    datasetHash: await hasher.hashFile(dataset.file),
  };
  const isKnown =
    library !== undefined && (await hasFisher({ checkpoint, dataset, settings, ...hashes }, library));
  return { task, parameters, rows, samples: count, known: isKnown };
}

function withoutMetric({
  metric,
  ...dataset
}: NonNullable<OpenRecipe['resolved']['models'][number]['evaluate']>): DatasetChoice {
  return dataset;
}

export const runCheck: Worker<'check'> = async ({ recipe, out }, control, surroundings) => {
  await using open = await openRecipe(recipe);
  const plan = planMerge(open);
  await glanceAtInputs(open);
  const doubts = await checkBase(open);
  const models: CheckedModel[] = [];
  for (const at of open.resolved.models.keys())
    models.push(await checkModel(open, at, control, surroundings));
  return {
    text: formatPlan(plan),
    hash: hashPlan(plan),
    notes: [...plan.notes, ...doubts],
    need: { ...estimateRecipe(open, surroundings.share), ...(await measureRoom(out)) },
    models,
  };
};
