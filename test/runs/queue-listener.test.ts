/** Who listens to a queue hears of every change of state, of progress and of what is said, whoever waits. */
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { RunRecord, RunState } from '../../src-main/contract/library.ts';
import type { Library } from '../../src-main/library/library.ts';
import { addRun, claimNext, getRun } from '../../src-main/library/runs.ts';
import { createLaunch } from '../../src-main/runs/launch.ts';
import { RunQueue } from '../../src-main/runs/queue.ts';
import type { RunKinds } from '../../src-main/runs/run-kind.ts';
import { openLibrary } from '../library/sample.ts';
import type { FakeInput } from './fake/worker.ts';

const LAUNCH = createLaunch(fileURLToPath(new URL('./fake/worker.ts', import.meta.url)));

const KIND = {
  lane: 'compute',
  prepare: (_: Library, input: unknown) => input,
  record: (_library: Library, _run: RunRecord, _input: unknown, result: unknown) => result,
};
const KINDS = { import: KIND, fisher: KIND, score: KIND, merge: KIND } as unknown as RunKinds;

/** A queue, and what is heard of each of its runs. */
async function listen(library?: Library) {
  const place = library ?? (await openLibrary());
  const heard: Record<number, (RunState | 'progress' | { readonly said: string })[]> = {};
  const keep = (id: number, one: RunState | 'progress' | { readonly said: string }): void => {
    (heard[id] ??= []).push(one);
  };
  const listener = {
    run: ({ id, state }: RunRecord) => {
      keep(id, state);
    },
    progress: (id: number) => {
      keep(id, 'progress');
    },
    log: (id: number, said: string) => {
      keep(id, { said });
    },
  };
  const queue = new RunQueue(place, { launch: LAUNCH, kinds: KINDS, listener });
  onTestFinished(() => queue.close());
  const add = (input: FakeInput) => queue.add({ command: 'fisher', name: 'a run', input }).id;
  const statesOf = (id: number) => heard[id]!.filter((one) => typeof one === 'string' && one !== 'progress');
  return { library: place, queue, add, heard, statesOf };
}

it('hears that a run is queued, running and done, and of its progress between', async () => {
  const { queue, add, heard, statesOf } = await listen();
  const id = add({ takes: 60 });
  expect(heard[id]).toEqual(['queued']);
  await queue.wait(id);
  expect(statesOf(id)).toEqual(['queued', 'running', 'done']);
  expect(heard[id]!.slice(2, -1)).toContain('progress');
  // A phase once, as it begins.
  expect(heard[id]!.filter((one) => typeof one === 'object')).toEqual([{ said: 'Count' }]);
});

it('hears of runs that nobody waits for', async () => {
  const { library, add, statesOf } = await listen();
  const [failing, next] = [add({ fails: 'It does not fit.' }), add({})];
  await vi.waitFor(() => {
    expect(getRun(library, next).state).toBe('done');
  }, 10_000);
  expect(statesOf(failing)).toEqual(['queued', 'running', 'failed']);
  expect(statesOf(next)).toEqual(['queued', 'running', 'done']);
});

it('hears of cancellations, and that a run is queued again', async () => {
  const { queue, add, statesOf } = await listen();
  const [running, queued] = [add({ takes: 60_000 }), add({ takes: 20 })];
  await vi.waitFor(() => {
    expect(statesOf(running)).toContain('running');
  }, 5000);
  queue.cancel(queued);
  expect(statesOf(queued)).toEqual(['queued', 'cancelled']);
  queue.resume(queued);
  queue.cancel(running);
  expect((await queue.wait(queued)).state).toBe('done');
  expect(statesOf(running).at(-1)).toBe('cancelled');
  expect(statesOf(queued)).toEqual(['queued', 'cancelled', 'queued', 'running', 'done']);
});

it('hears what was said of a second try', async () => {
  const { queue, add, heard } = await listen();
  const id = add({ dies: { by: 'SIGKILL', above: 0.5 } });
  await queue.wait(id);
  expect(heard[id]).toContainEqual({ said: expect.stringMatching(/SIGKILL.*half the batch\.$/) as string });
});

it('hears that runs of a Weir that died are interrupted, and of its own when it closes', async () => {
  const library = await openLibrary();
  // No program has this number and began at this time.
  const { id: lost } = addRun(library, { command: 'fisher', name: 'theirs', input: {}, owner: null });
  const { owner } = (await listen(library)).queue;
  const dead = [owner.split(':')[0], 2 ** 22 + 1, 1].join(':');
  library.db.prepare('UPDATE run SET owner = ? WHERE itemId = ?').run(dead, lost);
  claimNext(library, dead, 'compute');
  const { queue, add, statesOf } = await listen(library);
  expect(statesOf(lost)).toEqual(['interrupted']);
  const id = add({ takes: 60_000 });
  await vi.waitFor(() => {
    expect(statesOf(id)).toContain('running');
  }, 5000);
  await queue.close();
  expect(statesOf(id)).toEqual(['queued', 'running', 'interrupted']);
});
