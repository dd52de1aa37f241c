/** What runs said on their way, in bounded memory. */
import { expect, it } from 'vitest';
import { RunLog } from '../../src-main/app/run-log.ts';

it('knows nothing of a run that said nothing', () => {
  expect(new RunLog().of(7)).toEqual([]);
});

it('keeps the last thousand lines of a run, in their order', () => {
  const log = new RunLog();
  for (let at = 0; at < 1500; at++) log.add(1, `line ${at}`);
  const texts = log.of(1).map(({ text }) => text);
  expect([texts.length, texts[0], texts.at(-1)]).toEqual([1000, 'line 500', 'line 1499']);
});

it('forgets the run that has been silent for longest when there are more than a hundred', () => {
  const log = new RunLog();
  for (let run = 1; run <= 100; run++) log.add(run, 'begins');
  log.add(1, 'goes on');
  log.add(101, 'begins');
  expect([1, 2, 3, 101].map((run) => log.of(run).length)).toEqual([2, 0, 1, 1]);
});
