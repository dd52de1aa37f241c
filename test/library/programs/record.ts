/** Opens the library in argv[2] and records one merge with its score: all of it or nothing. */
import { asWeirError } from '../../../src-main/contract/error.ts';
import { Library } from '../../../src-main/library/library.ts';
import { recordMerge } from '../../../src-main/library/merges.ts';
import { addRun } from '../../../src-main/library/runs.ts';
import { draftMerge } from '../sample.ts';

try {
  const library = Library.open(process.argv[2]!);
  const run = addRun(library, { command: 'merge', name: 'a run', input: {}, owner: null });
  const score = {
    model: 'mix',
    kind: 'merge',
    task: 'sst2',
    metric: 'accuracy',
    value: 0.9,
    rows: 10,
  } as const;
  recordMerge(library, {
    ...draftMerge(run.id, { notes: 'x'.repeat(20_000) }),
    scores: [{ ...score, checkpointHash: null, datasetHash: null }],
  });
  library.close();
} catch (error) {
  const { code, message } = asWeirError(error);
  console.error(`${code}: ${message}`);
  process.exitCode = 1;
}
