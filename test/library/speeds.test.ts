/** How fast this machine was: what estimates of time are made from. */
import { expect, it } from 'vitest';
import { addCheckpoint } from '../../src-main/library/checkpoints.ts';
import { recordFisher } from '../../src-main/library/fishers.ts';
import type { Library } from '../../src-main/library/library.ts';
import { addRun, claimNext, endRun } from '../../src-main/library/runs.ts';
import { measureSpeeds } from '../../src-main/library/speeds.ts';
import { draftCheckpoint, draftFisher, hashOf, openLibrary } from './sample.ts';

const NOTHING = { fisher: null, score: null };

function recordScore(library: Library, result: unknown, state: 'done' | 'failed' = 'done'): void {
  const { id } = addRun(library, { command: 'score', name: 'a score', input: {}, owner: 'me' });
  claimNext(library, 'me', 'compute');
  endRun(library, id, 'me', state, { result });
}

it('nothing is known without runs, nor of what tells nothing', async () => {
  const library = await openLibrary();
  expect(measureSpeeds(library)).toEqual(NOTHING);
  recordScore(library, { rows: 10, seconds: 2, checkpointHash: hashOf('aaaa') });
  expect(measureSpeeds(library), 'of a checkpoint that the library does not hold').toEqual(NOTHING);
  addCheckpoint(library, draftCheckpoint());
  for (const result of [null, {}, 7, { rows: 10, seconds: 0, checkpointHash: hashOf('aaaa') }]) {
    const other = await openLibrary();
    addCheckpoint(other, draftCheckpoint());
    recordScore(other, result);
    recordFisher(other, draftFisher({ seconds: 0 }));
    expect(measureSpeeds(other), JSON.stringify(result)).toEqual(NOTHING);
  }
});

it('rows times parameters a second, over what took longest alike', async () => {
  const library = await openLibrary();
  addCheckpoint(library, draftCheckpoint({ parameters: 100 }));
  recordScore(library, { rows: 10, seconds: 2, checkpointHash: hashOf('aaaa') });
  recordScore(library, { rows: 50, seconds: 1, checkpointHash: hashOf('aaaa') });
  recordScore(library, { rows: 1e9, seconds: 1, checkpointHash: hashOf('aaaa') }, 'failed');
  recordFisher(library, draftFisher({ count: 8, seconds: 4 }));
  // (10 + 50) · 100 / 3, and 8 · 100 / 4.
  expect(measureSpeeds(library)).toEqual({ fisher: 200, score: 2000 });
});

it('only the last twenty count', async () => {
  const library = await openLibrary();
  addCheckpoint(library, draftCheckpoint({ parameters: 1 }));
  for (let at = 0; at < 25; at++) recordFisher(library, draftFisher({ count: at < 5 ? 1e9 : 3, seconds: 1 }));
  expect(measureSpeeds(library).fisher).toBe(3);
});
