/** Amounts as people read them: bytes, counts, times, scores. */

const COUNT = new Intl.NumberFormat('en');
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const AGO = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });

function round(value: number): string {
  return value.toFixed(value >= 99.5 ? 0 : 1);
}

/** '10.1 MB': of 1000 bytes each, as disks are sold and file managers count. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : round(value)} ${units[unit] ?? ''}`;
}

/** '13,415' */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** '1 row', '13,415 rows' */
export function formatNumberOf(count: number, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : several}`;
}

/** '109 M': of parameters. */
export function formatMagnitude(count: number): string {
  if (count < 1000) return String(count);
  if (count < 999_500) return `${round(count / 1000)} k`;
  return count < 999_500_000 ? `${round(count / 1e6)} M` : `${round(count / 1e9)} B`;
}

/** '0.4 s', '38 s', '2 min 5 s', '3 h 12 min' */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}

/** '0.812'; nothing measured is a dash. */
export function formatScore(score: number | null | undefined): string {
  return score === null || score === undefined || !Number.isFinite(score) ? '–' : score.toFixed(3);
}

/** '+0.012', '−0.130': signed by the sign that is as wide as a digit. */
export function formatDelta(delta: number): string {
  if (!Number.isFinite(delta)) return '–';
  const text = Math.abs(delta).toFixed(3);
  if (text === '0.000') return '±0.000';
  return `${delta < 0 ? '−' : '+'}${text}`;
}

/** A share of 1 as '37 %'. */
export function formatShare(share: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, share)) * 100)} %`;
}

/** '3 hours ago'; the exact time belongs in the title. */
export function formatAgo(time: number, now = Date.now()): string {
  const seconds = Math.round((time - now) / 1000);
  const steps = [
    [60, 'second', 1],
    [3600, 'minute', 60],
    [86_400, 'hour', 3600],
    [86_400 * 30, 'day', 86_400],
    [86_400 * 365, 'month', 86_400 * 30],
  ] as const;
  const step = steps.find(([below]) => -seconds < below);
  if (step === undefined) return AGO.format(Math.round(seconds / (86_400 * 365)), 'year');
  return step[1] === 'second' && seconds > -10
    ? 'just now'
    : AGO.format(Math.round(seconds / step[2]), step[1]);
}

export function formatTime(time: number): string {
  return DATE.format(time);
}

/** '1,200 rows/s', '310 MB/s' */
export function formatRate(rate: number, unit: string): string {
  if (unit === 'bytes') return `${formatBytes(rate)}/s`;
  return `${rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate))} ${unit}/s`;
}

/** A path or hash cut in its middle, where it says least. */
export function cutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.ceil((most - 1) * 0.6);
  return `${text.slice(0, most - 1 - end)}…${text.slice(-end)}`;
}

/** The last part of a path. */
export function lastPart(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
