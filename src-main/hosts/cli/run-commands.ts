/** The commands of runs (a table). */
import { Argument, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat } from '../../contract/export-formats.ts';
import { row, type AnyRow } from './command-row.ts';
import { LIST, readQuery } from './list-options.ts';
import { LIBRARY } from './options.ts';
import { printItemPage } from './pages/item-list-page.ts';
import { printComparison, printRepeated, printRun, printRunState } from './pages/run-page.ts';

const RUN = new Argument('<RUN>', "a run's number");

export const RUN_ROWS: Readonly<Record<string, AnyRow>> = {
  'runs list': row({
    command: 'runs.list',
    says: 'list runs, the newest first',
    required: [],
    options: [...LIST, LIBRARY],
    example: 'weir runs list --where state=failed',
    request: ({ options }) => readQuery(options),
    print: printItemPage,
  }),
  'runs show': row({
    command: 'runs.show',
    says: 'tell what a run was asked, how far it is, and what it made',
    arguments: [RUN],
    required: [],
    options: [LIBRARY],
    example: 'weir runs show 12',
    request: ({ argument }) => ({ run: argument }),
    print: printRun,
  }),
  'runs cancel': row({
    command: 'runs.cancel',
    says: 'stop a run, whichever Weir carries it out',
    arguments: [RUN],
    required: [],
    options: [LIBRARY],
    example: 'weir runs cancel 12',
    request: ({ argument }) => ({ run: argument }),
    print: printRunState,
  }),
  'runs resume': row({
    command: 'runs.resume',
    says: 'go on with a run that did not finish',
    arguments: [RUN],
    required: [],
    options: [LIBRARY],
    example: 'weir runs resume 12',
    request: ({ argument }) => ({ run: argument }),
    print: printRunState,
  }),
  'runs repeat': row({
    command: 'runs.repeat',
    says: 'do again what a run did, and say which inputs changed since',
    arguments: [RUN],
    required: [],
    options: [new Option('--out <DIR>', "folder for a merge (default: the library's)"), LIBRARY],
    example: 'weir runs repeat 12',
    request: ({ argument, options: { out }, path }) => ({ run: argument, out: out && path(out) }),
    print: printRepeated,
  }),
  'runs compare': row({
    command: 'runs.compare',
    says: 'put runs side by side: what differs in their inputs, and their scores',
    arguments: [new Argument('<RUN...>', "runs' numbers")],
    required: [],
    options: [LIBRARY],
    example: 'weir runs compare 12 15',
    request: ({ arguments: runs }) => ({ runs: [...runs] }),
    print: printComparison,
  }),
  'runs matrix': row({
    command: 'runs.matrix',
    says: 'print the matrix of a sweep for other programs and papers',
    arguments: [RUN],
    required: [],
    options: [
      new Option('--format <F>', 'what to print').choices(EXPORT_FORMATS).default('csv'),
      new Option('--measure <M>', "part of the experts' scores, or scores")
        .choices(['relative', 'score'])
        .default('relative'),
      LIBRARY,
    ],
    example: 'weir runs matrix 12 --format latex > table.tex',
    request: ({ argument, options: { format, measure } }) => ({
      run: argument,
      format: format as ExportFormat,
      measure,
    }),
    print: () => [],
    raw: ({ text }) => text,
  }),
  'runs move': row({
    command: 'runs.move',
    says: 'change the order of the queue',
    arguments: [RUN],
    required: [],
    options: [new Option('--before <RUN>', 'run to stand before (default: the end of the queue)'), LIBRARY],
    example: 'weir runs move 14 --before 12',
    request: ({ argument, options: { before } }) => ({ run: argument, before: before ?? null }),
    print: printRunState,
  }),
  'runs pause': row({
    command: 'runs.pause',
    says: 'begin no further run',
    required: [],
    options: [LIBRARY],
    example: 'weir runs pause',
    request: () => ({ paused: true }),
    print: () => ['The queue is paused; what is running goes on.'],
  }),
  'runs unpause': row({
    command: 'runs.pause',
    says: 'begin runs again',
    required: [],
    options: [LIBRARY],
    example: 'weir runs unpause',
    request: () => ({ paused: false }),
    print: () => ['The queue goes on.'],
  }),
};
