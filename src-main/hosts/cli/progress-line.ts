/** Progress in a terminal: one line, rewritten until the work ends. */
import type { RunProgress } from '../../contract/library.ts';
import { formatBytes, formatClock, formatCount, formatDigits } from './amounts.ts';
import { disarm } from './paint.ts';

export interface ProgressLine {
  readonly report: (progress: RunProgress) => void;
  /** Removes the line. */
  readonly clear: () => void;
}

interface Terminal {
  readonly columns?: number;
  write(text: string): unknown;
}

/** Milliseconds between two drawings. */
const PAUSE = 100;
const BAR = 24;
const ERASE = '\r\x1b[K';

/** `now`: milliseconds of a clock. */
export function createProgressLine(terminal: Terminal, now = () => performance.now()): ProgressLine {
  let drawn = -Infinity;
  return {
    report(progress) {
      if (now() - drawn < PAUSE) return;
      drawn = now();
      terminal.write(ERASE + formatProgress(progress, widthOf(terminal)));
    },
    clear() {
      if (drawn > -Infinity) terminal.write(ERASE);
    },
  };
}

/** One line narrower than `columns`: phase, bar, done of total, rate, time left. The phase and the bar give way. */
export function formatProgress(progress: RunProgress, columns: number): string {
  const { done, total, unit, rate, left } = progress;
  const fraction = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const amount = unit === 'bytes' ? formatBytes : formatCount;
  const ending = unit === 'bytes' ? '' : ` ${unit}`;
  const figures = [
    `${amount(done)} / ${amount(total)}${ending}`,
    ...(rate === undefined
      ? []
      : [`${unit === 'bytes' ? formatBytes(rate) : formatDigits(rate)}${ending}/s`]),
    ...(left === undefined ? [] : [`${formatClock(left)} left`]),
  ].join('  ');
  const room = columns - 1 - figures.length - 2;
  const phase = disarm(progress.phase).replaceAll('\n', ' ');
  const bar = Math.min(BAR, room - phase.length - 2);
  const line =
    bar > 2
      ? `${phase}  ${drawBar(fraction, bar)}  ${figures}`
      : `${phase.slice(0, Math.max(0, room))}  ${figures}`;
  return line.slice(0, Math.max(0, columns - 1));
}

/** Some terminals say that they have no columns at all. */
function widthOf({ columns = 0 }: Terminal): number {
  return columns > 0 ? columns : 80;
}

function drawBar(fraction: number, width: number): string {
  const full = Math.floor(fraction * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
