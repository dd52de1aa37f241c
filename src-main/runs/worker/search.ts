/** Searches for a recipe's weights and settings: trials on one part of the evaluation rows, told on the other. */
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import { isLessBetter, relateScore } from '../../contract/metric-directions.ts';
import type { Objective, RowPart, SearchTrial, TaskScores } from '../../contract/sweep.ts';
import type { Worker } from '../../contract/work.ts';
import { explain } from '../../core/files/disk.ts';
import { rebaseRecipe } from '../../core/merge/recipe-paths.ts';
import { setInRecipe } from '../../core/merge/recipe-form.ts';
import type { Optimizer } from '../../core/search/optimizer.ts';
import { OPTIMIZERS } from '../../core/search/optimizers.ts';
import {
  describeSpace,
  type SearchedRecipe,
  type SearchSpace,
  WEIGHTS,
} from '../../core/search/search-space.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { checkBase } from './base-check.ts';
import { glanceAtInputs } from './glance.ts';
import { createHasher } from './known-hashes.ts';
import { openRecipe, type OpenRecipe } from './open-recipe.ts';
import { openScratchLibrary } from './scratch-library.ts';
import { scoresOf, scoreTask, type TaskTrial, type TrialBench, tryRecipe } from './trial.ts';

export const runSearch: Worker<'search'> = async (input, control, surroundings) => {
  const began = performance.now();
  const { recipe: source, algorithm, objective, trials: most, seed, share } = input;
  await using open = await openRecipe(source);
  requireHeldOut(open);
  await glanceAtInputs(open);
  const doubts = await checkBase(open);
  const space = describeSpace(open.recipe, input.over);
  const runtime = await chooseRuntime(input.device, surroundings.threads);
  const scratch = await openScratchLibrary(`search-${process.pid}`, surroundings.library);
  try {
    const bench: TrialBench = {
      runtime,
      hasher: createHasher(surroundings.known, control),
      // What the library has of Fishers it has; a new one it keeps as well.
      surroundings: { ...surroundings, library: surroundings.library ?? scratch.library },
      scratch: scratch.folder,
      split: { share, seed },
      control,
    };
    const experts = await scoreExperts(open, 'choosing', bench);
    const trials: SearchTrial[] = [];
    const attempt = async (point: readonly number[]): Promise<number> => {
      control.report?.({ phase: 'Search', done: trials.length, total: most, unit: 'trials' });
      const searched = space.at(point);
      const { tasks } = await tryRecipe(
        { ...source, text: writeRecipe(open, space, searched) },
        'choosing',
        bench,
      );
      const scores = scoresOf(tasks);
      const value = OBJECTIVES[objective](
        listMain(open, scores),
        listMain(open, experts.scores),
        experts.metrics,
      );
      trials.push({
        weights: nameWeights(open, searched),
        settings: searched.settings,
        objective: value,
        scores,
      });
      return value;
    };
    await attempt(space.origin);
    const weights = space.over.includes(WEIGHTS) ? open.recipe.models.length : 0;
    const optimizer = OPTIMIZERS[algorithm]({
      dimensions: space.dimensions,
      origin: space.origin,
      weights,
      trials: most - 1,
      seed,
    });
    await drive(optimizer, attempt, () => most - trials.length);
    const best = trials.reduce(
      (found, { objective: value }, at) => (value > trials[found]!.objective ? at : found),
      0,
    );
    const found = { weights: Object.values(trials[best]!.weights), settings: trials[best]!.settings };
    const recipe = best === 0 ? source.text : writeRecipe(open, space, found);
    const reported = await scoreExperts(open, 'reporting', bench);
    const before = await tryRecipe(source, 'reporting', bench);
    const after = best === 0 ? before : await tryRecipe({ ...source, text: recipe }, 'reporting', bench);
    if (input.out !== undefined) await writeFound(input.out, recipe, open);
    return {
      method: open.recipe.method,
      algorithm,
      objective,
      seed,
      over: space.over,
      trials,
      best,
      report: {
        experts: reported.scores,
        before: scoresOf(before.tasks),
        after: scoresOf(after.tasks),
        rows: Object.fromEntries(
          open.recipe.models.map(({ task }) => [
            task,
            { choosing: experts.rows.get(task)!, reporting: reported.rows.get(task)! },
          ]),
        ),
      },
      recipe,
      folder: dirname(resolve(source.file)),
      warnings: [...doubts, ...warnOfOverlap(open)],
      device: runtime.device,
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    await scratch.remove();
  }
};

async function drive(
  optimizer: Optimizer,
  attempt: (point: readonly number[]) => Promise<number>,
  left: () => number,
): Promise<void> {
  while (left() > 0) {
    const points = optimizer.ask().slice(0, left());
    if (points.length === 0) return;
    const values: number[] = [];
    for (const point of points) values.push(await attempt(point));
    optimizer.tell(values);
  }
}

/** Of tasks in their order: scores, those of the experts, and what they are measured by. More is better. */
type Judge = (scores: readonly number[], experts: readonly number[], metrics: readonly string[]) => number;

const OBJECTIVES: Readonly<Record<Objective, Judge>> = {
  mean: (scores, _, metrics) => mean(scores.map((score, at) => direct(metrics[at]!, score))),
  worst: (scores, _, metrics) => Math.min(...scores.map((score, at) => direct(metrics[at]!, score))),
  relative: (scores, experts, metrics) =>
    mean(scores.map((score, at) => relateScore(metrics[at]!, score, experts[at]) ?? 0)),
};

function direct(metric: string, score: number): number {
  return isLessBetter(metric) ? -score : score;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

interface ScoredExperts {
  readonly scores: TaskScores;
  /** What each task is compared by, in their order. */
  readonly metrics: readonly string[];
  readonly rows: ReadonlyMap<string, number>;
}

async function scoreExperts(
  { resolved }: OpenRecipe,
  part: RowPart,
  bench: TrialBench,
): Promise<ScoredExperts> {
  const trials = new Map<string, TaskTrial>();
  for (const model of resolved.models)
    trials.set(model.task, await scoreTask(resolved, model, model.checkpoint, part, bench));
  return {
    scores: scoresOf(Object.fromEntries(trials)),
    metrics: Array.from(trials.values(), ({ metrics }) => Object.keys(metrics)[0]!),
    rows: new Map(Array.from(trials, ([task, { rows }]) => [task, rows])),
  };
}

/** Of each task the score that it is compared by. */
function listMain({ resolved }: OpenRecipe, scores: TaskScores): number[] {
  return resolved.models.map(({ task }) => Object.values(scores[task]!)[0]!);
}

function requireHeldOut({ recipe, text }: OpenRecipe): void {
  const blind = recipe.models.find(({ evaluate }) => !evaluate);
  if (!blind) return;
  throw new WeirError(
    'invalid-recipe',
    `The recipe has no 'evaluate' for the task '${blind.task}', so that there is no held-out data to search on.`,
    {
      hint: text.includes('dataset')
        ? "What the Fisher is taken on would flatter: name another file as 'evaluate'."
        : "Name a file as 'evaluate'.",
    },
  );
}

/** A file that the models' Fishers are taken on is no held-out data. */
function warnOfOverlap({ resolved }: OpenRecipe): string[] {
  return resolved.models
    .filter(({ dataset, evaluate }) => dataset?.file === evaluate?.file)
    .map(
      ({ task }) =>
        `The Fisher of '${task}' is taken on the file that it is evaluated on, so that its scores flatter.`,
    );
}

async function writeFound(out: string, recipe: string, { file, names }: OpenRecipe): Promise<void> {
  await writeFile(out, rebaseRecipe(recipe, file, out, names)).catch((error: unknown) => {
    throw explain(error, out, 'written');
  });
}

function nameWeights({ recipe }: OpenRecipe, { weights }: SearchedRecipe): SearchTrial['weights'] {
  return Object.fromEntries(recipe.models.map(({ task }, at) => [task, weights[at]!]));
}

/** The recipe's text with what was found, all else as it stands. */
function writeRecipe(
  { recipe, text }: OpenRecipe,
  { over }: SearchSpace,
  { weights, settings }: SearchedRecipe,
): string {
  let written = text;
  if (over.includes(WEIGHTS))
    for (const at of recipe.models.keys())
      written = setInRecipe(written, ['models', at, 'weight'], weights[at]);
  for (const [name, value] of Object.entries(settings))
    written = setInRecipe(written, ['settings', name], value);
  return written;
}
