/** Pages of lists: a table of columns for each kind of item, and for scores. */
import type { ItemKind, LibraryItem, LibraryScore, Page } from '../../../contract/library.ts';
import { formatBytes, formatCount, formatScore, formatSeconds, formatTime, NOTHING } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';
import { cutMiddle } from '../text-width.ts';

type ItemOf<K extends ItemKind> = Extract<LibraryItem, { readonly kind: K }>;

interface Column<T> {
  readonly title: string;
  readonly align?: 'r';
  readonly cell: (row: T) => string;
}

/** Characters of a cell; what is longer loses its middle. */
const LONGEST = 40;

function shorten(text: string): string {
  return cutMiddle(text, LONGEST);
}

export function formatState({ state, progress }: ItemOf<'run'>): string {
  if (state !== 'running' || progress === null || progress.total === 0) return state;
  return `${state}, ${Math.floor((100 * progress.done) / progress.total)} %`;
}

const FIRST: readonly Column<LibraryItem>[] = [
  { title: '#', align: 'r', cell: ({ id }) => String(id) },
  { title: 'name', cell: ({ name, favourite }) => `${shorten(name)}${favourite ? ' ★' : ''}` },
];
const LAST: readonly Column<LibraryItem>[] = [
  { title: 'tags', cell: ({ tags }) => shorten(tags.join(', ')) },
];

const COLUMNS: { readonly [K in ItemKind]: readonly Column<ItemOf<K>>[] } = {
  checkpoint: [
    { title: 'family', cell: ({ family }) => family },
    { title: 'sizes', cell: ({ layers, hidden }) => `${layers}×${hidden}` },
    {
      title: 'task head',
      cell: ({ problem, labels }) => (problem === null ? 'none' : `${problem}, ${labels.length}`),
    },
    { title: 'dtype', cell: ({ dtype }) => dtype },
    { title: 'size', align: 'r', cell: ({ bytes }) => formatBytes(bytes) },
    { title: 'files', cell: ({ storage, presence }) => (presence === 'present' ? storage : presence) },
  ],
  dataset: [
    { title: 'rows', align: 'r', cell: ({ rows }) => formatCount(rows) },
    { title: 'columns', cell: ({ columns }) => shorten(columns.join(', ')) },
    { title: 'size', align: 'r', cell: ({ bytes }) => formatBytes(bytes) },
    { title: 'file', cell: ({ presence }) => presence },
  ],
  fisher: [
    { title: 'labels', cell: ({ settings }) => settings.labels },
    { title: 'samples', align: 'r', cell: ({ settings }) => formatCount(settings.samples) },
    { title: 'device', cell: ({ device }) => device },
    { title: 'took', align: 'r', cell: ({ seconds }) => formatSeconds(seconds) },
  ],
  merge: [
    { title: 'method', cell: ({ method }) => method },
    { title: 'of', cell: ({ parents }) => shorten(parents.map(({ task }) => task).join(', ')) },
    { title: 'made', cell: ({ createdAt }) => formatTime(createdAt) },
    { title: 'size', align: 'r', cell: ({ bytes }) => formatBytes(bytes) },
    { title: 'files', cell: ({ presence }) => presence },
  ],
  run: [
    { title: 'command', cell: ({ command }) => command },
    { title: 'state', cell: formatState },
    { title: 'started', cell: ({ startedAt }) => formatTime(startedAt) },
    {
      title: 'took',
      align: 'r',
      cell: ({ startedAt, endedAt }) =>
        startedAt === null || endedAt === null ? NOTHING : formatSeconds((endedAt - startedAt) / 1000),
    },
  ],
};

const SCORES: readonly Column<LibraryScore>[] = [
  { title: 'run', align: 'r', cell: ({ runId }) => String(runId) },
  { title: 'model', cell: ({ model }) => shorten(model) },
  { title: 'kind', cell: ({ kind }) => kind },
  { title: 'task', cell: ({ task }) => shorten(task) },
  { title: 'metric', cell: ({ metric }) => metric },
  { title: 'score', align: 'r', cell: ({ value }) => formatScore(value) },
  { title: 'rows', align: 'r', cell: ({ rows }) => formatCount(rows) },
  { title: 'scored', cell: ({ scoredAt }) => formatTime(scoredAt) },
];

function printRows<T>(rows: readonly T[], columns: readonly Column<T>[], paint: Paint): string[] {
  const heading = columns.map(({ title }) => paint('dim', title));
  const cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
  return formatTable([heading, ...cells], columns.map(({ align }) => align ?? 'l').join(''));
}

function printRest({ rows, total }: Page<unknown>, paint: Paint): string[] {
  return rows.length < total
    ? ['', paint('dim', `${formatCount(rows.length)} of ${formatCount(total)}; see --limit and --offset`)]
    : [];
}

/** Items of one kind. */
export function printItemPage(page: Page<LibraryItem>, paint: Paint): string[] {
  const [first] = page.rows;
  if (first === undefined) {
    const hint =
      "'weir library import PATH' takes checkpoints and datasets in; what else there is, runs make.";
    return ['Nothing of this kind.', '', paint('dim', hint)];
  }
  const columns = [...FIRST, ...(COLUMNS[first.kind] as readonly Column<LibraryItem>[]), ...LAST];
  return [...printRows(page.rows, columns, paint), ...printRest(page, paint)];
}

export function printScorePage(page: Page<LibraryScore>, paint: Paint): string[] {
  if (page.rows.length === 0) {
    return ['No scores yet.', '', paint('dim', 'Score a checkpoint: weir score CHECKPOINT --dataset FILE')];
  }
  return [...printRows(page.rows, SCORES, paint), ...printRest(page, paint)];
}

export function printScores(scores: readonly LibraryScore[], paint: Paint): string[] {
  return printRows(scores, SCORES, paint);
}
