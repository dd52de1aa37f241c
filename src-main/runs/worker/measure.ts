/** How the bench measures on a machine that others share: often, beside a yardstick, and by the median. */

/** Measured in turn with its yardstick so often; the round with the median of the ratios counts. */
export const ROUNDS = 5;

/** Seconds that work takes. */
export async function time(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** The item with the median of a figure; of an even number, the larger of the two in the middle. */
export function findMedian<T>(items: readonly T[], figure: (item: T) => number): T {
  return items.toSorted((a, b) => figure(a) - figure(b))[Math.floor(items.length / 2)]!;
}

/** The most memory that this process has had resident so far. */
export function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
