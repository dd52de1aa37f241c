/** Measures mask Fisher and merge at BERT-base's size, each beside what the same machine does at its plainest. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandInput } from '../../contract/commands.ts';
import type { Control } from '../../contract/progress.ts';
import type { BenchRecord } from '../../contract/records.ts';
import { openCheckpoint, requireClassifier } from '../../core/encoder/checkpoint.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { writeBenchCheckpoint } from './bench-checkpoint.ts';
import { benchFisher } from './bench-fisher.ts';
import { benchMerge } from './bench-merge.ts';

/** Needs some 1.8 GB of disk in the system's folder for temporary files, which it gives back. */
export async function runBench(input: CommandInput<'bench'>, control: Control = {}): Promise<BenchRecord> {
  const scratch = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  try {
    const folders = [join(scratch, 'a'), join(scratch, 'b')] as const;
    for (const [seed, folder] of folders.entries()) {
      control.signal?.throwIfAborted();
      await writeBenchCheckpoint(folder, seed);
    }
    // The merge first: the peak of memory is the process's own, and the merge's is the smaller.
    const merge = await benchMerge(folders, scratch, control);
    const runtime = await chooseRuntime(input.device);
    await using checkpoint = await openCheckpoint(folders[0]);
    return {
      device: runtime.device,
      merge,
      ...(await benchFisher(requireClassifier(checkpoint), runtime, control)),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
