/** An entry of the matrix that is looked at, and what there is to say of it. */
import { relateScore } from '../../../src-main/contract/metric-directions.ts';
import { testMcNemar } from '../../../src-main/contract/mcnemar.ts';
import type { SweepCell, SweepRecord } from '../../../src-main/contract/sweep.ts';

/** Places in the sweep's methods and sets. */
export interface ChosenEntry {
  readonly method: number;
  readonly set: number;
}

export interface TaskLine {
  readonly task: string;
  readonly metric: string;
  readonly value: number | undefined;
  readonly expert: number | undefined;
  readonly share: number | undefined;
  readonly interval: readonly [number, number] | undefined;
  /** Against the plain average on the same rows; undefined where answers are no labels. */
  readonly p: number | undefined;
}

export function listTasks(record: SweepRecord, cell: SweepCell): TaskLine[] {
  const { tasks, experts, baseline, cells } = record;
  const plain = cells.find((one) => one.method === baseline && one.set === cell.set);
  return Object.entries(cell.scores).map(([task, scores]) => {
    const metric = tasks.find((one) => one.task === task)!.metrics[0]!;
    const [own, other] = [cell.outcomes[task], plain?.outcomes[task]];
    const isCompared = own !== undefined && other !== undefined && plain !== cell;
    return {
      task,
      metric,
      value: scores[metric],
      expert: experts[task]?.[metric],
      share: relateScore(metric, scores[metric], experts[task]?.[metric]),
      interval: cell.intervals[task],
      p: isCompared ? testMcNemar(own, other)?.p : undefined,
    };
  });
}
