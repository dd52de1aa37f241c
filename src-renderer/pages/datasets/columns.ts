/** The columns of the list of datasets (a table). */
import type { LibraryDataset } from '../../../src-main/contract/library.ts';
import type { Column, SortTerm } from '../../parts/column.ts';
import { cutMiddle, formatAgo, formatBytes, formatCount, formatTime } from '../../parts/format.ts';
import { DATASETS, METRIC_TITLES } from '../../strings/datasets.ts';
import { readReading } from './reading.ts';

const TITLES = DATASETS.columns;

export const COLUMNS: readonly Column<LibraryDataset>[] = [
  { key: 'name', title: TITLES.name, width: 210, fixed: true },
  {
    key: 'rows',
    title: TITLES.rows,
    width: 80,
    align: 'end',
    descending: true,
    text: ({ rows }) => formatCount(rows),
  },
  {
    key: 'text',
    title: TITLES.text,
    width: 130,
    sortable: false,
    text: ({ reading }) => readReading(reading).text?.join(', ') ?? '',
  },
  {
    key: 'label',
    title: TITLES.label,
    width: 90,
    sortable: false,
    text: ({ reading }) => String(readReading(reading).label ?? ''),
  },
  {
    key: 'metric',
    title: TITLES.metric,
    width: 110,
    text: ({ metric }) => (metric === null ? DATASETS.byItself : (METRIC_TITLES[metric] ?? metric)),
  },
  {
    key: 'bytes',
    title: TITLES.bytes,
    width: 80,
    align: 'end',
    descending: true,
    text: ({ bytes }) => formatBytes(bytes),
    full: ({ bytes }) => `${formatCount(bytes)} B`,
  },
  { key: 'tags', title: TITLES.tags, width: 150 },
  {
    key: 'createdAt',
    title: TITLES.createdAt,
    width: 110,
    descending: true,
    text: ({ createdAt }) => formatAgo(createdAt),
    full: ({ createdAt }) => formatTime(createdAt),
  },
  {
    key: 'columns',
    title: TITLES.columns,
    width: 180,
    sortable: false,
    shown: false,
    text: ({ columns }) => columns.join(', '),
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
    key: 'hash',
    title: TITLES.hash,
    width: 110,
    shown: false,
    text: ({ hash }) => hash.slice(0, 12),
    full: ({ hash }) => hash,
  },
  {
    key: 'file',
    title: TITLES.file,
    width: 260,
    shown: false,
    text: ({ file }) => cutMiddle(file, 48),
    full: ({ file }) => file,
  },
];

export const SORT: readonly SortTerm[] = [{ column: 'createdAt', descending: true }];
