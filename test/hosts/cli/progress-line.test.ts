/** The line of progress, by a clock that only the test moves. */
import { expect, it } from 'vitest';
import type { RunProgress } from '../../../src-main/contract/library.ts';
import { createProgressLine, formatProgress } from '../../../src-main/hosts/cli/progress-line.ts';

const ROWS: RunProgress = { phase: 'Fisher of sst2', done: 1024, total: 2048, unit: 'rows' };
const PACED = { ...ROWS, rate: 213.4, left: 64.6 };
const ERASE = '\r\x1b[K';

function createTerminal(columns = 80) {
  const writes: string[] = [];
  return { columns, writes, write: (text: string) => writes.push(text) };
}

it('shows phase, bar, rows, rate and time left', () => {
  expect(formatProgress(PACED, 90)).toBe(
    'Fisher of sst2  ████████████░░░░░░░░░░░░  1,024 / 2,048 rows  213 rows/s  1:05 left',
  );
});

it('shows bytes in their own units', () => {
  const progress = {
    phase: 'Merge',
    done: 219e6,
    total: 876e6,
    unit: 'bytes',
    rate: 812e6,
    left: 0.81,
  } as const;
  const line = formatProgress(progress, 80);
  expect(line).toBe('Merge  ██████░░░░░░░░░░░░░░░░░░  219 MB / 876 MB  812 MB/s  0:01 left');
});

it('says nothing of a rate that is not known yet', () => {
  const line = formatProgress({ ...ROWS, done: 0 }, 80);
  expect(line).toBe('Fisher of sst2  ░░░░░░░░░░░░░░░░░░░░░░░░  0 / 2,048 rows');
});

it.each([0, 1, 10, 40, 60, 79, 200])('stays narrower than a terminal of %i columns', (columns) => {
  expect(formatProgress(PACED, columns).length).toBeLessThan(Math.max(1, columns));
});

it('keeps a phase from breaking out of its line', () => {
  const line = formatProgress({ ...PACED, phase: 'Fisher of a\nb\x1b[2J' }, 200);
  expect(line).toMatch(/^Fisher of a b�\[2J {2}/);
});

it('draws at most ten times a second, and leaves nothing behind', () => {
  const terminal = createTerminal();
  let now = 0;
  const line = createProgressLine(terminal, () => now);
  for (let done = 0; done <= 1000; done++) {
    now = 3 * done;
    line.report({ ...ROWS, done });
  }
  expect(terminal.writes.length).toBeGreaterThan(20);
  expect(terminal.writes.length).toBeLessThanOrEqual(31);
  for (const text of terminal.writes) expect(text.startsWith(`${ERASE}Fisher`)).toBe(true);
  line.clear();
  expect(terminal.writes.at(-1)).toBe(ERASE);
});

it('removes nothing where nothing was drawn', () => {
  const terminal = createTerminal();
  createProgressLine(terminal, () => 0).clear();
  expect(terminal.writes).toEqual([]);
});
