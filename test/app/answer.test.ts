/** Calls as they come from a window: whatever is asked, a value comes back. */
import { describe, expect, it } from 'vitest';
import { answerCall } from '../../src-main/app/answer.ts';
import { COMMANDS } from '../../src-main/contract/commands.ts';
import { WeirError } from '../../src-main/contract/error.ts';
import { stageApp } from './stage.ts';

describe('a call that cannot be one', () => {
  it.each<unknown>([
    undefined,
    null,
    7,
    {},
    '',
    'nothing',
    '__proto__',
    'constructor',
    'toString',
    'LIBRARY.LIST',
    ['library.list'],
    { toString: null },
  ])('is answered with a sentence: %j', async (command) => {
    const { app } = await stageApp();
    expect(await answerCall(app, command, {})).toEqual({
      ok: false,
      error: {
        code: 'invalid-input',
        message: expect.stringMatching(/^Weir knows no command '.{0,100}'\.$/s) as string,
      },
    });
  });

  it('does not send back all of a name that is too long', async () => {
    const { app } = await stageApp();
    const answer = await answerCall(app, 'x'.repeat(1e6), {});
    expect(JSON.stringify(answer).length).toBeLessThan(300);
  });

  it.each<unknown>([undefined, null, 7, 'text', [], [[]], { checkpoint: {} }, { toString: null }])(
    'is answered with a sentence: a request that is %j',
    async (request) => {
      const { app } = await stageApp();
      const answer = await answerCall(app, 'inspect', request);
      expect(answer).toMatchObject({
        ok: false,
        error: {
          code: 'invalid-input',
          message: expect.stringMatching(/^[^\n]+ 'inspect' [^\n]+\.$/) as string,
        },
      });
    },
  );
});

it('every command refuses a request with a key that it does not know', async () => {
  const { app } = await stageApp();
  for (const command of Object.keys(COMMANDS)) {
    const answer = await answerCall(app, command, { 'of no command': 1 });
    expect(answer, command).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  }
});

it('an answer is the value itself, or the error with its code and hint and nothing of where it happened', async () => {
  const { app } = await stageApp({
    about: () => {
      throw new WeirError('no-space', 'Full.', { hint: 'Make room.', cause: new Error('inside') });
    },
    devices: () => {
      throw new WeirError('cancelled', 'Stopped.');
    },
  });
  expect(await answerCall(app, 'about', {})).toStrictEqual({
    ok: false,
    error: { code: 'no-space', message: 'Full.', hint: 'Make room.' },
  });
  expect(await answerCall(app, 'devices', {})).toStrictEqual({
    ok: false,
    error: { code: 'cancelled', message: 'Stopped.' },
  });
  expect(await answerCall(app, 'runs.paused', {})).toStrictEqual({ ok: true, value: { paused: false } });
});

it('what only a host with a desktop can do is refused in a sentence', async () => {
  const { app } = await stageApp();
  for (const [command, request] of [
    ['host.reveal', { path: '/' }],
    ['host.choose', { what: 'any', title: 'x' }],
  ] as const) {
    expect(await answerCall(app, command, request)).toMatchObject({
      ok: false,
      error: { code: 'unsupported', message: expect.stringMatching(/^This Weir cannot .*\.$/) as string },
    });
  }
});
