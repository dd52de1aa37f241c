/** What `weir bench` prints: speeds, each beside the best that this machine can do. */
import type { BenchRecord } from '../../../contract/records.ts';
import { formatBytes, formatCount, formatDigits, formatSeconds } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';

export function printBench({ device, sgemm, fisher, merge }: BenchRecord, paint: Paint): string[] {
  const figures = [
    ['matrix product', formatDigits(sgemm.gflops), `GFLOP/s on ${device}`],
    [],
    ['mask Fisher', formatDigits(fisher.tokensPerSecond), 'tokens/s'],
    ['', formatDigits(fisher.samplesPerSecond), 'samples/s'],
    ['', formatPercent(fisher.share), '% of the matrix product, by operations'],
    ['', ...splitBytes(fisher.peakBytes, 'of memory at the peak')],
    [],
    ['merge', formatDigits(merge.gigabytesPerSecond), 'GB/s'],
    ['plain copy', formatDigits(merge.copyGigabytesPerSecond), 'GB/s'],
    ['', formatPercent(merge.share), '% of the plain copy'],
    ['', ...splitBytes(merge.peakBytes, 'of memory at the peak')],
  ];
  const rows = `${formatCount(fisher.rows)} rows of ${formatCount(fisher.tokensPerRow)} tokens`;
  return [
    ...formatTable(figures, 'lrl'),
    '',
    paint('dim', `mask Fisher: ${rows} in ${formatSeconds(fisher.seconds)}`),
    paint('dim', `merge: ${formatBytes(merge.bytes)} read and written in ${formatSeconds(merge.seconds)}`),
  ];
}

function formatPercent(share: number): string {
  return (100 * share).toFixed(0);
}

/** The number to its column, the unit to the words. */
function splitBytes(bytes: number, words: string): [string, string] {
  const [amount = '', unit = ''] = formatBytes(bytes).split(' ');
  return [amount, `${unit} ${words}`];
}
