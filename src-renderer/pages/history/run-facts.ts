/** What a run's record says of itself, read with care: results are as the Weir of their time wrote them. */
import { haveMean } from '../../../src-main/contract/metric-directions.ts';
import type { RunRecord } from '../../../src-main/contract/library.ts';

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function resultOf({ result }: RunRecord): Json {
  return isJson(result) ? result : {};
}

export function inputOf({ input }: RunRecord): Json {
  return isJson(input) ? input : {};
}

export function methodOf(run: RunRecord): string | undefined {
  return run.command === 'merge' ? textOf(resultOf(run).method) : undefined;
}

export function deviceOf(run: RunRecord): string | undefined {
  return textOf(resultOf(run).device) ?? textOf(inputOf(run).device);
}

/** A recipe's text: as it was carried out, or as it was asked for. */
export function recipeOf(run: RunRecord): string | undefined {
  const asked = inputOf(run).recipe;
  return textOf(resultOf(run).recipe) ?? (isJson(asked) ? textOf(asked.text) : undefined);
}

export function warningsOf(run: RunRecord): readonly string[] {
  const { warnings } = resultOf(run);
  return Array.isArray(warnings) ? warnings.filter((one) => typeof one === 'string') : [];
}

/** Seconds; of one that runs, until now. */
export function durationOf({ startedAt, endedAt }: RunRecord): number | undefined {
  return startedAt === null || endedAt === null ? undefined : (endedAt - startedAt) / 1000;
}

export interface TaskScore {
  readonly task: string;
  readonly metric: string;
  readonly value: number;
}

function readTable(scores: unknown): readonly TaskScore[] {
  if (!isJson(scores) || !Array.isArray(scores.tasks) || !Array.isArray(scores.models)) return [];
  const merged = scores.models.filter(isJson).find(({ kind }) => kind === 'merge');
  const values = isJson(merged?.scores) ? merged.scores : {};
  return scores.tasks.filter(isJson).flatMap(({ task, metrics }): TaskScore[] => {
    const [name, metric] = [textOf(task), Array.isArray(metrics) ? textOf(metrics[0]) : undefined];
    const of = name === undefined ? undefined : values[name];
    const value = isJson(of) && metric !== undefined ? of[metric] : undefined;
    return name !== undefined && metric !== undefined && typeof value === 'number'
      ? [{ task: name, metric, value }]
      : [];
  });
}

/** What a merge scored on each of its tasks, or a checkpoint on its dataset, by the metric that is compared. */
export function scoresOf(run: RunRecord): readonly TaskScore[] {
  const result = resultOf(run);
  if (run.command === 'merge') return readTable(result.scores);
  if (run.command !== 'score' || !isJson(result.metrics)) return [];
  const [first] = Object.entries(result.metrics);
  return first && typeof first[1] === 'number'
    ? [{ task: textOf(result.dataset) ?? run.name, metric: first[0], value: first[1] }]
    : [];
}

export function meanScore(run: RunRecord): number | undefined {
  const scores = scoresOf(run);
  if (scores.length === 0) return undefined;
  if (scores.length > 1 && !haveMean(scores.map(({ metric }) => metric))) return undefined;
  return scores.reduce((sum, { value }) => sum + value, 0) / scores.length;
}
