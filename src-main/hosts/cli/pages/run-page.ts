/** What the commands of runs print: one run, its state, and several side by side. */
import type { RunCommand, RunRecord } from '../../../contract/library.ts';
import type { SearchRecord, SweepRecord } from '../../../contract/sweep.ts';
import { findBestScore } from '../../../contract/metric-directions.ts';
import type { RepeatedRun, RunComparison, RunDetail } from '../../../contract/reports.ts';
import { formatScore, NOTHING } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';
import { formatState, printScores } from './item-list-page.ts';
import { printFacts } from './item-page.ts';
import { printSearch } from './search-page.ts';
import { printSweep } from './sweep-page.ts';

/** A recipe's text would fill the screen. */
const LONGEST = 60;

function sayValue(value: unknown): string {
  if (value === undefined) return NOTHING;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replaceAll('\n', ' ');
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

export function printRunState(run: RunRecord): string[] {
  return [`run ${run.name} (#${run.id}) is ${formatState(run)}`];
}

/** Of runs that leave nothing in the library but what they found. */
const OUTCOMES: Readonly<Partial<Record<RunCommand, (run: RunRecord, paint: Paint) => string[]>>> = {
  sweep: ({ result }, paint) => (result === null ? [] : [...printSweep(result as SweepRecord, paint), '']),
  search: ({ result }, paint) => (result === null ? [] : [...printSearch(result as SearchRecord, paint), '']),
};

export function printRun({ run, merge, scores }: RunDetail, paint: Paint): string[] {
  return [
    ...(OUTCOMES[run.command]?.(run, paint) ?? []),
    ...printFacts(run, paint),
    ...(merge === null ? [] : ['', `made merge ${merge.name} (#${merge.id}) in ${merge.folder}`]),
    ...(scores.length === 0 ? [] : ['', ...printScores(scores, paint)]),
  ];
}

export function printRepeated({ run, changes }: RepeatedRun, paint: Paint): string[] {
  return [
    ...printRunState(run),
    ...changes.map(
      ({ task, what, path, is }) =>
        `${paint('bold', 'Mind:')} the ${what} of ${task} ${is === null ? 'is gone' : 'has changed since'}: ${path}`,
    ),
  ];
}

export function printComparison({ runs, differences, scores }: RunComparison, paint: Paint): string[] {
  const heading = ['', ...runs.map(({ id, name }) => paint('bold', `#${id} ${name}`))];
  const inputs = differences.map(({ key, values }) => [key, ...values.map(sayValue)]);
  const results = scores.map(({ task, metric, values }) => {
    const best = findBestScore(
      metric,
      values.filter((value) => value !== null),
    );
    const cells = values.map((value) => {
      const text = formatScore(value ?? undefined);
      return value !== null && value === best ? paint('bold', `${text}*`) : text;
    });
    return [`${task} ${metric}`, ...cells];
  });
  const lines = formatTable(
    [heading, ...inputs, ...(results.length > 0 ? [[]] : []), ...results],
    'l'.repeat(runs.length + 1),
  );
  return differences.length === 0 ? [...lines, '', 'Their inputs are the same.'] : lines;
}
