/** Measures what workers do, each part beside what the same machine does at its plainest. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Control } from '../../contract/progress.ts';
import type { BenchRecord } from '../../contract/bench.ts';
import type { WorkInput, WorkResult } from '../../contract/work.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { requireClassifier } from '../../core/task/classifier.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { writeBenchCheckpoint } from './bench-checkpoint.ts';
import { benchFamilies } from './bench-families.ts';
import { benchFisher } from './bench-fisher.ts';
import { benchFullFisher } from './bench-full-fisher.ts';
import { benchHash } from './bench-hash.ts';
import { benchMerge } from './bench-merge.ts';

/** Needs some 1.8 GB of disk in the system's folder for temporary files, which it gives back. */
export async function runBench(
  { device, only }: WorkInput<'bench'>,
  control: Control = {},
): Promise<WorkResult<'bench'>> {
  const wants = (part: string): boolean => only === undefined || only === part;
  if (only === 'families') return await benchFamilies(device, control);
  if (only === 'full-fisher') return await benchFullFisher(device, control);
  const scratch = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  try {
    const hash = wants('hash') ? await benchHash(scratch, control) : undefined;
    const folders = [join(scratch, 'a'), join(scratch, 'b')] as const;
    for (const [seed, folder] of only === 'hash' ? [] : folders.entries()) {
      control.signal?.throwIfAborted();
      await writeBenchCheckpoint(folder, seed);
    }
    // The merge before the Fisher: the peak of memory is the process's own, and the merge's is the smaller.
    const merge = wants('merge') ? await benchMerge(folders, scratch, control) : undefined;
    return {
      hash,
      merge,
      ...(wants('fisher') && (await measureFisher(folders[0], device, control))),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function measureFisher(
  folder: string,
  device: string,
  control: Control,
): Promise<Pick<BenchRecord, 'device' | 'sgemm' | 'fisher'>> {
  const runtime = await chooseRuntime(device);
  await using checkpoint = await openCheckpoint(folder);
  return { device: runtime.device, ...(await benchFisher(requireClassifier(checkpoint), runtime, control)) };
}
