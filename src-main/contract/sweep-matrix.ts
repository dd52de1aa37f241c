/** A sweep as a matrix, method by set of tasks: means, what they differ from the plain average by, and how sure that is. */
import { isLessBetter, relateScore } from './metric-directions.ts';
import type { SweepCell, SweepRecord } from './sweep.ts';

/** What part of its expert's score a merge has, or the score itself, as a mean over tasks. */
export type Measure = 'relative' | 'score';

export interface MatrixChoice {
  readonly measure: Measure;
  /** Cells of so many samples, and those that take none; all of them when absent. */
  readonly samples?: number | undefined;
}

/** A method on a set of tasks: over its seeds, and over its sample counts where these are not chosen. */
export interface MatrixEntry {
  readonly cells: readonly SweepCell[];
  /** The mean; undefined where nothing was scored, or where the scores have no mean. */
  readonly value: number | undefined;
  /** Standard deviation over the cells; undefined of fewer than two. */
  readonly spread: number | undefined;
  /** Where 95 % of it lies when the rows are drawn again, were the tasks' errors independent. */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** From the baseline on the same set. */
  readonly difference: number | undefined;
  readonly isBest: boolean;
}

export interface MatrixRow {
  readonly name: string;
  readonly method: string;
  /** In the order of the sweep's sets. */
  readonly entries: readonly MatrixEntry[];
  /** Over all sets. */
  readonly overall: MatrixEntry;
  /** Seconds of a merge; and of all that its merges take of the checkpoints, each counted once. */
  readonly mergeSeconds: number | undefined;
  readonly evidenceSeconds: number;
}

export interface SweepMatrix {
  /** 'sst2+agnews' */
  readonly sets: readonly string[];
  readonly rows: readonly MatrixRow[];
}

type Plain = Omit<MatrixEntry, 'difference' | 'isBest'>;

export function buildMatrix(record: SweepRecord, choice: MatrixChoice): SweepMatrix {
  const { sets, methods, baseline } = record;
  const table = methods.map((_, method) => {
    const entries = sets.map((_of, set) => summarize(record, choice, cellsOf(record, choice, method, set)));
    return { entries, overall: summarizeAll(entries) };
  });
  const columns = [...sets.keys()].map((set) => table.map(({ entries }) => entries[set]!));
  const finish = (entry: Plain, column: readonly Plain[]): MatrixEntry => ({
    ...entry,
    difference: subtract(entry.value, baseline === null ? undefined : column[baseline]!.value),
    isBest: isBest(entry, column),
  });
  const overall = table.map((row) => row.overall);
  return {
    sets: sets.map((tasks) => tasks.join('+')),
    rows: methods.map(({ name, method }, at) => {
      const { entries, overall: own } = table[at]!;
      const seconds = entries.flatMap(({ cells }) => cells.map((cell) => cell.seconds));
      return {
        name,
        method,
        entries: entries.map((entry, set) => finish(entry, columns[set]!)),
        overall: finish(own, overall),
        mergeSeconds: mean(seconds),
        evidenceSeconds: sumCosts(record, own.cells),
      };
    }),
  };
}

/** Sample counts that the sweep has cells of, ascending. */
export function listSamples({ cells }: SweepRecord): number[] {
  return [...new Set(cells.flatMap(({ samples }) => samples ?? []))].sort((a, b) => a - b);
}

function cellsOf(
  { cells }: SweepRecord,
  { samples }: MatrixChoice,
  method: number,
  set: number,
): SweepCell[] {
  return cells.filter(
    (cell) =>
      cell.method === method &&
      cell.set === set &&
      (samples === undefined || cell.samples === null || cell.samples === samples),
  );
}

/** Of a merge's tasks: the score that each is compared by, by the measure; undefined where one has none. */
export function measureTasks(
  { tasks, experts }: SweepRecord,
  measure: Measure,
  cell: SweepCell,
): readonly (number | undefined)[] {
  return Object.entries(cell.scores).map(([task, scores]) => {
    const metric = tasks.find((one) => one.task === task)!.metrics[0]!;
    if (measure === 'relative') return relateScore(metric, scores[metric], experts[task]?.[metric]);
    // A loss and a share have no mean that says anything.
    return isLessBetter(metric) ? undefined : scores[metric];
  });
}

function summarize(record: SweepRecord, { measure }: MatrixChoice, cells: readonly SweepCell[]): Plain {
  const values = cells.map((cell) => meanOfAll(measureTasks(record, measure, cell)));
  const value = meanOfAll(values);
  const known = values.filter((one) => one !== undefined);
  const errors = cells.map((cell) => errorOf(record, measure, cell));
  const error = meanOfAll(errors);
  return {
    cells,
    value,
    spread: deviationOf(known),
    interval:
      value === undefined || error === undefined ? undefined : [value - 1.96 * error, value + 1.96 * error],
  };
}

function summarizeAll(entries: readonly Plain[]): Plain {
  const value = meanOfAll(entries.map((entry) => entry.value));
  const spreads = entries.map(({ spread }) => spread);
  return {
    cells: entries.flatMap(({ cells }) => cells),
    value,
    spread: spreads.includes(undefined) ? undefined : mean(spreads as number[]),
    interval: undefined,
  };
}

/** Standard error of a cell's mean over tasks, from their intervals: 95 % lie within 1.96 of it. */
function errorOf({ tasks, experts }: SweepRecord, measure: Measure, cell: SweepCell): number | undefined {
  const squares = Object.keys(cell.scores).map((task) => {
    const interval = cell.intervals[task];
    const metric = tasks.find((one) => one.task === task)!.metrics[0]!;
    const scale = measure === 'relative' ? (experts[task]?.[metric] ?? Number.NaN) : 1;
    // What part of an expert's loss a merge has is no linear scale.
    if (!interval || isLessBetter(metric) || !(scale > 0)) return undefined;
    return ((interval[1] - interval[0]) / (2 * 1.96 * scale)) ** 2;
  });
  if (squares.includes(undefined)) return undefined;
  return Math.sqrt(sum(squares as number[])) / squares.length;
}

function sumCosts({ costs }: SweepRecord, cells: readonly SweepCell[]): number {
  const taken = new Set(cells.map(({ evidence }) => evidence));
  return sum(costs.filter(({ evidence }) => taken.has(evidence)).map(({ seconds }) => seconds));
}

function isBest({ value }: Plain, column: readonly Plain[]): boolean {
  const others = column.flatMap((entry) => entry.value ?? []);
  return others.length > 1 && value !== undefined && value === Math.max(...others);
}

function meanOfAll(values: readonly (number | undefined)[]): number | undefined {
  return values.includes(undefined) ? undefined : mean(values as number[]);
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function deviationOf(values: readonly number[]): number | undefined {
  const middle = mean(values);
  if (middle === undefined || values.length < 2) return undefined;
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1));
}

function subtract(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a - b;
}
