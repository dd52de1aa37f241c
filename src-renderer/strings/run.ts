/** What the page Run says. */
import type { RunCommand, RunState } from '../../src-main/contract/library.ts';
import { formatBytes, formatCount, formatNumberOf, formatSeconds } from '../parts/format.ts';

export const RUN_STATES: Readonly<Record<RunState, string>> = {
  queued: 'queued',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
};

export const RUN_COMMANDS: Readonly<Record<RunCommand, string>> = {
  import: 'Import',
  fisher: 'Fisher',
  score: 'Score',
  merge: 'Merge',
  sweep: 'Sweep',
  search: 'Search',
};

export const RUN = {
  none: 'No run is named here. Runs that were are in the history.',
  toHistory: 'Go to History',
  id: (id: number) => `#${id}`,

  swept: (merges: number, sets: number) =>
    `${formatNumberOf(merges, 'merge')} of ${formatNumberOf(sets, 'set')}.`,
  openSweep: 'Open the matrix',
  searched: (trials: number, best: number) =>
    best === 0
      ? `None of ${formatNumberOf(trials, 'trial')} was better than the recipe as it was.`
      : `The best of ${formatNumberOf(trials, 'trial')} was number ${best + 1}.`,
  unseen: 'On rows that no trial saw',
  ownExpert: 'own expert',
  asItWas: 'as it was',
  asFound: 'as it was found',
  openFound: 'Open in Merge',

  cancel: 'Cancel the run',
  cancelling: 'Cancelling…',
  resume: 'Resume',
  resumeHint: 'Goes on where it stopped: Fishers that are done are not computed again.',
  again: 'Run again',
  againHint: 'Does the same as a new run, and says what has changed since.',
  showQueue: 'Show the queue',

  progress: 'Progress of the run',
  waiting: (ahead: number) =>
    ahead === 0 ? 'Next in the queue' : `Waiting for ${formatNumberOf(ahead, 'run')} before it`,
  paused: 'The queue is paused: this begins when it goes on.',
  starting: 'Starting…',
  share: (phase: string, share: string) => `${phase}, ${share}`,
  doneOf: (done: number, total: number, unit: string) =>
    unit === 'bytes'
      ? `${formatBytes(done)} of ${formatBytes(total)}`
      : `${formatCount(done)} of ${formatCount(total)} ${unit}`,
  left: (seconds: number) => `${formatSeconds(seconds)} left in this phase`,
  memory: 'Memory',
  cores: 'Cores',
  coresBusy: (cores: number) => cores.toFixed(1),
  usageOf: (what: string, now: string, most: string) => `${what}: ${now} now, ${most} at most`,

  phases: 'Phases',
  ended: (state: RunState, seconds: number | null) => {
    const said = RUN_STATES[state].replace(/^./, (letter) => letter.toUpperCase());
    return seconds === null ? `${said}.` : `${said} after ${formatSeconds(seconds)}.`;
  },
  interrupted: 'Weir was closed, or died, while this ran.',
  cancelled: 'Somebody stopped it. Nothing half-made is left.',
  changed: 'Since the run that this repeats, these have changed:',
  change: (task: string, what: string, path: string, isGone: boolean) =>
    `${task}: the ${what} ${path} ${isGone ? 'is gone' : 'is another'}.`,
  unchanged: 'Nothing has changed since the run that this repeats.',

  log: 'Log',
  logGone: 'What a run says is kept as long as Weir is open.',
  asked: 'What was asked',
  inputs: 'Input',
  attempts: (count: number) => `Attempt ${count}`,
  created: 'Asked',
  started: 'Started',
  endedAt: 'Ended',
  took: 'Took',

  outcome: 'What came of it',
  imported: (count: number) => `${formatNumberOf(count, 'item')} imported`,
  knownItem: 'known already',
  refused: 'Not imported',
  openFisher: 'Open the Fisher',
  rows: (rows: number) => formatNumberOf(rows, 'row'),
  scored: (checkpoint: string, dataset: string) => `${checkpoint} on ${dataset}`,

  queue: 'Runs in the queue',
  running: 'running',
  pause: 'Pause the queue',
  goOn: 'Resume the queue',
  pausedHint: 'What runs goes on; nothing new begins.',
  up: (name: string) => `Move ‘${name}’ up`,
  down: (name: string) => `Move ‘${name}’ down`,
  take: (name: string) => `Cancel ‘${name}’`,
} as const;
