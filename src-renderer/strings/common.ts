/** What several pages, the frame and the parts say. */
import { formatCount, formatSeconds } from '../parts/format.ts';

export const COMMON = {
  weir: 'Weir',
  places: 'Places',
  cancel: 'Cancel',
  close: 'Close',
  undo: 'Undo',
  show: 'Show',
  retry: 'Try again',
  remove: 'Remove',
  save: 'Save',
  add: 'Add',
  choose: 'Choose',
  browse: 'Browse…',
  clear: 'Clear',
  copy: 'Copy',
  copied: 'Copied.',
  more: 'More',
  none: '–',
  code: (code: string) => `Code: ${code}`,
  hostLost: 'The connection to Weir is lost. Trying again…',
  hostBack: 'Weir is there again.',
  skip: 'Skip to the page',
  notices: 'Notices',

  runDone: (name: string, seconds: number) => `‘${name}’ is done after ${formatSeconds(seconds)}.`,
  runFailed: (name: string, why: string) => `‘${name}’ failed. ${why}`,
  runInterrupted: (name: string) => `‘${name}’ was interrupted; it can be resumed.`,
} as const;

export const QUEUE = {
  title: 'Queue',
  idle: 'Queue is empty',
  paused: 'Queue is paused',
  pause: 'Pause the queue: what runs goes on, nothing new begins',
  resume: 'Resume the queue',
  waiting: (count: number) => `${formatCount(count)} waiting`,
  left: (seconds: number) => `${formatSeconds(seconds)} left`,
  open: (name: string) => `Open the run ‘${name}’`,
  progress: (name: string) => `Progress of ‘${name}’`,
} as const;

export const PALETTE = {
  title: 'Commands',
  placeholder: 'What would you like to do?',
  nothing: 'No command of this name.',
  open: 'Open the command palette',
  shortcuts: 'Show the shortcuts',
  shortcutsTitle: 'Shortcuts',
  go: 'Go to',
  general: 'Everywhere',
  goTo: (place: string) => `Go to ${place}`,
  inTables: 'In tables',
  tableKeys: [
    ['↑ ↓', 'Move'],
    ['Home End', 'First, last'],
    ['Space', 'Check or uncheck'],
    ['Shift+↑ ↓', 'Check a range'],
    ['Ctrl+A', 'Check all'],
    ['Enter', 'Open the details'],
    ['Esc', 'Uncheck all'],
  ],
} as const;

/** The names of the places, as the sidebar has them. */
export const PAGE_TITLES = {
  checkpoints: 'Checkpoints',
  datasets: 'Datasets',
  merge: 'Merge',
  run: 'Run',
  result: 'Result',
  sweep: 'Sweep',
  fisher: 'Fisher',
  history: 'History',
  settings: 'Settings',
} as const;

export const TABLE = {
  selection: 'What is checked',
  columns: 'Columns',
  columnsHint: 'Choose and order the columns. It is remembered.',
  reset: 'Reset',
  moveUp: (column: string) => `Move ‘${column}’ to the left`,
  moveDown: (column: string) => `Move ‘${column}’ to the right`,
  check: 'Check',
  checkAll: 'Check all',
  uncheckAll: 'Uncheck all',
  checkRow: (name: string) => `Check ‘${name}’`,
  loading: 'Loading…',
  sortHint: (column: string) => `Sort by ${column}; with Shift, after the other columns`,
  resize: (column: string) => `Width of ‘${column}’`,
} as const;

export const FILES = {
  chooseFolder: 'Choose a folder',
  chooseFiles: 'Choose files',
  folder: 'Folder',
  up: 'Up',
  go: 'Go',
  empty: 'Nothing in here that is not hidden.',
  chooseThis: 'Choose this folder',
  chooseChecked: (count: number) => `Choose ${formatCount(count)}`,
  checkpoint: 'checkpoint',
  hint: 'These are the folders of the machine that Weir runs on.',
} as const;

export const ITEMS = {
  favourite: 'Favourite',
  missing: 'missing',
  changed: 'changed',
} as const;

export const TAGS = {
  label: 'Tags',
  add: 'Add a tag',
  remove: (tag: string) => `Remove the tag ‘${tag}’`,
} as const;
