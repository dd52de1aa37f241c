/** What `weir sweep` prints: methods beside each other over all sets, then on each set. */
import { listLeftOut } from '../../../contract/leave-one-out.ts';
import { testMcNemar } from '../../../contract/mcnemar.ts';
import type { SweepRecord } from '../../../contract/sweep.ts';
import { buildMatrix, type MatrixEntry, type MatrixRow } from '../../../contract/sweep-matrix.ts';
import { formatCount, formatScore, formatSeconds, NOTHING } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';
import { printClaim } from './claim-page.ts';

/** Sets side by side, as far as a terminal is wide. */
const ABREAST = 4;

export function printSweep(record: SweepRecord, paint: Paint): string[] {
  const { cells, sets, tasks, part, baseline, warnings, seconds, device } = record;
  const { rows } = buildMatrix(record, { measure: 'relative' });
  const overall = formatTable(
    [
      ['method', 'mean', 'to average', '± seeds', 'evidence', 'a merge'].map((cell) => paint('dim', cell)),
      ...rows.map((row) => [row.name, ...printEntry(row.overall, paint), ...printCost(row)]),
    ],
    'lrrrrr',
  );
  const rowsOf = part === 'all' ? 'all rows' : `the rows for ${part}`;
  return [
    `${formatCount(cells.length)} merges of ${sets.length} sets, on ${rowsOf} of ${tasks.map(({ task }) => task).join(', ')}`,
    paint('dim', "mean over tasks of the part of its own expert's score that each task keeps, over all sets"),
    '',
    ...overall,
    ...printSets(record, rows, paint),
    ...printLeftOut(record, paint),
    ...printClaim(record, paint),
    '',
    paint('dim', `* best${baseline === null ? '' : '; p by McNemar against the plain average, one a task'}`),
    paint('dim', `${formatSeconds(seconds)} on ${device}`),
    ...warnings.map((warning) => `${paint('bold', 'Mind:')} ${warning}`),
  ];
}

function printEntry({ value, difference, spread, isBest }: MatrixEntry, paint: Paint): string[] {
  const shown = formatScore(value);
  return [
    isBest ? paint('bold', `${shown}*`) : `${shown} `,
    formatDifference(difference),
    spread === undefined ? '' : spread.toFixed(3),
  ];
}

function printCost({ evidenceSeconds, mergeSeconds }: MatrixRow): string[] {
  return [
    evidenceSeconds === 0 ? '' : formatSeconds(evidenceSeconds),
    mergeSeconds === undefined ? NOTHING : formatSeconds(mergeSeconds),
  ];
}

/** Where there is more than one: some sets abreast, one block below the other. */
function printSets(record: SweepRecord, rows: readonly MatrixRow[], paint: Paint): string[] {
  const { sets } = record;
  if (sets.length < 2) return printTests(record, rows, [0], paint);
  const places = [...sets.keys()];
  const lines: string[] = [];
  for (let first = 0; first < places.length; first += ABREAST) {
    const some = places.slice(first, first + ABREAST);
    lines.push(
      '',
      ...formatTable(
        [
          ['', ...some.map((set) => `${sets[set]!.join('+')} `)].map((cell) => paint('dim', cell)),
          ...rows.map(({ name, entries }) => [
            name,
            ...some.map((set) => printEntry(entries[set]!, paint)[0]!),
          ]),
        ],
        `l${'r'.repeat(some.length)}`,
      ),
      ...printTests(record, rows, some, paint),
    );
  }
  return lines;
}

/** Of each set the best method beside the plain average. */
function printTests(
  record: SweepRecord,
  rows: readonly MatrixRow[],
  sets: readonly number[],
  paint: Paint,
): string[] {
  if (record.baseline === null) return [];
  return sets.flatMap((set) => {
    const best = rows.findIndex(({ entries }) => entries[set]!.isBest);
    const [own, plain] = [rows[best]?.entries[set]!.cells[0], rows[record.baseline!]!.entries[set]!.cells[0]];
    if (!own || !plain || best === record.baseline) return [];
    const tests = Object.keys(own.outcomes).flatMap((task) => {
      const test = testMcNemar(own.outcomes[task]!, plain.outcomes[task] ?? '');
      return test ? [`${task} p ${formatChance(test.p)}`] : [];
    });
    if (tests.length === 0) return [];
    return [
      paint(
        'dim',
        `${record.sets[set]!.join('+')}: ${rows[best]!.name} against average: ${tests.join(', ')}`,
      ),
    ];
  });
}

function printLeftOut(record: SweepRecord, paint: Paint): string[] {
  const found = listLeftOut(record);
  if (found.length === 0) return [];
  return [
    '',
    ...formatTable(
      [
        ['expert left out', 'method', 'others with it', 'without it', 'it costs them', 'it gives'].map(
          (cell) => paint('dim', cell),
        ),
        ...found.map(({ task, method, withIt, without, costs, gives }) => [
          task,
          method,
          formatScore(withIt),
          formatScore(without),
          formatDifference(costs),
          formatScore(gives),
        ]),
      ],
      'llrrrr',
    ),
  ];
}

export function formatDifference(difference: number | undefined): string {
  if (difference === undefined) return NOTHING;
  return `${difference < 0 ? '−' : '+'}${Math.abs(difference).toFixed(3)}`;
}

function formatChance(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
