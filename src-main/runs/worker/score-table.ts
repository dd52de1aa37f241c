/** Scores of experts, plain average and merge on every task that has an evaluation file. */
import type { Control } from '../../contract/progress.ts';
import type { ScoreTable } from '../../contract/records.ts';
import type { Recipe, RecipeModel } from '../../core/merge/recipe.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import type { Hasher } from './known-hashes.ts';
import { takeScores } from './score.ts';

type ScoredModel = ScoreTable['models'][number];

/** Scores of one model, of which `folderOf` gives the folder with a task's head; none where the task has no evaluation file. */
export interface Scorer {
  readonly warnings: readonly string[];
  score(
    name: string,
    kind: ScoredModel['kind'],
    tasks: readonly RecipeModel[],
    folderOf: (model: RecipeModel) => string,
  ): Promise<void>;
  /** Undefined where no task has an evaluation file. */
  table(): ScoreTable | undefined;
}

export function createScorer(
  recipe: Recipe,
  runtime: Runtime,
  hasher: Hasher,
  tokenBudget: number,
  control: Control,
): Scorer {
  const models: ScoredModel[] = [];
  const warnings: string[] = [];
  const evaluated = new Map<string, { readonly rows: number; readonly dataset: string }>();
  const maxLength = 'maxLength' in recipe.settings ? recipe.settings.maxLength : 128;
  return {
    warnings,
    score: async (name, kind, tasks, folderOf) => {
      const scores = new Map<string, Readonly<Record<string, number>>>();
      for (const model of tasks) {
        if (!model.evaluate) continue;
        const { metric: metrics, ...dataset } = model.evaluate;
        const title = `Score of ${name} on ${model.task}`;
        const input = {
          folder: folderOf(model),
          dataset,
          metrics,
          task: model.task,
          maxLength,
          runtime,
          title,
          tokenBudget,
        };
        const hash = await hasher.hashFile(dataset.file);
        const found = await takeScores(input, control);
        scores.set(model.task, found.metrics);
        evaluated.set(model.task, { rows: found.rows, dataset: hash });
        // A merge may fail in any way; only an expert's confusion tells of its dataset.
        if (kind === 'expert') warnings.push(...found.warnings.map((warning) => `${model.task}: ${warning}`));
      }
      // Not by assignment: a task may be called '__proto__'.
      if (scores.size > 0) models.push({ name, kind, scores: Object.fromEntries(scores) });
    },
    table: () => {
      if (models.length === 0) return undefined;
      const tasks = recipe.models.flatMap(({ task }) => {
        const scores = models.find((model) => Object.hasOwn(model.scores, task))?.scores[task];
        return scores ? [{ task, metrics: Object.keys(scores), ...evaluated.get(task)! }] : [];
      });
      return { tasks, models };
    },
  };
}
