/** What the bench prints. */
import { expect, it } from 'vitest';
import { type LibraryBench, UNMEASURED } from '../../../src-main/contract/bench.ts';
import { printBench } from '../../../src-main/hosts/cli/pages/bench-page.ts';
import { setStage } from './stage.ts';

const HASH = {
  ...{ bytes: 1e9, seconds: 0.8, gigabytesPerSecond: 1.25, gigabytesPerCoreSecond: 1.2 },
  ...{ plainGigabytesPerSecond: 1.5, share: 0.833, longestBlockSeconds: 0.0061 },
};

it('prints the hash beside plain SHA-256', () => {
  expect(printBench({ ...UNMEASURED, hash: HASH }, (_, text) => text)).toEqual([
    'hash of a file  1.25  GB/s from memory',
    '                1.20  GB for each second of a core',
    'plain SHA-256   1.50  GB/s',
    '                  83  % of plain SHA-256',
    '                6.10  ms at most without a turn for others',
    '',
    'hash: 1.00 GB in 0.8 s',
  ]);
});

it('prints the full Fisher beside the mask Fisher of the same rows', () => {
  const rows = { rows: 16, tokensPerRow: 64 };
  const fullFisher = { ...rows, seconds: 9.5, maskSeconds: 1, ratio: 9.5, peakBytes: 2.25e9 };
  expect(printBench({ ...UNMEASURED, device: 'cpu', fullFisher }, (_, text) => text)).toEqual([
    'full Fisher  9.50  s',
    'mask Fisher  1.00  s',
    '             9.50  times as fast as the full one',
    '             2.25  GB of memory at the peak',
    '',
    'both Fishers: 16 rows of 64 tokens',
  ]);
});

it('prints openings and lists with the slowest question of each', () => {
  const question = { question: 'run by name, first page', seconds: 0.012 };
  const library: LibraryBench = {
    rows: { checkpoint: 10_000, dataset: 1, fisher: 1, run: 50_000, merge: 1, score: 200_000 },
    ...{ bytes: 2e8, open: { median: 0.01, longest: 0.02 }, openUnclean: { median: 0.2, longest: 0.3 } },
    openAfterOutage: { median: 0.6, longest: 0.7 },
    lists: [
      {
        list: 'run',
        ...{ questions: 9, slow: 0, median: 0.002, slowest: [question] },
        slowestOfProcessor: { ...question, seconds: 0.01 },
      },
    ],
  };
  const lines = printBench({ ...UNMEASURED, library }, (_, text) => text);
  expect(lines).toContain('open library     10.0  ms, 20.0 at most');
  expect(lines).toContain('after a death     200  ms, 300 at most');
  expect(lines).toContain('after an outage   600  ms, 700 at most');
  expect(lines).toContain('list of runs     12.0  ms at most, 2.00 in the middle; 0 of 9 over 50 ms');
  expect(lines).toContain('  12.0 ms: run by name, first page');
  expect(lines).toContain('  10.0 ms of the processor: run by name, first page');
});

it('measures one part alone where that is asked for', async () => {
  let seen: unknown;
  const { run, stdout } = setStage({
    bench: (input) => {
      seen = input;
      return { ...UNMEASURED, hash: HASH };
    },
  });
  expect(await run('bench', '--only', 'hash', '--json')).toBe(0);
  expect(seen).toMatchObject({ device: 'auto', only: 'hash', paper: undefined });
  expect(JSON.parse(stdout.text)).toMatchObject({ hash: HASH, library: null });
});
