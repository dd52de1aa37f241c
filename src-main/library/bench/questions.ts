/** What the bench asks of a filled library: every list's columns, searches and filters, on its first, middle and last page. */
import type { ListQuery, Page } from '../../contract/library.ts';
import type { Library } from '../library.ts';
import { listColumns, type List } from '../list-columns.ts';
import { listItems, listScores } from '../listing.ts';

export interface Question {
  /** As people would say it: `run by state, downwards, last page`. */
  readonly name: string;
  readonly list: List;
  readonly query: ListQuery;
}

/** Rows of a page. */
const LIMIT = 100;

export const LISTS: readonly List[] = ['checkpoint', 'dataset', 'fisher', 'merge', 'run', 'score'];

type Where = NonNullable<ListQuery['where']>;

/** Values that much, little and nothing of a list has. */
const FILTERS: Readonly<Record<List, readonly Where[]>> = {
  checkpoint: [
    { storage: 'linked' },
    { dtype: 'F16', layers: 12 },
    { problem: null },
    { favourite: true },
    { hash: '0' },
  ],
  dataset: [{ metric: 'accuracy' }, { metric: null }, { favourite: true }],
  fisher: [{ device: 'cuda' }, { count: 7 }, { favourite: true }],
  merge: [{ method: 'fisher-mask' }, { device: 'cpu', method: 'average' }, { favourite: true }],
  run: [
    { state: 'done' },
    { state: 'failed' },
    { state: 'queued' },
    { command: 'score' },
    { command: 'merge', state: 'done' },
    { favourite: true },
  ],
  score: [
    { metric: 'accuracy' },
    { metric: 'spearman' },
    { task: 'sst2' },
    { kind: 'merge', metric: 'accuracy', task: 'sst2' },
    { mergeId: null },
    { model: 'average' },
  ],
};

const TAG_FILTERS: readonly Where[] = [{ tags: 'glue' }, { tags: 'news' }, { tags: 'no such tag' }];

/** Beginnings of words that nearly all, many, few and none of the names and notes have. */
const SEARCHES = [
  'b',
  's',
  'be',
  'st',
  'sst',
  'ber',
  'bert',
  'bert sst2',
  'tr ma',
  'gl s b',
  'ablation',
  'sst2 lr3e',
  '4711',
  'nosuchword',
  '+',
];

/** With each of the searches and filters. */
const ORDERS: Readonly<Record<List, readonly string[]>> = {
  checkpoint: ['name', 'bytes'],
  dataset: ['name', 'rows'],
  fisher: ['createdAt', 'seconds'],
  merge: ['name', 'seconds'],
  run: ['createdAt', 'state', 'duration'],
  score: ['value', 'runName'],
};

export function ask(library: Library, { list, query }: Pick<Question, 'list' | 'query'>): Page<unknown> {
  return list === 'score' ? listScores(library, query) : listItems(library, list, query);
}

function say(query: ListQuery): string {
  const where = Object.entries(query.where ?? {}).map(([column, value]) => `with ${column} = ${value}`);
  const search = query.search === undefined ? [] : [`with '${query.search}'`];
  const sort = (query.sort ?? []).map(
    ({ column, descending }) => `by ${column}${descending ? ' downwards' : ''}`,
  );
  return [...search, ...where, ...sort, ...(query.trashed ? ['in the trash'] : [])].join(' ');
}

/** The pages that differ: first, middle and last. */
function turnPages(library: Library, list: List, query: ListQuery): Question[] {
  const { total } = ask(library, { list, query: { ...query, limit: 0 } });
  const last = Math.max(0, Math.ceil(total / LIMIT) - 1);
  const pages = { 'first page': 0, 'middle page': Math.floor(last / 2), 'last page': last };
  const seen = new Set<number>();
  return Object.entries(pages).flatMap(([page, at]) => {
    if (seen.has(at)) return [];
    seen.add(at);
    return [
      { name: `${list} ${say(query)}, ${page}`, list, query: { ...query, limit: LIMIT, offset: at * LIMIT } },
    ];
  });
}

/** Every question about one list. */
export function listQuestions(library: Library, list: List): Question[] {
  const both = (column: string): ListQuery[] =>
    [false, true].map((descending) => ({ sort: [{ column, descending }] }));
  const narrowed: ListQuery[] = [
    ...[...FILTERS[list], ...TAG_FILTERS].map((where) => ({ where })),
    ...SEARCHES.map((search) => ({ search })),
    ...FILTERS[list]
      .slice(0, 2)
      .flatMap((where) => ['b', 'bert', 'sst2'].map((search) => ({ search, where }))),
    { search: 's', where: { ...FILTERS[list][0], tags: 'glue' } },
    { trashed: true },
  ];
  const queries = [
    {},
    ...listColumns(list).flatMap(both),
    ...narrowed.flatMap((query) => [
      query,
      ...ORDERS[list].flatMap(both).map((order) => ({ ...query, ...order })),
    ]),
  ];
  return queries.flatMap((query) => turnPages(library, list, query));
}
