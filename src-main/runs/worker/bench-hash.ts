/** Measures the hashing of a file that the system holds in memory, and how long it holds others up. */
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Control } from '../../contract/progress.ts';
import type { HashBench } from '../../contract/bench.ts';
import { hashFile } from '../../core/files/hash.ts';
import { findMedian, ROUNDS, time } from './measure.ts';

const MEBIBYTE = 2 ** 20;

/** `bytes`: of the file, in whole mebibytes. */
export async function benchHash(scratch: string, control: Control, bytes = 2 ** 30): Promise<HashBench> {
  const file = join(scratch, 'hashed');
  const chunk = new Uint8Array(MEBIBYTE).map((_, at) => (at * 7919) >>> 3);
  await write(file, chunk, bytes, control);
  const rounds: HashBench[] = [];
  try {
    // The first round fills caches.
    for (let round = 0; round <= ROUNDS; round++) {
      control.signal?.throwIfAborted();
      const measured = await measure(file, chunk, bytes, control.signal);
      if (round > 0) rounds.push(measured);
      control.report?.({ phase: 'Hash', done: round, total: ROUNDS, unit: 'rounds' });
    }
  } finally {
    await rm(file, { force: true });
  }
  const longestBlockSeconds = Math.max(...rounds.map((round) => round.longestBlockSeconds));
  return { ...findMedian(rounds, ({ share }) => share), longestBlockSeconds };
}

async function write(file: string, chunk: Uint8Array, bytes: number, { signal }: Control): Promise<void> {
  await using handle = await open(file, 'w');
  for (let done = 0; done < bytes; done += chunk.length) {
    signal?.throwIfAborted();
    await handle.writeFile(chunk);
  }
}

async function measure(
  file: string,
  chunk: Uint8Array,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<HashBench> {
  const plainSeconds = await time(() => {
    const hash = createHash('sha256');
    for (let done = 0; done < bytes; done += chunk.length) hash.update(chunk);
    hash.digest();
    return Promise.resolve();
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = process.cpuUsage();
  const seconds = await time(async () => {
    await hashFile(file, { signal });
  });
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  return {
    ...{ bytes, seconds, gigabytesPerSecond: bytes / seconds / 1e9 },
    gigabytesPerCoreSecond: bytes / (user + system) / 1e3,
    plainGigabytesPerSecond: bytes / plainSeconds / 1e9,
    share: plainSeconds / seconds,
    longestBlockSeconds: delay.max / 1e9,
  };
}
