/** What the page Settings says. */
import { formatBytes, formatCount, formatNumberOf } from '../parts/format.ts';

export const SETTINGS = {
  look: 'Look',
  theme: 'Theme',
  themeHint: 'The colours of the window. System: as the desktop is set, by day and by night.',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  notify: 'Notifications',
  notifyBox: 'Tell when a long run ends',
  notifyHint: 'By the desktop, while the window is not in front.',
  notifyCannot: 'This Weir runs in a browser, which is told in the window only.',

  compute: 'Computing',
  device: 'Device',
  deviceHint: 'What Fishers and scores are computed on. Auto: the fastest that computes rightly.',
  auto: 'Auto (the fastest)',
  measure: 'Measure the devices',
  measuring: 'Measuring…',
  measureHint: 'Computes a product with a known answer on each; takes some seconds.',
  measured: 'Devices of this machine',
  deviceColumns: { name: 'Device', state: 'Found', rate: 'Speed', detail: 'What it says' },
  states: { chosen: 'fastest', usable: 'usable', wrong: 'computes wrongly', absent: 'not there' },
  rate: (rate: number) => `${formatCount(Math.round(rate))} GFLOP/s`,
  threads: 'Threads',
  threadsHint: 'Cores of the processor that a run takes; 0 takes all. Fewer leave room for other work.',
  budget: 'Token budget',
  budgetHint:
    'How many tokens are computed at once. More is faster and takes more memory; results differ by rounding only.',
  budgetOf: (budget: number) => `${String(Number(budget.toFixed(2)))}×`,

  library: 'Library',
  folder: 'Folder',
  usage: 'Disk use',
  usageColumns: { kind: 'What', count: 'Number', bytes: 'Size', own: 'In the library’s folder' },
  kinds: {
    checkpoint: 'Checkpoints',
    dataset: 'Datasets',
    fisher: 'Fishers',
    merge: 'Merges',
    run: 'Runs',
  },
  database: 'Database',
  total: 'Together',
  free: (bytes: number) => `${formatBytes(bytes)} are free on its disk.`,
  reveal: 'Show in the file manager',
  copyFolder: 'Copy the path',

  move: 'Move…',
  moveHint: 'Takes the whole library to another folder; it is used from there at once.',
  moveTitle: 'Where shall the library lie?',
  moveQuestion: 'Move the library?',
  moveText: (folder: string) =>
    `Everything in the library is copied to ${folder}, checked, and then removed from where it was.`,
  moveAction: 'Move the library',
  moved: (folder: string) => `The library lies in ${folder} now.`,
  working: 'Working…',

  backup: 'Back up…',
  backupHint: 'Writes names, tags, notes, runs and scores to one file. Weights are not in it.',
  backupTitle: 'In which folder shall the backup lie?',
  backedUp: (file: string, bytes: number) => `Backed up to ${file} (${formatBytes(bytes)}).`,
  recover: 'Restore…',
  recoverHint: 'Puts a backup in the place of the database, which is set aside and not lost.',
  recoverTitle: 'Which backup shall be restored?',
  recoverQuestion: 'Restore this backup?',
  recoverText: (file: string) =>
    `What the library knows becomes what ${file} knows. The database of now is set aside beside it.`,
  recoverAction: 'Restore the backup',
  recovered: (setAside: string | null) =>
    setAside === null
      ? 'The backup is restored.'
      : `The backup is restored. What was before lies at ${setAside}.`,

  check: 'Check',
  checkHint:
    'Looks for faults of the database, for files that are gone or others, and for files that belong to nothing.',
  checkClean: 'Nothing is wrong: the database is sound, every file lies where it did, nothing is left over.',
  faults: 'Faults of the database',
  faultsHint: 'Restore a backup, and report this.',
  absent: 'Missing or changed',
  absentHint: 'Point to where they lie now in the details of each.',
  presence: { missing: 'missing', changed: 'changed' },
  orphans: 'Left over',
  orphansHint: (bytes: number) => `${formatBytes(bytes)} that belong to no item; they can be deleted.`,

  empty: 'Empty the trash…',
  emptyHint: 'Removes for good what is in the trash of every list.',
  emptyQuestion: 'Empty the trash?',
  emptyText:
    'Everything in the trash is removed for good: checkpoints, datasets, Fishers, merges and runs. Copies in the library are deleted from the disk. What was linked stays where it lies.',
  emptyAction: 'Empty the trash',

  about: 'About',
  version: (version: string) => `Weir ${version}`,
  aboutText:
    'Merges fine-tuned language models by the Fisher information of their mask nodes, on this machine alone.',
  licence: 'Licence of Weir (MIT)',
  licences: (count: number) => `Licences of ${formatNumberOf(count, 'package')} that Weir carries`,
  licenceText: [
    'Copyright (c) 2026 The Weir authors',
    'Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the “Software”), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:',
    'The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.',
    'THE SOFTWARE IS PROVIDED “AS IS”, WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.',
  ],
} as const;
