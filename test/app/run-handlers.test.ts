/** Runs as the window starts them: queued at once, heard of on the way, refused in a sentence. */
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { App } from '../../src-main/app/app.ts';
import type { Command } from '../../src-main/contract/commands.ts';
import type { HostEvent } from '../../src-main/contract/events.ts';
import type { RunRecord } from '../../src-main/contract/library.ts';
import { writeInputs } from '../runs/tiny-work.ts';
import { temporaryFolder } from '../temporary.ts';
import { stageApp } from './stage.ts';

/** The app on an empty library, the inputs of tiny runs, and all that it tells. */
async function stageRuns() {
  const stage = await stageApp();
  const home = await writeInputs(await temporaryFolder());
  const events: HostEvent[] = [];
  stage.app.on((event) => events.push(event));
  const request = {
    checkpoint: join(home, 'a'),
    dataset: { file: join(home, 'a.tsv') },
    device: 'cpu',
  };
  return { ...stage, home, events, score: { command: 'score', request } as const };
}

async function waitForEnd(app: App, id: number): Promise<RunRecord> {
  return vi.waitFor(async () => {
    const { run } = await app.call('runs.show', { run: `#${id}` });
    expect(['queued', 'running']).not.toContain(run.state);
    return run;
  }, 20_000);
}

const statesOf = (events: readonly HostEvent[], id: number): string[] =>
  events.flatMap((one) => (one.event === 'run' && one.body.id === id ? [one.body.state] : []));

describe('a run is refused in one sentence, and none is queued', () => {
  it.each([
    [{ command: 'bench', request: {} }],
    [{ command: 'score' }],
    [{ command: 'score', request: { checkpoint: 'a' } }],
    [{ command: 'score', request: { checkpoint: 'nothing', dataset: { file: '/nowhere.tsv' } } }],
    [{ command: 'fisher', request: { checkpoint: '/a', dataset: { file: 'nothing' }, settings: {} } }],
    [{ command: 'merge', request: { recipe: '/nowhere/mix.yaml' } }],
    [{ command: 'merge', request: { recipe: 'mix', text: 'method: average\nmodels: 7\n' } }],
    [{ command: 'merge', request: { recipe: 'mix', text: 'method: average', record: false } }],
    [{ command: 'import', request: { paths: [] } }],
  ])('%j', async (request) => {
    const { app, events } = await stageRuns();
    await expect(app.call('runs.start', request as never)).rejects.toMatchObject({
      message: expect.stringMatching(/^[^\n]+\.$/) as string,
    });
    expect((await app.call('runs.list', {})).total).toBe(0);
    expect(events).toEqual([]);
  });
});

describe('a run that is started', () => {
  it('is queued at once, and tells of its states, progress and phases in their order', async () => {
    const { app, score, events } = await stageRuns();
    const run = await app.call('runs.start', score);
    expect(run).toMatchObject({ command: 'score', state: 'queued', progress: null });
    expect(await waitForEnd(app, run.id)).toMatchObject({ state: 'done', result: { rows: 300 } });
    expect(statesOf(events, run.id)).toEqual(['queued', 'running', 'done']);
    const places = (event: HostEvent['event']): number[] =>
      events.flatMap((one, at) => (one.event === event ? [at] : []));
    const runs = places('run');
    for (const name of ['progress', 'log'] as const) {
      expect(places(name).length, name).toBeGreaterThan(0);
      for (const at of places(name)) expect(at > runs[1]! && at < runs[2]!, name).toBe(true);
    }
    // After each state, lists are to be read anew.
    for (const at of runs) expect(events[at + 1]!.event).toBe('changed');
    const { lines } = await app.call('runs.log', { run: `#${run.id}` });
    expect(lines.length).toBeGreaterThan(0);
    expect(events.flatMap((one) => (one.event === 'log' ? [one.body.line] : []))).toEqual(lines);
  });

  it('takes another folder than one that is queued before it', async () => {
    const { app, home } = await stageRuns();
    await app.call('runs.pause', { paused: true });
    const request = { command: 'merge', request: { recipe: join(home, 'mix.yaml'), device: 'cpu' } } as const;
    const runs = [await app.call('runs.start', request), await app.call('runs.start', request)];
    await app.call('runs.pause', { paused: false });
    for (const { id } of runs) expect((await waitForEnd(app, id)).error).toBeNull();
    const { rows } = await app.call('library.list', { kind: 'merge' });
    expect(new Set(rows.map((row) => (row as { readonly folder?: string }).folder)).size).toBe(2);
  });

  it('says why it failed, and can be cancelled while it is queued', async () => {
    const { app, score, events } = await stageRuns();
    const dataset = { file: '/nowhere.tsv' };
    const failing = await app.call('runs.start', { ...score, request: { ...score.request, dataset } });
    expect(await waitForEnd(app, failing.id)).toMatchObject({
      state: 'failed',
      error: { code: 'missing-file', message: expect.stringMatching(/nowhere\.tsv.*\.$/) as string },
    });
    await app.call('runs.pause', { paused: true });
    const { id } = await app.call('runs.start', score);
    expect(await app.call('runs.cancel', { run: `#${id}` })).toMatchObject({ state: 'cancelled' });
    expect(statesOf(events, id)).toEqual(['queued', 'cancelled']);
  });

  it('goes by the device that is set', async () => {
    const { app, score } = await stageRuns();
    await app.call('settings.write', { device: 'nothing', threads: 1 });
    const { device, ...request } = score.request;
    expect(device).toBe('cpu');
    const run = await app.call('runs.start', { ...score, request });
    expect(await waitForEnd(app, run.id)).toMatchObject({
      input: { device: 'nothing' },
      error: { code: 'no-device' },
    });
  });
});

it('reading says nothing of changes, and writing does', async () => {
  const { app, home, events } = await stageRuns();
  await app.call('library.import', { paths: [join(home, 'a'), join(home, 'a.tsv')] });
  events.length = 0;
  const reading: readonly (readonly [Command, unknown])[] = [
    ['library.list', {}],
    ['library.scores', {}],
    ['library.show', { item: 'checkpoint:a' }],
    ['library.export', {}],
    ['library.check', {}],
    ['library.usage', {}],
    ['runs.list', {}],
    ['runs.show', { run: '#1' }],
    ['runs.log', { run: '#1' }],
    ['runs.paused', {}],
    ['recipe.read', { text: 'method: average\nmodels: [{ checkpoint: a, task: a }]\n' }],
    ['recipe.write', { recipe: {} }],
    ['inspect', { checkpoint: 'a' }],
    ['dataset.look', { dataset: { file: join(home, 'a.tsv') } }],
    ['dataset.labels', { dataset: { file: join(home, 'a.tsv') }, checkpoint: join(home, 'a') }],
    ['settings.read', {}],
    ['about', {}],
    ['files.list', { folder: home }],
  ];
  for (const [command, request] of reading) await app.call(command, request as never);
  expect(events).toEqual([]);
  await app.call('library.star', { item: 'checkpoint:a', favourite: true });
  await app.call('settings.write', { theme: 'dark' });
  expect(events.map(({ event }) => event)).toEqual(['changed', 'changed']);
});

it('hears what another Weir changes in the library', async () => {
  const { app, events, folder } = await stageRuns();
  await app.call('library.list', {});
  const other = (await stageApp({}, folder)).app;
  // Not before it has looked for the first time.
  await vi.waitFor(async () => {
    await other.call('settings.write', { theme: 'dark' });
    expect(events.map(({ event }) => event)).toContain('changed');
  }, 10_000);
});
