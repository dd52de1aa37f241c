/** Numbers as people read them, each with its unit. */

/** Stands where there is no number. */
export const NOTHING = '–';

/** 30,522 */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** A score or a ratio: 0.917 */
export function formatScore(score: number | undefined): string {
  return score !== undefined && Number.isFinite(score) ? score.toFixed(3) : NOTHING;
}

/** A Fisher information, which may be of any magnitude: 1.23e-5 */
export function formatInformation(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  return value === 0 ? '0' : value.toExponential(2);
}

/** Three digits of the largest fitting unit: 438 MB, 1.31 GB. A megabyte is a million. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = bytes;
  while (scaled >= 999.5 && units.length > 1) {
    scaled /= 1000;
    units.shift();
  }
  return `${units[0] === 'B' ? scaled.toFixed(0) : formatDigits(scaled)} ${units[0]!}`;
}

/** Three digits, more where they stand before the point: 0.823, 12.4, 5,321 */
export function formatDigits(value: number): string {
  const size = Math.abs(value);
  const digits = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** 3.2 s, from a minute on 2:05 min, from an hour on 1:02:05 h */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  return `${formatClock(seconds)} ${seconds < 3599.5 ? 'min' : 'h'}`;
}

/** 0:05, 12:00, 1:02:05 */
export function formatClock(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return parts
    .slice(parts[0] === 0 ? 1 : 0)
    .map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0')))
    .join(':');
}

/** 2026-11-24 14:05, where the user is. `time`: milliseconds since 1970. */
export function formatTime(time: number | null): string {
  if (time === null) return NOTHING;
  const at = new Date(time);
  const [month, day, hours, minutes] = [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes()].map(
    (part) => String(part).padStart(2, '0'),
  );
  return `${at.getFullYear()}-${month}-${day} ${hours}:${minutes}`;
}
