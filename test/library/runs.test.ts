/** The queue's rows: one run at a time whichever Weir it belongs to, and no state that is not true. */
import { expect, test } from 'vitest';
import {
  addRun,
  askCancel,
  claimNext,
  endRun,
  getRun,
  interruptLost,
  isCancelAsked,
  isPaused,
  keepProgress,
  moveRun,
  requeue,
  setPaused,
} from '../../src-main/library/runs.ts';
import type { Library } from '../../src-main/library/library.ts';
import { trashItem } from '../../src-main/library/trash.ts';
import { openLibrary } from './sample.ts';

const add = (library: Library, name: string, owner: string | null = 'me') =>
  addRun(library, { command: 'merge', input: { recipe: name }, name, owner }).id;
const stateOf = (library: Library, id: number) => getRun(library, id).state;

test('one at a time over two connections, in order, each owner its own', async () => {
  const one = await openLibrary();
  const two = await openLibrary(one.folder);
  const a = add(one, 'a');
  const b = add(two, 'b', 'you');
  const c = add(one, 'c');
  expect(claimNext(one, 'me', 'compute')).toMatchObject({ id: a, state: 'running', input: { recipe: 'a' } });
  expect(claimNext(two, 'you', 'compute')).toBeUndefined();
  expect(endRun(two, a, 'you', 'done')).toBe(false);
  expect(endRun(one, a, 'me', 'done', { result: { n: 1 } })).toBe(true);
  expect(endRun(one, a, 'me', 'failed')).toBe(false);
  expect(getRun(two, a)).toMatchObject({ state: 'done', result: { n: 1 }, error: null });
  expect(claimNext(two, 'you', 'compute')?.id).toBe(b);
  expect(() => one.db.prepare("UPDATE run SET state = 'running' WHERE itemId = ?").run(c)).toThrow(/UNIQUE/);
});

test('paused, nothing begins, in the next life either', async () => {
  const library = await openLibrary();
  add(library, 'a');
  setPaused(library, true);
  expect(claimNext(library, 'me', 'compute')).toBeUndefined();
  expect(isPaused(await openLibrary(library.folder))).toBe(true);
  setPaused(library, false);
  expect(claimNext(library, 'me', 'compute')).toBeDefined();
});

test('cancel: queued at once, running when asked, ended never', async () => {
  const library = await openLibrary();
  const [a, b] = [add(library, 'a'), add(library, 'b')];
  expect(askCancel(library, b).state).toBe('cancelled');
  claimNext(library, 'me', 'compute');
  expect(askCancel(library, a).state).toBe('running');
  expect([isCancelAsked(library, a), isCancelAsked(library, b)]).toEqual([true, false]);
  expect(() => {
    trashItem(library, a);
  }).toThrow(/is running/);
  endRun(library, a, 'me', 'done');
  expect(askCancel(library, a).state).toBe('done');
  expect(isCancelAsked(library, a)).toBe(false);
  expect(keepProgress(library, a, 'me', { phase: 'p', done: 1, total: 2, unit: 'rows' })).toBe(false);
  expect(() => askCancel(library, 99)).toThrow(/no run #99/);
});

test('a lost Weir leaves interrupted and ownerless runs; both go on only when asked', async () => {
  const library = await openLibrary();
  const [a, b, c] = [add(library, 'a', 'dead'), add(library, 'b', 'dead'), add(library, 'c', 'me')];
  claimNext(library, 'dead', 'compute');
  keepProgress(library, a, 'dead', { phase: 'p', done: 1, total: 2, unit: 'rows' });
  expect(interruptLost(library, (owner) => owner === 'me')).toEqual([a]);
  expect(interruptLost(library, () => false)).toEqual([]);
  expect(endRun(library, a, 'dead', 'done')).toBe(false);
  expect(getRun(library, a)).toMatchObject({ state: 'interrupted', progress: { done: 1 } });
  expect([stateOf(library, b), stateOf(library, c)]).toEqual(['queued', 'queued']);
  expect(claimNext(library, 'me', 'compute')).toBeUndefined();
  expect(requeue(library, a, 'me')).toMatchObject({ state: 'queued', attempts: 1, endedAt: null });
  expect(requeue(library, b, 'me')).toMatchObject({ attempts: 0 });
  expect(() => requeue(library, b, 'me')).toThrow(/is queued, so it cannot be resumed/);
  expect(claimNext(library, 'me', 'compute')?.id).toBe(a);
});

test('the order changes, however often', async () => {
  const library = await openLibrary();
  const [a, b, c] = [add(library, 'a'), add(library, 'b'), add(library, 'c')];
  const order = () =>
    library.db.prepare("SELECT itemId FROM run WHERE state = 'queued' ORDER BY position").pluck().all();
  moveRun(library, c, a);
  expect(order()).toEqual([c, a, b]);
  moveRun(library, c, null);
  expect(order()).toEqual([a, b, c]);
  for (let i = 0; i < 200; i++) {
    moveRun(library, c, b);
    moveRun(library, b, c);
  }
  expect(order()).toEqual([a, b, c]);
  moveRun(library, a, a);
  expect(order()).toEqual([a, b, c]);
  claimNext(library, 'me', 'compute');
  expect(() => {
    moveRun(library, b, a);
  }).toThrow(/'a' \(#1\) is running, not queued/);
});
