/** Which row of a table of relative positions stands for a distance, by the families' own formulas. */
import type { DistanceRows, EncoderConfig } from './config.ts';

/** `distance`: query − key. */
export function rowOfDistance(distance: number, { distanceRows }: EncoderConfig): number {
  return distanceRows ? ROWS[distanceRows.kind](distance, distanceRows) : 0;
}

const ROWS: Readonly<Record<DistanceRows['kind'], (distance: number, rows: DistanceRows) => number>> = {
  /** T5's buckets of both directions: exact to half of them, logarithmic from there to the furthest. */
  mpnet: (distance, { buckets, furthest }) => {
    const side = distance < 0 ? buckets : 0;
    const size = Math.abs(distance);
    const exact = Math.floor(buckets / 2);
    if (size < exact) return side + size;
    const beyond = Math.log(size / exact) / Math.log(furthest / exact);
    return side + Math.min(buckets - 1, exact + Math.floor(Math.fround(beyond * (buckets - exact))));
  },
  /** He et al. 2021: exact to half of the buckets, logarithmic beyond; rows count from the most negative distance. */
  deberta: (distance, { buckets, furthest }) => {
    const span = buckets || furthest;
    return Math.min(
      2 * span - 1,
      Math.max(0, span + (buckets ? logBucket(distance, buckets, furthest) : distance)),
    );
  },
};

function logBucket(distance: number, buckets: number, furthest: number): number {
  const middle = Math.floor(buckets / 2);
  const size = Math.abs(distance);
  if (size <= middle) return distance;
  const beyond = Math.log(size / middle) / Math.log((furthest - 1) / middle);
  return Math.sign(distance) * (Math.ceil(beyond * (middle - 1)) + middle);
}
