/** Writes a small statistic to the file that is its argument, and prints what went wrong. */
import { WeirError } from '../../../../src-main/contract/error.ts';
import { writeStatistic } from '../../../../src-main/core/statistics/tensor-statistics.ts';

const values = Float64Array.from({ length: 64 }, (_, at) => at);

try {
  await writeStatistic(
    process.argv[2]!,
    {
      tensors: new Map(['a', 'b', 'c'].map((name) => [name, { shape: [8, 8], values }])),
      same: new Map(),
      count: 1,
    },
    { kind: 'gram', checkpoint: '', dataset: '', settings: '{}', count: 1 },
  );
} catch (error) {
  if (!(error instanceof WeirError)) throw error;
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exitCode = 1;
}
