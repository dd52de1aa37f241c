/** How the command line fails: sentences, exit codes, Ctrl-C. */
import { expect, it } from 'vitest';
import { WeirError } from '../../../src-main/contract/error.ts';
import type { Handlers } from '../../../src-main/app/handlers.ts';
import { awaitInterruption } from '../../../src-main/hosts/cli/interruption.ts';
import { setStage } from './stage.ts';

/** A merge that goes on until it is stopped. */
const mergeForever: Handlers['merge'] = (_, { signal, report }) => {
  report?.({ phase: 'Merge', done: 1, total: 2, unit: 'rounds' });
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
};

const failWith = (error: WeirError): Partial<Handlers> => ({ plan: () => Promise.reject(error) });

it('prints an error as one line and its hint as another', async () => {
  const { run, stdout, stderr } = setStage(
    failWith(new WeirError('invalid-recipe', "Recipe 'a' is\nempty.", { hint: 'Write one.' })),
  );
  expect(await run('plan', 'a')).toBe(1);
  expect(stderr.text).toBe("weir: Recipe 'a' is empty.\n      Write one.\n");
  expect(stdout.text).toBe('');
});

it('prints an error as JSON on stdout, and nothing on stderr', async () => {
  const { run, stdout, stderr } = setStage(failWith(new WeirError('invalid-recipe', 'It is empty.')));
  expect(await run('plan', 'a', '--json')).toBe(1);
  expect(JSON.parse(stdout.text)).toEqual({
    error: { code: 'invalid-recipe', message: 'It is empty.', hint: null },
  });
  expect(stderr.text).toBe('');
});

it('prints misuse as JSON too, where JSON is asked for', async () => {
  const { run, stdout, stderr } = setStage();
  expect(await run('plan', '--json')).toBe(2);
  expect(JSON.parse(stdout.text)).toMatchObject({ error: { code: 'invalid-input' } });
  expect(stderr.text).toBe('');
});

it('does not let a name from a file rule the terminal', async () => {
  const { run, stderr } = setStage(failWith(new WeirError('mismatch', "No tensor 'a\x1b[2J\x9b1mb'.")));
  await run('plan', 'a');
  expect(stderr.text).toBe("weir: No tensor 'a�[2J�1mb'.\n");
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('stops at %s, says that nothing was written, and exits with %i', async (signal, code) => {
  const { run, signals, stdout, stderr } = setStage({ merge: mergeForever });
  const done = run('merge', 'a', '--out', 'b');
  await new Promise(setImmediate);
  signals.emit(signal, signal);
  expect(await done).toBe(code);
  expect(stderr.text).toBe('weir: cancelled; nothing was written.\n');
  expect(stdout.text).toBe('');
  expect(signals.eventNames()).toEqual([]);
});

it('says so in JSON where that is asked for', async () => {
  const { run, signals, stdout } = setStage({ merge: mergeForever });
  const done = run('merge', 'a', '--out', 'b', '--json');
  await new Promise(setImmediate);
  signals.emit('SIGINT', 'SIGINT');
  expect(await done).toBe(130);
  expect(JSON.parse(stdout.text)).toMatchObject({ error: { code: 'cancelled' } });
});

it('removes the line of progress before it says anything', async () => {
  const { run, signals, stderr } = setStage({ merge: mergeForever }, { terminal: true });
  const done = run('merge', 'a', '--out', 'b');
  await new Promise(setImmediate);
  expect(stderr.text).toContain('1 / 2 rounds');
  signals.emit('SIGINT', 'SIGINT');
  await done;
  expect(stderr.text.endsWith('\r\x1b[Kweir: cancelled; nothing was written.\n')).toBe(true);
});

it('does not ask twice, but takes the echo that npm makes of a Ctrl-C for one', () => {
  const { signals, exits } = setStage();
  let now = 0;
  const codes: number[] = [];
  using interruption = awaitInterruption(
    signals,
    (code) => codes.push(code),
    () => now,
  );
  signals.emit('SIGINT', 'SIGINT');
  now = 20;
  signals.emit('SIGINT', 'SIGINT');
  expect(interruption.signal.aborted).toBe(true);
  expect(codes).toEqual([]);
  now = 2000;
  signals.emit('SIGINT', 'SIGINT');
  expect(codes).toEqual([130]);
  expect(exits).toEqual([]);
});

it('prints a result that was there before the interruption could stop it', async () => {
  const { run, signals, stdout } = setStage({
    plan: () => {
      signals.emit('SIGINT', 'SIGINT');
      return Promise.resolve({ text: 'all of it', plan: {}, hash: 'abc' });
    },
  });
  expect(await run('plan', 'a')).toBe(0);
  expect(stdout.text).toBe('all of it\n');
});
