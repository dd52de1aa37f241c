/** Writes merged checkpoints as ONNX and holds the files' answers against the checkpoints' own. */
import { join } from 'node:path';
import type { Control } from '../../contract/progress.ts';
import type { TaskOnnx } from '../../contract/records.ts';
import type { Surroundings } from '../../contract/work.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import type { Recipe, RecipeModel } from '../../core/merge/recipe.ts';
import { requireClassifier } from '../../core/task/classifier.ts';
import { checkExport } from './onnx-check.ts';
import { MODEL_FILE, ONNX_FOLDER, writeOnnxFolder } from './onnx-folder.ts';

/**
 * Beside every checkpoint of `folder`, which has one for each task. Files are named from there on. Throws 'mismatch' where one answers
 * otherwise than its checkpoint.
 */
export async function exportTasks(
  { models, settings }: Recipe,
  planHash: string,
  folder: string,
  { threads }: Surroundings,
  control: Control,
): Promise<TaskOnnx[]> {
  const maxLength = 'maxLength' in settings ? settings.maxLength : 128;
  const exports: TaskOnnx[] = [];
  for (const model of models) {
    const { task } = model;
    await using open = await openCheckpoint(join(folder, task));
    const checkpoint = requireClassifier(open);
    const title = `ONNX of ${task}`;
    const metadata = { 'weir.task': task, 'weir.plan': planHash };
    const written = { folder: join(folder, task, ONNX_FOLDER), checkpoint, metadata, title };
    const file = await writeOnnxFolder(written, control);
    const check = { checkpoint, file, dataset: findTexts(model), maxLength, threads, title };
    const difference = await checkExport(check, control);
    exports.push({ task, file: join(task, ONNX_FOLDER, MODEL_FILE), difference });
  }
  return exports;
}

/** Those that it is scored on, else those of its Fisher. */
function findTexts({ evaluate, dataset }: RecipeModel): RecipeModel['dataset'] {
  if (!evaluate) return dataset;
  const { metric: _, ...texts } = evaluate;
  return texts;
}
