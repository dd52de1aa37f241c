/** The queue: order, cancellation, death, pause, other Weirs, and what is left after a crash. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { RunProgress, RunRecord } from '../../src-main/contract/library.ts';
import type { Library } from '../../src-main/library/library.ts';
import { addRun, claimNext, getRun, setPaused } from '../../src-main/library/runs.ts';
import { createLaunch } from '../../src-main/runs/launch.ts';
import { isAlive, nameOwner } from '../../src-main/runs/owner.ts';
import { RunQueue } from '../../src-main/runs/queue.ts';
import type { RunKind, RunKinds } from '../../src-main/runs/run-kind.ts';
import { openLibrary } from '../library/sample.ts';
import { temporaryFolder } from '../temporary.ts';
import type { FakeInput } from './fake/worker.ts';

const LAUNCH = createLaunch(fileURLToPath(new URL('./fake/worker.ts', import.meta.url)));

const KIND = {
  lane: 'compute',
  prepare: (_: Library, input: unknown) => input,
  record: (_library: Library, _run: RunRecord, _input: unknown, result: unknown) => result,
} as unknown as RunKind<'fisher'>;
const KINDS = { import: KIND, fisher: KIND, score: KIND, merge: KIND } as unknown as RunKinds;

async function openQueue(library?: Library, owner = nameOwner()) {
  const place = library ?? (await openLibrary());
  const queue = new RunQueue(place, { launch: LAUNCH, kinds: KINDS, owner });
  onTestFinished(() => queue.close());
  const add = (input: FakeInput, command: RunRecord['command'] = 'fisher') =>
    queue.add({ command, name: 'a run', input });
  return { library: place, queue, add };
}

it('carries runs out one after the other, in their order', async () => {
  const { library, queue, add } = await openQueue();
  const runs = [add({ takes: 60 }), add({ takes: 20 }), add({ takes: 20 })];
  const ended = await Promise.all(runs.map(({ id }) => queue.wait(id)));
  expect(ended.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  for (const [at, run] of ended.slice(1).entries())
    expect(run.startedAt).toBeGreaterThanOrEqual(ended[at]!.endedAt!);
  expect(getRun(library, runs[0]!.id).result).toEqual({ share: 1 });
});

it('lets an import go on beside what computes', async () => {
  const { library, queue, add } = await openQueue();
  const long = add({ takes: 60_000 });
  const { state } = await queue.wait(add({ takes: 20 }, 'import').id);
  expect([state, getRun(library, long.id).state]).toEqual(['done', 'running']);
});

it('keeps the sentence of a failure', async () => {
  const { queue, add } = await openQueue();
  const run = await queue.wait(add({ fails: 'It does not fit.' }).id);
  expect(run).toMatchObject({ state: 'failed', error: { code: 'mismatch', message: 'It does not fit.' } });
});

it('cancels what runs within a second, and what is queued at once', async () => {
  const { queue, add } = await openQueue();
  const controller = new AbortController();
  const [running, queued] = [add({ takes: 60_000 }), add({ takes: 60_000 })];
  const reports: RunProgress[] = [];
  const ended = queue.wait(running.id, { signal: controller.signal, report: (one) => reports.push(one) });
  await vi.waitFor(() => {
    expect(reports.some(({ phase }) => phase === 'Count')).toBe(true);
  }, 5000);
  expect(queue.cancel(queued.id).state).toBe('cancelled');
  const began = performance.now();
  controller.abort();
  expect((await ended).state).toBe('cancelled');
  expect(performance.now() - began).toBeLessThan(1000);
});

it('kills a worker that does not heed a cancellation, and removes what it was writing', async () => {
  const { queue, add } = await openQueue();
  const folder = await temporaryFolder();
  const [pidFile, partial] = [join(folder, 'pid'), join(folder, 'a.partial')];
  await writeFile(partial, 'half');
  const { id } = add({ takes: 60_000, deaf: true, pidFile, unfinished: [partial] });
  const pid = await vi.waitFor(async () => Number(await readFile(pidFile, 'utf8')), 5000);
  queue.cancel(id);
  expect((await queue.wait(id)).state).toBe('cancelled');
  expect(() => process.kill(pid, 0)).toThrow();
  expect(await readdir(folder)).toEqual(['pid']);
});

it('tries once more at half the batch where a worker dies of a signal', async () => {
  const { queue, add } = await openQueue();
  const remarks: string[] = [];
  const { id } = add({ dies: { by: 'SIGKILL', above: 0.5 } });
  const run = await queue.wait(id, { remark: (sentence) => remarks.push(sentence) });
  expect(run).toMatchObject({ state: 'done', result: { share: 0.5 }, attempts: 1 });
  expect(remarks).toEqual([expect.stringMatching(/SIGKILL.*memory.*half the batch\.$/)]);
});

it('names memory as the likely cause where it dies again', async () => {
  const { queue, add } = await openQueue();
  const run = await queue.wait(add({ dies: { by: 'SIGKILL', above: 0 } }).id);
  expect(run).toMatchObject({
    state: 'failed',
    error: { code: 'worker-died', message: expect.stringMatching(/SIGKILL, twice.*memory.*GB/) as string },
  });
});

it('calls an end without a word a fault of Weir', async () => {
  const { queue, add } = await openQueue();
  const run = await queue.wait(add({ exits: 3 }).id);
  expect(run.error).toMatchObject({ code: 'internal', message: expect.stringContaining('code 3') as string });
});

it('begins nothing while it is paused', async () => {
  const { library, queue, add } = await openQueue();
  setPaused(library, true);
  const { id } = add({});
  const phases = new Set<string>();
  const ended = queue.wait(id, { report: ({ phase }) => phases.add(phase) });
  await sleep(500);
  expect(getRun(library, id).state).toBe('queued');
  expect(phases).toEqual(new Set(['The queue is paused']));
  setPaused(library, false);
  expect((await ended).state).toBe('done');
});

it('reports rates and times left that are numbers', async () => {
  const { queue, add } = await openQueue();
  const reports: RunProgress[] = [];
  await queue.wait(add({ takes: 800 }).id, { report: (one) => reports.push(one) });
  const paced = reports.filter(({ rate }) => rate !== undefined);
  expect(paced.length).toBeGreaterThan(3);
  for (const { rate, left } of paced) expect([rate, left].every(Number.isFinite)).toBe(true);
});

it('leaves runs of another Weir to it, and waits for its turn', async () => {
  const { library, queue, add } = await openQueue();
  const other = addRun(library, { command: 'fisher', name: 'theirs', input: {}, owner: 'another:1:1' });
  claimNext(library, 'another:1:1', 'compute');
  const { id } = add({});
  const ended = queue.wait(id);
  await sleep(500);
  expect([getRun(library, other.id).state, getRun(library, id).state]).toEqual(['running', 'queued']);
  library.db.prepare("UPDATE run SET state = 'done' WHERE itemId = ?").run(other.id);
  expect((await ended).state).toBe('done');
});

it('finds the runs of a Weir that died, and resumes none of them unasked', async () => {
  const child = fork(fileURLToPath(new URL('./fake/worker.ts', import.meta.url)), { stdio: 'ignore' });
  await once(child, 'spawn');
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  const dead = [nameOwner().split(':')[0], child.pid, start].join(':');
  expect(isAlive(dead)).toBe(true);
  const library = await openLibrary();
  const input: FakeInput = { takes: 20 };
  const [first, second] = ['first', 'second'].map((name) =>
    addRun(library, { command: 'fisher', name, input, owner: dead }),
  );
  claimNext(library, dead, 'compute');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { queue } = await openQueue(library);
  expect([getRun(library, first!.id).state, getRun(library, second!.id).state]).toEqual([
    'interrupted',
    'queued',
  ]);
  await sleep(500);
  expect(getRun(library, second!.id).state).toBe('queued');
  queue.resume(first!.id);
  expect(await queue.wait(first!.id)).toMatchObject({ state: 'done', attempts: 1 });
});

it('interrupts what runs when it is closed, and hands back what is queued', async () => {
  const { library, queue, add } = await openQueue();
  const [running, queued] = [add({ takes: 60_000 }), add({})];
  await vi.waitFor(() => {
    expect(getRun(library, running.id).state).toBe('running');
  });
  await queue.close();
  expect(getRun(library, running.id).state).toBe('interrupted');
  const next = await openQueue(library, `${nameOwner()}-next`);
  next.queue.resume(queued.id);
  expect((await next.queue.wait(queued.id)).state).toBe('done');
});

it('says that what was made could not be recorded', async () => {
  const library = await openLibrary();
  const failing = {
    ...KIND,
    record: () => {
      throw new Error('no room');
    },
  } as unknown as RunKind<'fisher'>;
  const queue = new RunQueue(library, { launch: LAUNCH, kinds: { ...KINDS, fisher: failing } });
  onTestFinished(() => queue.close());
  const { id } = queue.add({ command: 'fisher', name: 'a run', input: {} });
  await expect(queue.wait(id)).rejects.toThrow(/a run could not be recorded: .*no room/);
  expect(getRun(library, id).state).toBe('failed');
});
