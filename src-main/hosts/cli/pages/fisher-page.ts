/** What `weir fisher` prints: where the Fisher information lies, layer by layer. */
import type { FisherRecord } from '../../../contract/records.ts';
import { formatCount, formatInformation, formatSeconds } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';

export function printFisher(record: FisherRecord, paint: Paint): string[] {
  const { rows, count, seconds, device, layers } = record;
  const average = count === rows ? '' : `, mean over ${formatCount(count)} batches`;
  return [
    paint('bold', record.file),
    `Mask Fisher of ${formatCount(rows)} rows${average}, in ${formatSeconds(seconds)} on ${device}.`,
    '',
    ...formatTable(
      [
        ['layer', 'mean of heads', 'mean of neurons'].map((title) => paint('dim', title)),
        ...layers.map(({ heads, neurons }, layer) => [
          String(layer),
          formatInformation(heads),
          formatInformation(neurons),
        ]),
      ],
      'rrr',
    ),
  ];
}
