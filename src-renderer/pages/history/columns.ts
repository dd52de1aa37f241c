/** The columns of the history (a table). */
import type { RunRecord } from '../../../src-main/contract/library.ts';
import type { Column, SortTerm } from '../../parts/column.ts';
import { formatAgo, formatSeconds, formatTime } from '../../parts/format.ts';
import { HISTORY } from '../../strings/history.ts';
import { RUN_COMMANDS } from '../../strings/run.ts';
import { deviceOf, durationOf, methodOf, resultOf } from './run-facts.ts';

const TITLES = HISTORY.columns;

function when(time: number | null): string {
  return time === null ? '–' : formatAgo(time);
}

function exactly(time: number | null): string | undefined {
  return time === null ? undefined : formatTime(time);
}

function planOf(run: RunRecord): string {
  const { planHash } = resultOf(run);
  return typeof planHash === 'string' ? planHash : '';
}

/** Those with cells of their own get them from the page. */
export const COLUMNS: readonly Column<RunRecord>[] = [
  { key: 'name', title: TITLES.name, width: 230, fixed: true },
  { key: 'state', title: TITLES.state, width: 104 },
  { key: 'command', title: TITLES.command, width: 64, text: ({ command }) => RUN_COMMANDS[command] },
  {
    key: 'method',
    title: TITLES.method,
    width: 92,
    sortable: false,
    text: (run) => methodOf(run) ?? '',
  },
  { key: 'score', title: TITLES.score, width: 112, align: 'end', sortable: false },
  { key: 'tags', title: TITLES.tags, width: 130 },
  {
    key: 'createdAt',
    title: TITLES.createdAt,
    width: 118,
    descending: true,
    text: ({ createdAt }) => when(createdAt),
    full: ({ createdAt }) => exactly(createdAt),
  },
  {
    key: 'duration',
    title: TITLES.duration,
    width: 94,
    align: 'end',
    descending: true,
    text: (run) => {
      const seconds = durationOf(run);
      return seconds === undefined ? '–' : formatSeconds(seconds);
    },
  },
  {
    key: 'startedAt',
    title: TITLES.startedAt,
    width: 118,
    descending: true,
    shown: false,
    text: ({ startedAt }) => when(startedAt),
    full: ({ startedAt }) => exactly(startedAt),
  },
  {
    key: 'endedAt',
    title: TITLES.endedAt,
    width: 118,
    descending: true,
    shown: false,
    text: ({ endedAt }) => when(endedAt),
    full: ({ endedAt }) => exactly(endedAt),
  },
  {
    key: 'id',
    title: TITLES.id,
    width: 76,
    align: 'end',
    descending: true,
    text: ({ id }) => HISTORY.runId(id),
  },
  {
    key: 'favourite',
    title: TITLES.favourite,
    width: 80,
    shown: false,
    descending: true,
    text: ({ favourite }) => (favourite ? '★' : ''),
  },
  { key: 'notes', title: TITLES.notes, width: 200, shown: false, text: ({ notes }) => notes },
  {
    key: 'attempts',
    title: TITLES.attempts,
    width: 76,
    align: 'end',
    shown: false,
    text: ({ attempts }) => String(attempts),
  },
  {
    key: 'device',
    title: TITLES.device,
    width: 76,
    sortable: false,
    shown: false,
    text: (run) => deviceOf(run) ?? '',
  },
  {
    key: 'planHash',
    title: TITLES.planHash,
    width: 110,
    sortable: false,
    shown: false,
    text: (run) => planOf(run).slice(0, 12),
    full: planOf,
  },
];

export const SORT: readonly SortTerm[] = [{ column: 'createdAt', descending: true }];
