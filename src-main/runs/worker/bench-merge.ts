/** Measures a merge of two checkpoints beside a plain copy of a file on the same disk. */
import { copyFile, open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Control } from '../../contract/progress.ts';
import type { MergeBench } from '../../contract/bench.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { mergeEncoder, type MergeTraffic } from '../../core/merge/execute.ts';
import { planMerge } from '../../core/merge/plan.ts';
import { parseRecipe } from '../../core/merge/recipe.ts';
import { findMedian, peakBytes, ROUNDS, time } from './measure.ts';

/** `folders`: two checkpoints; `scratch`: where to write. */
export async function benchMerge(
  folders: readonly [string, string],
  scratch: string,
  control: Control,
): Promise<MergeBench> {
  const models = folders.map((checkpoint, at) => ({ checkpoint, task: String(at) }));
  const recipe = parseRecipe(JSON.stringify({ method: 'average', models }), 'bench');
  await using a = await openCheckpoint(folders[0]);
  await using b = await openCheckpoint(folders[1]);
  const checkpoints = [a, b];
  const plan = planMerge({ recipe, checkpoints, base: undefined });
  const input = {
    plan,
    checkpoints,
    base: undefined,
    fishers: [],
    recipe: '',
    file: join(scratch, 'merged.safetensors'),
  };
  const copied = a.weights.files[0]!;
  const { size } = await stat(copied);

  const rounds: { readonly seconds: number; readonly bytes: number; readonly copyRate: number }[] = [];
  // The first round fills caches.
  for (let round = 0; round <= ROUNDS; round++) {
    control.signal?.throwIfAborted();
    const copySeconds = await time(() => copyToDisk(copied, join(scratch, 'copy')));
    let traffic: MergeTraffic = { read: 0, written: 0 };
    const seconds = await time(async () => {
      traffic = await mergeEncoder(input, { signal: control.signal });
    });
    const bytes = traffic.read + traffic.written;
    if (round > 0) rounds.push({ seconds, bytes, copyRate: (2 * size) / copySeconds });
    control.report?.({ phase: 'Merge', done: round, total: ROUNDS, unit: 'rounds' });
  }
  const { seconds, bytes, copyRate } = findMedian(
    rounds,
    (round) => round.bytes / round.seconds / round.copyRate,
  );
  return {
    bytes,
    seconds,
    gigabytesPerSecond: bytes / seconds / 1e9,
    copyGigabytesPerSecond: copyRate / 1e9,
    share: bytes / seconds / copyRate,
    peakBytes: peakBytes(),
  };
}

/** As a merge leaves its file: on the disk, not only in the system's memory, and renamed over what was there. */
async function copyToDisk(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  await copyFile(from, partial);
  await using handle = await open(partial, 'r+');
  await handle.sync();
  await rename(partial, to);
}
