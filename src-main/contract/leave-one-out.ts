/** What each expert costs the others of a merge, and what the merge has of it: sets with all tasks but one beside the set of all. */
import { relateScore } from './metric-directions.ts';
import type { SweepCell, SweepRecord } from './sweep.ts';

export interface LeftOut {
  readonly task: string;
  /** As the sweep calls it. */
  readonly method: string;
  /** Mean over the other tasks of what part of its expert's score each keeps. */
  readonly withIt: number | undefined;
  readonly without: number | undefined;
  /** The second less the first: what the others would win without it. */
  readonly costs: number | undefined;
  /** What part of its own expert's score it keeps among all. */
  readonly gives: number | undefined;
}

/** By method, then by task; nothing where the sweep has no set of all tasks with one of all but one. Of several seeds the mean. */
export function listLeftOut(record: SweepRecord): LeftOut[] {
  const { sets, methods } = record;
  const all = sets.findIndex((tasks) => tasks.length === Math.max(...sets.map((set) => set.length)));
  const whole = sets[all] ?? [];
  const rest = whole.flatMap((task) => {
    const set = sets.findIndex(
      (tasks) =>
        tasks.length === whole.length - 1 && whole.every((one) => one === task || tasks.includes(one)),
    );
    return set < 0 || whole.length < 2 ? [] : [{ task, set, others: whole.filter((one) => one !== task) }];
  });
  // Every pair of two is all but one of nothing: only a whole ring of sets is a leave-one-out.
  if (rest.length < whole.length || whole.length < 3) return [];
  return methods.flatMap(({ name }, method) =>
    rest.map(({ task, set, others }): LeftOut => {
      const withIt = average(record, method, all, others);
      const without = average(record, method, set, others);
      return {
        task,
        method: name,
        withIt,
        without,
        costs: withIt === undefined || without === undefined ? undefined : without - withIt,
        gives: average(record, method, all, [task]),
      };
    }),
  );
}

function average(
  record: SweepRecord,
  method: number,
  set: number,
  of: readonly string[],
): number | undefined {
  const cells = record.cells.filter((cell) => cell.method === method && cell.set === set);
  const values = cells.flatMap((cell) => of.map((task) => relate(record, cell, task)));
  if (values.length === 0 || values.includes(undefined)) return undefined;
  return (values as number[]).reduce((a, b) => a + b, 0) / values.length;
}

function relate({ tasks, experts }: SweepRecord, { scores }: SweepCell, task: string): number | undefined {
  const metric = tasks.find((one) => one.task === task)!.metrics[0]!;
  return relateScore(metric, scores[task]?.[metric], experts[task]?.[metric]);
}
