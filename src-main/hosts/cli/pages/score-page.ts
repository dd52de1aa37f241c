/** What `weir score` prints: a line for each metric. */
import type { ScoreRecord } from '../../../contract/records.ts';
import { formatCount, formatScore, formatSeconds } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';
import { printWarnings } from './warnings.ts';

export function printScore(record: ScoreRecord, paint: Paint): string[] {
  const { checkpoint, dataset, rows, metrics, warnings, device, seconds } = record;
  return [
    paint('bold', checkpoint),
    `${formatCount(rows)} rows of ${dataset}, in ${formatSeconds(seconds)} on ${device}.`,
    '',
    ...formatTable(
      Object.entries(metrics).map(([metric, score]) => [metric, formatScore(score)]),
      'lr',
    ),
    ...printWarnings(warnings, paint),
  ];
}
