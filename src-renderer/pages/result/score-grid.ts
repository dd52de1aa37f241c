/** Scores as a table: a row a model, a column a task and their mean, each cell with its difference and whether it is the best. */
import type { LibraryScore } from '../../../src-main/contract/library.ts';
import { findBestScore, haveMean, relateScore } from '../../../src-main/contract/metric-directions.ts';

export type RowKind = 'expert' | 'average' | 'merge' | 'baseline';

export interface Baseline {
  readonly name: string;
  readonly scores: readonly LibraryScore[];
}

export interface GridCell {
  /** Undefined where nothing was measured. */
  readonly value: number | undefined;
  /** To the expert, or to the baseline. */
  readonly delta: number | undefined;
  readonly isBest: boolean;
  /** Of the expert's. */
  readonly share: number | undefined;
  /** What it was measured by; undefined for a mean. */
  readonly score: LibraryScore | undefined;
  /** Measured on another file than this merge's. */
  readonly isForeign: boolean;
}

export interface GridRow {
  readonly kind: RowKind;
  readonly name: string;
  /** One of each column, then the mean's. */
  readonly cells: readonly GridCell[];
}

export interface Grid {
  readonly columns: readonly { readonly task: string; readonly metric: string }[];
  readonly rows: readonly GridRow[];
}

interface Measured {
  readonly kind: RowKind;
  readonly name: string;
  readonly scores: readonly (LibraryScore | undefined)[];
}

/** A task's first metric is the one that it is compared by. */
function listColumns(scores: readonly LibraryScore[]): Grid['columns'] {
  const tasks = [...new Set(scores.map(({ task }) => task))];
  return tasks.map((task) => ({ task, metric: scores.find((score) => score.task === task)?.metric ?? '' }));
}

function collectRows(
  scores: readonly LibraryScore[],
  columns: Grid['columns'],
  baseline: Baseline | undefined,
): Measured[] {
  const of = (from: readonly LibraryScore[], isOf: (score: LibraryScore) => boolean): Measured['scores'] =>
    columns.map(({ task, metric }) =>
      from.find((score) => score.task === task && score.metric === metric && isOf(score)),
    );
  const merge = scores.find(({ kind }) => kind === 'merge');
  const rows: Measured[] = [
    {
      kind: 'expert',
      name: '',
      scores: of(scores, ({ kind, model, task }) => kind === 'expert' && model === task),
    },
    { kind: 'average', name: 'average', scores: of(scores, ({ kind }) => kind === 'average') },
    { kind: 'merge', name: merge?.model ?? '', scores: of(scores, ({ kind }) => kind === 'merge') },
  ];
  if (baseline)
    rows.push({
      kind: 'baseline',
      name: baseline.name,
      scores: of(baseline.scores, ({ kind }) => kind === 'merge'),
    });
  return rows.filter((row) => row.scores.some((score) => score !== undefined));
}

/** A mean over some of the tasks could not be compared with one over all, and one over losses and shares says nothing. */
function takeMean(values: readonly (number | undefined)[], columns: Grid['columns']): number | undefined {
  if (!haveMean(columns.map(({ metric }) => metric))) return undefined;
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 || known.length < values.length) return undefined;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Experts do not compete: each was made for its one task. */
function findBest(
  values: readonly (number | undefined)[][],
  rows: readonly Measured[],
  at: number,
  metric: string,
): number | undefined {
  const known = values.flatMap((row, index) => (rows[index]!.kind === 'expert' ? [] : (row[at] ?? [])));
  return findBestScore(metric, known);
}

export function buildGrid(
  scores: readonly LibraryScore[],
  baseline: Baseline | undefined,
  compareWith: 'expert' | 'baseline',
): Grid {
  const columns = listColumns(scores);
  const measured = collectRows(scores, columns, baseline);
  const files = columns.map(({ task }) => scores.find((score) => score.task === task)?.datasetHash);
  const isForeign = ({ scores: of }: Measured, at: number): boolean =>
    of[at] !== undefined && of[at].datasetHash !== files[at];
  const values = measured.map((row) => {
    const own = row.scores.map((score, at) => (isForeign(row, at) ? undefined : score?.value));
    return [...own, takeMean(own, columns)];
  });
  const experts = values[measured.findIndex(({ kind }) => kind === 'expert')];
  const others = values[measured.findIndex(({ kind }) => kind === compareWith)];
  const rows = measured.map((row, index): GridRow => {
    const cells = values[index]!.map((value, at): GridCell => {
      const [expert, other] = [experts?.[at], others?.[at]];
      const best = findBest(values, measured, at, columns[at]?.metric ?? '');
      return {
        value: value ?? row.scores[at]?.value,
        delta:
          value === undefined || other === undefined || row.kind === compareWith ? undefined : value - other,
        isBest: row.kind !== 'expert' && value !== undefined && value === best,
        share: relateScore(columns[at]?.metric ?? '', value, expert),
        score: row.scores[at],
        isForeign: isForeign(row, at),
      };
    });
    return { kind: row.kind, name: row.name, cells };
  });
  return { columns, rows };
}

/** Wilson's 95 % interval of a share of n rows. */
export function findInterval(share: number, n: number): readonly [low: number, high: number] {
  const z = 1.959964;
  const middle = share + (z * z) / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const whole = 1 + (z * z) / n;
  return [Math.max(0, (middle - reach) / whole), Math.min(1, (middle + reach) / whole)];
}
