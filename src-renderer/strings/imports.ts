/** What imports say: the dialog, what is dropped, and the report. */
import { formatCount, formatNumberOf } from '../parts/format.ts';

export const IMPORTS = {
  title: 'Import',
  import: 'Import',
  importMore: 'Import…',
  what: 'Folders of checkpoints, or files of labelled texts (TSV, CSV, JSON lines, Parquet).',
  chooseTitle: 'What to import',
  addFolder: 'Add folders…',
  addFiles: 'Add files…',
  addBoth: 'Add folders or files…',
  nothing: 'Nothing is chosen yet.',
  path: 'Path',
  removePath: (path: string) => `Leave out ‘${path}’`,
  storage: 'Where the weights lie',
  linked: 'Link in place',
  linkedHint: 'They stay where they are. Weir never deletes them.',
  copied: 'Copy into the library',
  copiedHint: 'Safe from changes elsewhere, and takes the disk a second time.',
  scan: 'Look for checkpoints in all sub-folders',
  tags: 'Tags of what is imported',
  dropHere: 'Drop to import',
  noPaths: 'A browser does not tell where dropped files lie. Choose them here instead.',
  started: (count: number) => `Importing ${formatNumberOf(count, 'thing')}.`,
  importing: 'Importing',
  cancelled: 'The import was cancelled. What it had finished is kept.',
  report: 'Import report',
  summary: (added: number, known: number, refused: number) =>
    [
      added > 0 ? `${formatCount(added)} imported` : '',
      known > 0 ? `${formatCount(known)} recognised` : '',
      refused > 0 ? `${formatCount(refused)} refused` : '',
    ]
      .filter((part) => part !== '')
      .join(', ') || 'Nothing was found there',
  added: 'Imported',
  known: 'Recognised: its content was here already',
  restored: 'from the trash',
  refused: 'Refused',
  sample: 'Open the sample library',
  sampleDone: (count: number) => `The sample library is open: ${formatNumberOf(count, 'item')}.`,
} as const;
