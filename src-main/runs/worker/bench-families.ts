/** Measures the mask Fisher of every family at its base size, one after the other. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Control } from '../../contract/progress.ts';
import type { BenchRecord, FamilyBench } from '../../contract/bench.ts';
import { openCheckpoint } from '../../core/encoder/checkpoint.ts';
import { requireClassifier } from '../../core/task/classifier.ts';
import { chooseRuntime } from '../../engine/devices.ts';
import { writeBenchCheckpoint } from './bench-checkpoint.ts';
import { BENCH_FAMILIES } from './bench-configs.ts';
import { benchFisher } from './bench-fisher.ts';

/** Needs some 0.5 GB of disk in the system's folder for temporary files, which it gives back. */
export async function benchFamilies(
  device: string,
  control: Control,
): Promise<Pick<BenchRecord, 'device' | 'families'>> {
  const runtime = await chooseRuntime(device);
  const families: FamilyBench[] = [];
  for (const family of BENCH_FAMILIES) {
    control.signal?.throwIfAborted();
    const scratch = await mkdtemp(join(tmpdir(), 'weir-bench-'));
    try {
      const folder = join(scratch, family);
      await writeBenchCheckpoint(folder, 0, family);
      await using checkpoint = await openCheckpoint(folder);
      const { fisher, sgemm } = await benchFisher(requireClassifier(checkpoint), runtime, control);
      families.push({ family, ...fisher, sgemmGflops: sgemm.gflops });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  return { device: runtime.device, families };
}
