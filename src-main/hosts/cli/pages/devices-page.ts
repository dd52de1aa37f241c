/** What `weir devices` prints: a line for each device that was looked for. */
import type { DeviceRecord } from '../../../contract/records.ts';
import { formatDigits, NOTHING } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';

export function printDevices(devices: readonly DeviceRecord[], paint: Paint): string[] {
  return formatTable(
    [
      ['device', 'state', 'GFLOP/s', 'detail'].map((title) => paint('dim', title)),
      ...devices.map(({ name, state, rate, detail }) => [
        state === 'chosen' ? paint('bold', name) : name,
        state,
        rate === undefined ? NOTHING : formatDigits(rate),
        detail,
      ]),
    ],
    'llrl',
  );
}
