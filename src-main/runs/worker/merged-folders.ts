/** What a merge writes: the encoder once, and a folder of its own for each task. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Control } from '../../contract/progress.ts';
import { mergeEncoder } from '../../core/merge/execute.ts';
import type { Plan } from '../../core/merge/plan.ts';
import type { OpenRecipe } from './open-recipe.ts';
import type { RecipeEvidence } from './recipe-evidence.ts';
import { writeTaskFolder } from './task-folder.ts';

type MergeEvidence = Pick<RecipeEvidence, 'fishers' | 'statistics'>;

/** Of methods that take nothing of the models. */
export const NO_EVIDENCE: MergeEvidence = { fishers: [], statistics: [] };

/** One folder for each task in `folder`, which is there; the encoder is written once and linked. No task is called `….partial…`. */
export async function writeMergedFolders(
  { recipe, checkpoints, base, text }: OpenRecipe,
  plan: Plan,
  { fishers, statistics }: MergeEvidence,
  folder: string,
  control: Control,
): Promise<void> {
  const encoder = join(folder, 'encoder.partial.safetensors');
  const words = (plan.taskTensors ?? []).map((_, at) => join(folder, `words-${at}.partial.safetensors`));
  await mergeEncoder(
    { plan, checkpoints, base, fishers, statistics, recipe: text, file: encoder, taskFiles: words },
    control,
  );
  for (const [at, { task }] of plan.models.entries()) {
    await writeTaskFolder({
      folder: join(folder, task),
      encoder,
      words: words[at],
      dtype: recipe.output.dtype,
      checkpoint: checkpoints[at]!,
    });
  }
  await rm(encoder);
}
