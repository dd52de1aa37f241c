/** The paper's claim beside what was measured here. */
import { claimOf, PAPER } from '../../../contract/paper-claim.ts';
import type { SweepRecord } from '../../../contract/sweep.ts';
import { formatCount, formatDigits, formatSeconds } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';

/** Nothing where the sweep lacks the methods that are compared. */
export function printClaim(record: SweepRecord, paint: Paint): string[] {
  const { gains, speedUps } = claimOf(record);
  if (speedUps.length === 0) return [];
  const average = gains.flatMap(({ overAverage }) => overAverage ?? []);
  const full = gains.flatMap(({ overFull }) => overFull ?? []);
  const ratios = speedUps.map(({ ratio }) => ratio);
  return [
    '',
    paint('bold', "The paper's claim, on these checkpoints"),
    ...formatTable(
      [
        ['', 'largest', 'mean', 'the paper'].map((cell) => paint('dim', cell)),
        ['gain over average, points', ...sayGains(average), `up to +${PAPER.gain}`],
        ['gain over full Fisher, points', ...sayGains(full), ''],
        [
          'full Fisher takes longer',
          `${formatDigits(Math.max(...ratios))} ×`,
          `${formatDigits(meanOf(ratios))} ×`,
          `${PAPER.speedUps.join(' to ')} ×`,
        ],
      ],
      'lrrr',
    ),
    '',
    ...formatTable(
      [
        ['rows', 'checkpoint', 'mask Fisher', 'full Fisher', 'ratio'].map((cell) => paint('dim', cell)),
        ...speedUps.map(({ task, samples, maskSeconds, fullSeconds, ratio }) => [
          formatCount(samples),
          task,
          formatSeconds(maskSeconds),
          formatSeconds(fullSeconds),
          `${formatDigits(ratio)} ×`,
        ]),
      ],
      'rlrrr',
    ),
  ];
}

function sayGains(gains: readonly number[]): [string, string] {
  if (gains.length === 0) return ['–', '–'];
  const say = (points: number): string => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
  return [say(Math.max(...gains)), say(meanOf(gains))];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
