/** Scores of every model on every task, absolute and relative to the task's own expert. */
import { findBestScore, haveMean, relateScore } from '../../../contract/metric-directions.ts';
import type { ScoreTable } from '../../../contract/records.ts';
import { formatScore } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';

type Model = ScoreTable['models'][number];
type Task = ScoreTable['tasks'][number];

interface ScoreRow {
  readonly title: string;
  /** Whether it stands for all tasks at once, and so competes to be marked the best. */
  readonly competes: boolean;
  /** One of each task, then their mean; undefined where there is none. */
  readonly scores: readonly (number | undefined)[];
}

export function printScoreTable(table: ScoreTable, paint: Paint): string[] {
  const { tasks, models } = table;
  const experts = tasks.map(({ task }) =>
    models.find(({ kind, name }) => kind === 'expert' && name === task),
  );
  const metrics = tasks.map(({ metrics }) => metrics[0] ?? '');
  const own = tasks.map((task, at) => scoreOf(experts[at], task));
  const rows = models
    .filter((model) => !isPlainExpert(model))
    .map((model) => ({ model, scores: tasks.map((task) => scoreOf(model, task)) }));
  const absolute = rows.map(({ model, scores }) => createRow(model, scores, haveMean(metrics)));
  const relative = rows.map(({ model, scores }) =>
    createRow(
      model,
      scores.map((score, at) => relateScore(metrics[at]!, score, own[at])),
    ),
  );
  const summary: ScoreRow = {
    title: 'own expert',
    competes: false,
    scores: withMean(own, haveMean(metrics)),
  };
  const first = absolute.filter(({ competes }) => !competes).length;
  const names = tasks.map(({ task }) => task);
  const lines = formatTable(
    [
      printHeading(['score', ...names, 'mean'], paint),
      printHeading(['', ...metrics, ''], paint),
      ...printRows(absolute.toSpliced(first, 0, summary), metrics, paint),
      [],
      printHeading(['relative to own expert', ...names, 'mean'], paint),
      ...printRows(relative, [], paint),
    ],
    `l${'r'.repeat(tasks.length + 1)}`,
  );
  return absolute.length - first > 1 ? [...lines, '', paint('dim', '* best of the merges')] : lines;
}

function scoreOf(model: Model | undefined, { task, metrics: [metric = ''] }: Task): number | undefined {
  return model?.scores[task]?.[metric];
}

/** One that was scored on its own task alone says no more than the row of them all. */
function isPlainExpert({ kind, name, scores }: Model): boolean {
  return kind === 'expert' && Object.keys(scores).every((task) => task === name);
}

function createRow(
  { kind, name }: Model,
  scores: readonly (number | undefined)[],
  averages = true,
): ScoreRow {
  const expert = kind === 'expert';
  return { title: expert ? `expert ${name}` : name, competes: !expert, scores: withMean(scores, averages) };
}

/** A mean over some of the tasks could not be compared with one over all. */
function withMean(scores: readonly (number | undefined)[], averages: boolean): (number | undefined)[] {
  const known = scores.filter((score) => score !== undefined);
  const mean = known.reduce((sum, score) => sum + score, 0) / known.length;
  return [...scores, averages && known.length === scores.length ? mean : undefined];
}

/** A mark has a column's last place to itself, so that the points stay below each other. */
function printHeading([title = '', ...columns]: readonly string[], paint: Paint): string[] {
  return [title, ...columns.map((column) => `${column} `)].map((cell) => paint('dim', cell));
}

/** `metrics`: by column; none where more is better in all. */
function printRows(rows: readonly ScoreRow[], metrics: readonly string[], paint: Paint): string[][] {
  return rows.map(({ title, competes, scores }) => [
    title,
    ...scores.map((score, at) => {
      const best = competes && score !== undefined && score === findBest(rows, at, metrics[at] ?? '');
      return best ? paint('bold', `${formatScore(score)}*`) : `${formatScore(score)} `;
    }),
  ]);
}

function findBest(rows: readonly ScoreRow[], at: number, metric: string): number | undefined {
  const scores = rows.filter(({ competes }) => competes).flatMap(({ scores }) => scores[at] ?? []);
  return findBestScore(metric, scores);
}
