/** What `weir bench` prints: speeds, each beside the best that this machine can do. */
import type {
  BenchRecord,
  FamilyBench,
  FisherBench,
  FullFisherBench,
  HashBench,
  LibraryBench,
  MergeBench,
} from '../../../contract/bench.ts';
import { formatBytes, formatCount, formatDigits, formatSeconds } from '../amounts.ts';
import type { Paint } from '../paint.ts';
import { formatTable } from '../text-table.ts';
import { printSweep } from './sweep-page.ts';

type Figures = readonly (readonly string[])[];

export function printBench(record: BenchRecord, paint: Paint): string[] {
  const { device, sgemm, fisher, fullFisher, families, merge, hash, library, paper } = record;
  if (paper) return printSweep(paper, paint);
  const parts = [
    sgemm && [['matrix product', formatDigits(sgemm.gflops), `GFLOP/s on ${device}`]],
    fisher && listFisher(fisher),
    fullFisher && listFullFisher(fullFisher),
    families?.flatMap(listFamily),
    merge && listMerge(merge),
    hash && listHash(hash),
    library && listLibrary(library),
  ].filter((part): part is Figures => part !== undefined);
  const notes = [
    ...(fisher ? [sayFisher(fisher)] : []),
    ...(fullFisher ? [`both Fishers: ${sayRows(fullFisher)}`] : []),
    ...(merge
      ? [`merge: ${formatBytes(merge.bytes)} read and written in ${formatSeconds(merge.seconds)}`]
      : []),
    ...(hash ? [`hash: ${formatBytes(hash.bytes)} in ${formatSeconds(hash.seconds)}`] : []),
    ...(library ? sayLibrary(library) : []),
  ];
  const figures = parts.flatMap((part, at) => (at === 0 ? part : [[], ...part]));
  return [...formatTable(figures, 'lrl'), '', ...notes.map((note) => paint('dim', note))];
}

function listFisher({ tokensPerSecond, samplesPerSecond, share, peakBytes }: FisherBench): Figures {
  return [
    ['mask Fisher', formatDigits(tokensPerSecond), 'tokens/s'],
    ['', formatDigits(samplesPerSecond), 'samples/s'],
    ['', formatPercent(share), '% of the matrix product, by operations'],
    ['', ...splitBytes(peakBytes, 'of memory at the peak')],
  ];
}

function listFamily({ family, share, samplesPerSecond, sgemmGflops, peakBytes }: FamilyBench): Figures {
  const words = `% of ${formatDigits(sgemmGflops)} GFLOP/s, ${formatDigits(samplesPerSecond)} samples/s`;
  const [peak, unit] = splitBytes(peakBytes, 'at the peak so far');
  return [[family, formatPercent(share), `${words}, ${peak} ${unit}`]];
}

function sayFisher(fisher: FisherBench): string {
  return `mask Fisher: ${sayRows(fisher)} in ${formatSeconds(fisher.seconds)}`;
}

function sayRows({ rows, tokensPerRow }: Pick<FisherBench, 'rows' | 'tokensPerRow'>): string {
  return `${formatCount(rows)} rows of ${formatCount(tokensPerRow)} tokens`;
}

function listFullFisher({ seconds, maskSeconds, ratio, peakBytes }: FullFisherBench): Figures {
  return [
    ['full Fisher', formatDigits(seconds), 's'],
    ['mask Fisher', formatDigits(maskSeconds), 's'],
    ['', formatDigits(ratio), 'times as fast as the full one'],
    ['', ...splitBytes(peakBytes, 'of memory at the peak')],
  ];
}

function listMerge({ gigabytesPerSecond, copyGigabytesPerSecond, share, peakBytes }: MergeBench): Figures {
  return [
    ['merge', formatDigits(gigabytesPerSecond), 'GB/s'],
    ['plain copy', formatDigits(copyGigabytesPerSecond), 'GB/s'],
    ['', formatPercent(share), '% of the plain copy'],
    ['', ...splitBytes(peakBytes, 'of memory at the peak')],
  ];
}

function listHash(hash: HashBench): Figures {
  return [
    ['hash of a file', formatDigits(hash.gigabytesPerSecond), 'GB/s from memory'],
    ['', formatDigits(hash.gigabytesPerCoreSecond), 'GB for each second of a core'],
    ['plain SHA-256', formatDigits(hash.plainGigabytesPerSecond), 'GB/s'],
    ['', formatPercent(hash.share), '% of plain SHA-256'],
    ['', formatMilliseconds(hash.longestBlockSeconds), 'ms at most without a turn for others'],
  ];
}

function listLibrary({ open, openUnclean, openAfterOutage, lists }: LibraryBench): Figures {
  return [
    ['open library', formatMilliseconds(open.median), `ms, ${formatMilliseconds(open.longest)} at most`],
    [
      'after a death',
      formatMilliseconds(openUnclean.median),
      `ms, ${formatMilliseconds(openUnclean.longest)} at most`,
    ],
    [
      'after an outage',
      formatMilliseconds(openAfterOutage.median),
      `ms, ${formatMilliseconds(openAfterOutage.longest)} at most`,
    ],
    ...lists.map(({ list, median, slowest, slow, questions }) => [
      `list of ${list}s`,
      formatMilliseconds(slowest[0]?.seconds ?? NaN),
      `ms at most, ${formatMilliseconds(median)} in the middle; ${slow} of ${questions} over 50 ms`,
    ]),
  ];
}

function sayLibrary({ rows, bytes, lists }: LibraryBench): string[] {
  const counts = Object.entries(rows).map(([list, count]) => `${formatCount(count)} ${list}s`);
  return [
    `library: ${counts.join(', ')} in ${formatBytes(bytes)}`,
    ...lists.flatMap(({ slowest, slowestOfProcessor: { question, seconds } }) => [
      ...slowest.slice(0, 1).map((one) => `  ${formatMilliseconds(one.seconds)} ms: ${one.question}`),
      `  ${formatMilliseconds(seconds)} ms of the processor: ${question}`,
    ]),
  ];
}

function formatMilliseconds(seconds: number): string {
  return formatDigits(1000 * seconds);
}

function formatPercent(share: number): string {
  return (100 * share).toFixed(0);
}

/** The number to its column, the unit to the words. */
function splitBytes(bytes: number, words: string): [string, string] {
  const [amount = '', unit = ''] = formatBytes(bytes).split(' ');
  return [amount, `${unit} ${words}`];
}
