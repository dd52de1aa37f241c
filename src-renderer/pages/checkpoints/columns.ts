/** The columns of the list of checkpoints (a table). */
import type { LibraryCheckpoint } from '../../../src-main/contract/library.ts';
import type { Column, SortTerm } from '../../parts/column.ts';
import {
  cutMiddle,
  formatAgo,
  formatBytes,
  formatCount,
  formatMagnitude,
  formatTime,
} from '../../parts/format.ts';
import { CHECKPOINTS, nameFamily } from '../../strings/checkpoints.ts';

const TITLES = CHECKPOINTS.columns;

/** Those with cells of their own get them from the page. */
export const COLUMNS: readonly Column<LibraryCheckpoint>[] = [
  { key: 'name', title: TITLES.name, width: 200, fixed: true },
  {
    key: 'problem',
    title: TITLES.problem,
    width: 116,
    text: ({ problem }) => problem ?? CHECKPOINTS.headless,
  },
  { key: 'family', title: TITLES.family, width: 80, text: ({ family }) => nameFamily(family) },
  {
    key: 'parameters',
    title: TITLES.parameters,
    width: 106,
    align: 'end',
    descending: true,
    text: ({ parameters }) => formatMagnitude(parameters),
    full: ({ parameters }) => formatCount(parameters),
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
  { key: 'score', title: TITLES.score, width: 72, align: 'end', sortable: false },
  { key: 'tags', title: TITLES.tags, width: 160 },
  {
    key: 'createdAt',
    title: TITLES.createdAt,
    width: 110,
    descending: true,
    text: ({ createdAt }) => formatAgo(createdAt),
    full: ({ createdAt }) => formatTime(createdAt),
  },
  {
    key: 'labels',
    title: TITLES.labels,
    width: 160,
    sortable: false,
    shown: false,
    text: ({ labels }) => labels.join(', '),
  },
  {
    key: 'layers',
    title: TITLES.shape,
    width: 64,
    align: 'end',
    shown: false,
    text: ({ layers }) => String(layers),
  },
  {
    key: 'heads',
    title: TITLES.heads,
    width: 64,
    align: 'end',
    shown: false,
    text: ({ heads }) => String(heads),
  },
  {
    key: 'hidden',
    title: TITLES.hidden,
    width: 72,
    align: 'end',
    shown: false,
    text: ({ hidden }) => formatCount(hidden),
  },
  { key: 'dtype', title: TITLES.dtype, width: 64, shown: false, text: ({ dtype }) => dtype },
  {
    key: 'vocabulary',
    title: TITLES.vocabulary,
    width: 96,
    align: 'end',
    shown: false,
    text: ({ vocabulary }) => formatCount(vocabulary),
  },
  {
    key: 'storage',
    title: TITLES.storage,
    width: 72,
    shown: false,
    text: ({ storage }) => CHECKPOINTS[storage],
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
    key: 'folder',
    title: TITLES.folder,
    width: 260,
    shown: false,
    text: ({ folder }) => cutMiddle(folder, 48),
    full: ({ folder }) => folder,
  },
];

export const SORT: readonly SortTerm[] = [{ column: 'createdAt', descending: true }];
