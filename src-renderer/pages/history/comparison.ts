/** Runs side by side: what each was asked, and what they scored, repeats taken together where that is wanted. */
import type { RunRecord } from '../../../src-main/contract/library.ts';
import { haveMean } from '../../../src-main/contract/metric-directions.ts';
import type { RunComparison } from '../../../src-main/contract/reports.ts';
import { call } from '../../bridge/bridge.ts';
import { HISTORY } from '../../strings/history.ts';
import { flattenAsked, groupRepeats, summarize, type Asked, type Summary } from './asked.ts';
import { inputOf, recipeOf } from './run-facts.ts';

export interface Comparison {
  readonly runs: readonly RunRecord[];
  readonly asked: readonly Asked[];
  readonly scores: RunComparison['scores'];
  /** The baseline's, in the order of `scores`; null: it has none. */
  readonly baseline: readonly (number | null)[];
}

export interface Bar {
  /** Of its first run. */
  readonly name: string;
  /** Of its runs. */
  readonly ids: readonly number[];
  readonly summary: Summary;
  readonly delta: number | undefined;
}

export interface BarGroup {
  readonly task: string;
  readonly metric: string;
  readonly bars: readonly Bar[];
}

/** A merge's recipe key by key; what cannot be read as one, as it was asked for. */
async function readAsked(run: RunRecord): Promise<Asked> {
  const { recipe: _recipe, ...input } = inputOf(run);
  const text = run.command === 'merge' ? recipeOf(run) : undefined;
  if (text === undefined) return flattenAsked(inputOf(run));
  try {
    const { recipe } = await call('recipe.read', { text, source: run.name });
    return flattenAsked({ ...recipe, ...input });
  } catch {
    return flattenAsked({ ...input, recipe: text });
  }
}

/** @throws HostError when one of them is gone */
export async function loadComparison(
  ids: readonly number[],
  baseline: number | undefined,
): Promise<Comparison> {
  const asked = baseline === undefined ? ids : [...ids, baseline];
  const { runs, scores } = await call('runs.compare', { runs: asked.map((id) => `#${id}`) });
  const shown = runs.slice(0, ids.length);
  return {
    runs: shown,
    asked: await Promise.all(shown.map(readAsked)),
    scores: scores
      .map(({ values, ...rest }) => ({ ...rest, values: values.slice(0, ids.length) }))
      .filter(({ values }) => values.some((value) => value !== null)),
    baseline: scores
      .filter(({ values }) => values.slice(0, ids.length).some((value) => value !== null))
      .map(({ values }) => (baseline === undefined ? null : (values.at(-1) ?? null))),
  };
}

/** Indices of the runs of each row. */
export function groupRuns({ asked, runs }: Comparison, together: boolean): readonly (readonly number[])[] {
  return together ? groupRepeats(asked) : runs.map((_, at) => [at]);
}

function createGroup(
  comparison: Comparison,
  groups: readonly (readonly number[])[],
  row: RunComparison['scores'][number],
  baseline: number | null | undefined,
): BarGroup {
  const { task, metric, values } = row;
  const bars = groups.flatMap((group): Bar[] => {
    const summary = summarize(group.map((at) => values[at]));
    if (summary === undefined) return [];
    return [
      {
        name: comparison.runs[group[0] ?? 0]?.name ?? '',
        ids: group.map((at) => comparison.runs[at]?.id ?? 0),
        summary,
        delta: typeof baseline === 'number' ? summary.mean - baseline : undefined,
      },
    ];
  });
  return { task, metric, bars };
}

function average(values: readonly (number | null | undefined)[]): number | null {
  // A mean over fewer tasks is of another kind.
  if (!values.every((value) => typeof value === 'number')) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean over the tasks that all runs have first, by the metric that each is compared by; then every task and metric. */
export function createBars(comparison: Comparison, groups: readonly (readonly number[])[]): BarGroup[] {
  const { scores, baseline, runs } = comparison;
  const all = scores
    .map((row, at) => createGroup(comparison, groups, row, baseline[at]))
    .sort((a, b) => b.bars.length - a.bars.length);
  const common = scores
    .map((row, at) => ({ row, at }))
    .filter(({ row, at }) => scores.findIndex(({ task }) => task === row.task) === at)
    .filter(({ row }) => row.values.every((value) => value !== null));
  if (common.length < 2 || !haveMean(common.map(({ row }) => row.metric))) return all;
  const mean = {
    task: HISTORY.mean,
    metric: common.map(({ row }) => row.task).join(', '),
    values: runs.map((_, run) => average(common.map(({ row }) => row.values[run]))),
  };
  return [createGroup(comparison, groups, mean, average(common.map(({ at }) => baseline[at]))), ...all];
}
