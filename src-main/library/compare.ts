/** Runs side by side: where their inputs differ, and what they scored. */
import type { LibraryScore } from '../contract/library.ts';
import type { RunComparison } from '../contract/reports.ts';
import { getItem } from './items.ts';
import type { Library } from './library.ts';
import { listScores } from './listing.ts';

/** 'recipe.names.sst2' → value, for every leaf of an input. */
function flatten(value: unknown, key = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[key, value]];
  const entries = Object.entries(value);
  return entries.flatMap(([name, inner]) => flatten(inner, key === '' ? name : `${key}.${name}`));
}

const WORTH: Readonly<Record<LibraryScore['kind'], number>> = { merge: 2, expert: 1, average: 0 };

/** What a run made stands before what it is compared with. */
function pickValue(scores: readonly LibraryScore[], task: string, metric: string): number | null {
  const fitting = scores.filter((score) => score.task === task && score.metric === metric);
  return fitting.sort((a, b) => WORTH[b.kind] - WORTH[a.kind])[0]?.value ?? null;
}

export function compareRuns(library: Library, ids: readonly number[]): RunComparison {
  const runs = ids.map((id) => getItem(library, 'run', id));
  const inputs = runs.map(({ input }) => new Map(flatten(input)));
  const keys = [...new Set(inputs.flatMap((input) => [...input.keys()]))];
  const scores = ids.map((runId) => listScores(library, { where: { runId }, limit: 10_000 }).rows);
  const pairs = new Map(
    scores.flat().map(({ task, metric }) => [JSON.stringify([task, metric]), { task, metric }]),
  );
  return {
    runs,
    differences: keys
      .map((key) => ({ key, values: inputs.map((input) => input.get(key)) }))
      .filter(({ values }) => new Set(values).size > 1),
    scores: [...pairs.values()].map(({ task, metric }) => ({
      task,
      metric,
      values: scores.map((of) => pickValue(of, task, metric)),
    })),
  };
}
