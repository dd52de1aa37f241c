/** Carries a recipe out: Fishers, the merge, scores of experts, average and merge, and the output folder. */
import { dirname, join, resolve } from 'node:path';
import { rm } from 'node:fs/promises';
import type { Control } from '../../contract/progress.ts';
import type { MergeRecord } from '../../contract/records.ts';
import type { Surroundings, WorkInput } from '../../contract/work.ts';
import { VERSION } from '../../contract/version.ts';
import { hashText } from '../../core/files/hash.ts';
import { formatModelCard } from '../../core/merge/model-card.ts';
import { hashPlan, planMerge, type Plan } from '../../core/merge/plan.ts';
import type { Recipe } from '../../core/merge/recipe.ts';
import { rebaseRecipe } from '../../core/merge/recipe-paths.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { checkBase } from './base-check.ts';
import { openRecipe } from './open-recipe.ts';
import { exportTasks } from './onnx-export.ts';
import { MARK, OutputFolder } from './output-folder.ts';
import { NO_EVIDENCE, writeMergedFolders } from './merged-folders.ts';
import { hashInputs, takeEvidence } from './recipe-evidence.ts';
import { glanceAtInputs } from './glance.ts';
import { createHasher } from './known-hashes.ts';
import { requireRoom } from './estimate.ts';
import { estimateRecipe } from './recipe-estimate.ts';
import { createScorer } from './score-table.ts';
import { FORWARD_TOKENS, shareTokens } from './token-budget.ts';

export async function runMerge(
  input: WorkInput<'merge'>,
  control: Control = {},
  surroundings: Surroundings = {},
): Promise<MergeRecord> {
  const began = performance.now();
  await using open = await openRecipe(input.recipe);
  // What does not fit together is said before anything is computed or made.
  planMerge(open);
  await glanceAtInputs(open);
  const doubts = await checkBase(open);
  await requireRoom(estimateRecipe(open, surroundings.share), { folder: input.out });
  const runtime = await chooseRuntime(input.device, surroundings.threads);
  const hasher = createHasher(surroundings.known, control);
  // The same plan writes the same bytes: what an attempt before this one put in place may be written over.
  const own = surroundings.again
    ? hashPlan(planMerge({ ...open, hashes: await hashInputs(open, hasher) }))
    : undefined;
  await using output = await OutputFolder.create(input.out, input.replace, own);
  const scorer = createScorer(
    open.resolved,
    runtime,
    hasher,
    shareTokens(FORWARD_TOKENS, surroundings.share),
    control,
  );
  const { models } = open.resolved;
  for (const model of models)
    await scorer.score(model.task, 'expert', [model], ({ checkpoint }) => checkpoint);

  const scratch = await output.makeFolder('statistics.partial');
  await using evidence = await takeEvidence(open, runtime, hasher, control, surroundings, scratch);
  const { hashes, records, remarks } = evidence;
  const plan = planMerge({ ...open, hashes });
  await writeMergedFolders(open, plan, evidence, output.partial, control);
  if (!isPlainAverage(plan)) {
    const recipe: Recipe = { ...open.recipe, method: 'average', settings: { scale: 1 } };
    const folder = await output.makeFolder('average.partial');
    await writeMergedFolders(open, planMerge({ ...open, recipe }), NO_EVIDENCE, folder, control);
    await scorer.score('average', 'average', models, ({ task }) => join(folder, task));
    await rm(folder, { recursive: true });
  }
  await rm(scratch, { recursive: true });
  await scorer.score(plan.method, 'merge', models, ({ task }) => join(output.partial, task));
  const onnx = open.recipe.output.onnx
    ? await exportTasks(open.resolved, hashPlan(plan), output.partial, surroundings, control)
    : undefined;

  const scores = scorer.table();
  await output.write(
    'recipe.yaml',
    rebaseRecipe(open.text, open.file, join(output.path, 'recipe.yaml'), open.names),
  );
  await output.write(MARK, `${JSON.stringify({ hash: hashPlan(plan), ...plan }, null, 2)}\n`);
  if (scores) await output.write('scores.json', `${JSON.stringify(scores, null, 2)}\n`);
  for (const { task } of models) {
    const { device } = runtime;
    const card = formatModelCard({
      task,
      plan,
      recipe: open.text,
      scores,
      onnx: onnx !== undefined,
      version: VERSION,
      device,
    });
    await output.write(join(task, 'README.md'), card);
  }
  const bytes = await output.measure();
  // Whoever asked to stop, or died, would not expect it.
  control.signal?.throwIfAborted();
  await output.commit();
  return {
    folder: output.path,
    method: plan.method,
    bytes,
    planHash: hashPlan(plan),
    recipe: open.text,
    recipeHash: hashText(open.text),
    recipeFolder: dirname(resolve(open.file)),
    parents: models.map(({ task, weight, checkpoint: folder }, at) => {
      const { checkpoint, dataset = null } = hashes.models[at]!;
      return { task, weight, folder, checkpointHash: checkpoint!, datasetHash: dataset };
    }),
    fishers: records,
    tasks: models.map(({ task }) => ({ task, folder: join(output.path, task) })),
    onnx: onnx?.map(({ file, ...exported }) => ({ ...exported, file: join(output.path, file) })),
    scores,
    warnings: [...doubts, ...remarks, ...scorer.warnings],
    device: runtime.device,
    seconds: (performance.now() - began) / 1000,
  };
}

function isPlainAverage({ method, settings }: Plan): boolean {
  return method === 'average' && 'scale' in settings && settings.scale === 1;
}
