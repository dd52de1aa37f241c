/** Merges that are made, scored and thrown away: what sweeps and searches try. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Control } from '../../contract/progress.ts';
import type { RowPart, TaskScores } from '../../contract/sweep.ts';
import type { RecipeText, Surroundings } from '../../contract/work.ts';
import { isOfPart, type Split } from '../../core/dataset/split.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import { planMerge } from '../../core/merge/plan.ts';
import type { Recipe, RecipeModel } from '../../core/merge/recipe.ts';
import { bootstrap, packOutcomes } from '../../core/score/bootstrap.ts';
import type { MetricName } from '../../core/score/metrics.ts';
import type { Scores } from '../../core/score/scoring.ts';
import type { Hasher } from './known-hashes.ts';
import { writeMergedFolders } from './merged-folders.ts';
import { openRecipe } from './open-recipe.ts';
import { takeEvidence } from './recipe-evidence.ts';
import { takeScores } from './score.ts';
import { FORWARD_TOKENS, shareTokens } from './token-budget.ts';

/** What trials of one run share. */
export interface TrialBench {
  readonly runtime: Runtime;
  readonly hasher: Hasher;
  /** Its library is where Fishers and the like are found again by the next trial. */
  readonly surroundings: Surroundings;
  /** A folder for what is thrown away. */
  readonly scratch: string;
  readonly split?: Split | undefined;
  readonly control: Control;
}

/** A task's scores on a part of its rows. */
export interface TaskTrial {
  readonly metrics: Readonly<Record<string, number>>;
  readonly rows: number;
  /** See SweepCell. */
  readonly interval: readonly [number, number] | undefined;
  readonly outcomes: string | undefined;
  readonly warnings: readonly string[];
}

export interface Trial {
  readonly tasks: Readonly<Record<string, TaskTrial>>;
  /** Of merging alone, and of what was computed of each model before it. */
  readonly seconds: number;
  readonly evidenceSeconds: readonly number[];
}

/** Merges by a recipe and scores every task on each of the parts; nothing is left of it. */
export async function tryRecipe(text: RecipeText, part: RowPart, bench: TrialBench): Promise<Trial> {
  const { runtime, hasher, surroundings, scratch, control } = bench;
  // What the merge itself reports would hide how far the whole is.
  const quiet = { signal: control.signal };
  await using open = await openRecipe(text);
  const folder = await mkdtemp(join(scratch, 'trial-'));
  try {
    await using evidence = await takeEvidence(open, runtime, hasher, control, surroundings, scratch);
    const plan = planMerge({ ...open, hashes: evidence.hashes });
    const began = performance.now();
    await writeMergedFolders(open, plan, evidence, folder, quiet);
    const seconds = (performance.now() - began) / 1000;
    const tasks = new Map<string, TaskTrial>();
    for (const model of open.resolved.models)
      tasks.set(model.task, await scoreTask(open.resolved, model, join(folder, model.task), part, bench));
    return { tasks: Object.fromEntries(tasks), seconds, evidenceSeconds: evidence.seconds };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Scores what lies in `folder` on a part of a model's evaluation rows. */
export async function scoreTask(
  { settings }: Recipe,
  { task, evaluate }: RecipeModel,
  folder: string,
  part: RowPart,
  { runtime, surroundings, split, control }: TrialBench,
): Promise<TaskTrial> {
  // A sweep or search is not begun without.
  const { metric: metrics, ...dataset } = evaluate!;
  const scores = await takeScores(
    {
      folder,
      dataset,
      metrics,
      task,
      maxLength: 'maxLength' in settings ? settings.maxLength : 128,
      keeps: isOfPart(part, split),
      runtime,
      tokenBudget: shareTokens(FORWARD_TOKENS, surroundings.share),
      title: `Score on ${task}`,
    },
    { signal: control.signal },
  );
  return describe(scores);
}

function describe({ metrics, rows, warnings, evidence }: Scores): TaskTrial {
  const [first] = Object.keys(metrics) as MetricName[];
  const outcomes = packOutcomes(first!, evidence);
  return {
    metrics,
    rows,
    interval: bootstrap(first!, evidence),
    outcomes: outcomes && Buffer.from(outcomes).toString('base64'),
    warnings,
  };
}

export function scoresOf(tasks: Trial['tasks']): TaskScores {
  return Object.fromEntries(Object.entries(tasks).map(([task, { metrics }]) => [task, metrics]));
}
