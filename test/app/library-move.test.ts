/** A library that is moved while its Weir is open. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createLocalApp } from '../../src-main/app/local-app.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTinyCheckpoint } from '../tiny-checkpoint.ts';
import { stageApp } from './stage.ts';

async function stageMove() {
  const stage = await stageApp();
  const home = await temporaryFolder();
  const paths = [await writeTinyCheckpoint(join(home, 'a'))];
  await stage.app.call('library.import', { paths, storage: 'copied' });
  return { ...stage, home, to: join(home, 'to') };
}

it('goes on in the new folder, and a second Weir follows it there', async () => {
  const { app, folder, to } = await stageMove();
  const events: string[] = [];
  app.on(({ event }) => events.push(event));
  const meanwhile: Promise<unknown>[] = [];
  const report = (): void => {
    meanwhile.push(app.call('library.list', {}).catch((error: unknown) => error));
  };
  expect(await app.call('library.move', { folder: to }, { report })).toEqual({ folder: to });
  expect(events).toContain('changed');
  // Who asks while it is moved is refused, rather than given what is about to be left.
  expect(meanwhile.length).toBeGreaterThan(1);
  for (const answer of await Promise.all(meanwhile)) {
    expect(answer).toMatchObject({
      code: 'invalid-input',
      message: 'The library is being moved to another folder.',
    });
  }
  const { item } = await app.call('library.show', { item: 'checkpoint:a' });
  expect(item).toMatchObject({ presence: 'present', folder: expect.stringContaining(to) as string });
  await app.call('library.star', { item: 'checkpoint:a', favourite: true });
  const second = createLocalApp({ folder, notify: () => undefined });
  onTestFinished(() => second.close());
  expect((await second.call('about', {})).library).toBe(to);
  expect((await second.call('library.list', {})).rows).toMatchObject([{ name: 'a', favourite: true }]);
  expect(await readdir(folder)).toEqual(['moved-to.txt']);
});

it('stays where it was, and open, when somebody stops the move', async () => {
  const { app, folder, home, to } = await stageMove();
  const controller = new AbortController();
  const report = ({ done }: { readonly done: number }): void => {
    if (done > 0) controller.abort();
  };
  const move = app.call('library.move', { folder: to }, { report, signal: controller.signal });
  await expect(move).rejects.toMatchObject({ code: 'cancelled' });
  expect(await readdir(home)).toEqual(['a']);
  expect((await app.call('about', {})).library).toBe(folder);
  expect((await app.call('library.list', {})).rows).toMatchObject([{ name: 'a', presence: 'present' }]);
});

it('is not moved while a run goes on, which is not interrupted', async () => {
  const { app, home, to } = await stageMove();
  await app.call('runs.pause', { paused: true });
  const request = { checkpoint: 'a', dataset: { file: join(home, 'nothing.tsv') } };
  const { id } = await app.call('runs.start', { command: 'score', request });
  await expect(app.call('library.move', { folder: to })).rejects.toThrow(
    `Run #${id} has not ended, so the library cannot be moved.`,
  );
  expect((await app.call('runs.show', { run: `#${id}` })).run.state).toBe('queued');
  await app.call('runs.cancel', { run: `#${id}` });
  expect(await app.call('library.move', { folder: to })).toEqual({ folder: to });
});

it('is moved once where two ask at the same time', async () => {
  const { app, home, to } = await stageMove();
  const both = await Promise.allSettled([
    app.call('library.move', { folder: to }),
    app.call('library.move', { folder: join(home, 'other') }),
  ]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  await vi.waitFor(async () => {
    expect((await app.call('about', {})).library).toBe(to);
  });
});
