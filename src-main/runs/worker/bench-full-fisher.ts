/** Measures the Fisher of every parameter beside that of the mask nodes, on as many rows of the same length. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRecord, FullFisherBench } from '../../contract/bench.ts';
import type { Control } from '../../contract/progress.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import type { Runtime } from '../../core/graph/runtime.ts';
import { computeFullFisher } from '../../core/statistics/full-fisher.ts';
import { type Classifier, requireClassifier } from '../../core/task/classifier.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { writeBenchCheckpoint } from './bench-checkpoint.ts';
import { ROWS, timeBatch } from './bench-fisher.ts';
import { drawRows, readLabelInTurn, TOKENS } from './bench-rows.ts';
import { findMedian, peakBytes } from './measure.ts';

/** Fewer than of other parts, for each takes half a minute. */
const ROUNDS = 3;

/** Rows that warm up: until the second, memory is new. */
const WARM = 3;

/** Needs some 0.5 GB of disk in the system's folder for temporary files, which it gives back. */
export async function benchFullFisher(
  device: string,
  control: Control,
): Promise<Pick<BenchRecord, 'device' | 'fullFisher'>> {
  const runtime = await chooseRuntime(device);
  const scratch = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  try {
    const folder = join(scratch, 'bert');
    await writeBenchCheckpoint(folder, 0);
    await using checkpoint = await openCheckpoint(folder);
    return {
      device: runtime.device,
      fullFisher: await compareFishers(requireClassifier(checkpoint), runtime, control),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** In turn, and by the median of the ratios. */
export async function compareFishers(
  checkpoint: Classifier,
  runtime: Runtime,
  control: Control,
): Promise<FullFisherBench> {
  const rounds: { readonly seconds: number; readonly maskSeconds: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const maskSeconds = await timeBatch(checkpoint, runtime, control);
    rounds.push({ maskSeconds, seconds: await timeRows(checkpoint, runtime, control) });
    control.report?.({ phase: 'Full Fisher', done: round + 1, total: ROUNDS, unit: 'rounds' });
  }
  const ratioOf = ({ seconds, maskSeconds }: (typeof rounds)[number]): number => seconds / maskSeconds;
  const median = findMedian(rounds, ratioOf);
  return { rows: ROWS, tokensPerRow: TOKENS, ...median, ratio: ratioOf(median), peakBytes: peakBytes() };
}

/** Seconds of as many rows as a batch of the mask Fisher has. */
async function timeRows(checkpoint: Classifier, runtime: Runtime, { signal }: Control): Promise<number> {
  const ends: number[] = [];
  await computeFullFisher(
    {
      checkpoint,
      rows: drawRows(WARM + ROWS),
      readLabel: readLabelInTurn,
      settings: { labels: 'dataset', seed: 0, maxLength: TOKENS },
      runtime,
      title: 'Full Fisher',
    },
    { signal, report: () => ends.push(performance.now()) },
  );
  return (ends.at(-1)! - ends[WARM - 1]!) / 1000;
}
