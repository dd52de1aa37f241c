/** What every command has in common: checked requests, filled-in defaults, and only expected errors. */
import { expect, it } from 'vitest';
import type { Handlers } from '../../src-main/app/handlers.ts';
import { WeirError } from '../../src-main/contract/error.ts';
import { stageApp } from './stage.ts';

async function withPlan(plan: Handlers['plan']) {
  return (await stageApp({ plan })).app;
}

it('refuses a request in one sentence that names the input', async () => {
  const request = { checkpoint: 'a', dataset: { file: 'b' }, settings: { samples: 0 }, out: 'c' };
  await expect((await stageApp()).app.call('fisher', request)).rejects.toMatchObject({
    code: 'invalid-input',
    message: expect.stringMatching(
      /^Input 'settings\.samples' of command 'fisher' is refused: .+\.$/,
    ) as string,
  });
});

it('refuses a key that it does not know', async () => {
  const request = { recipe: 'a', colour: 'red' };
  await expect((await stageApp()).app.call('plan', request)).rejects.toThrow(
    /^The input of command 'plan' .*colour/,
  );
});

it('fills in the defaults', async () => {
  let seen: unknown;
  const { app } = await stageApp({
    merge: (input) => {
      seen = input;
      return Promise.reject(new WeirError('no-space', 'Full.'));
    },
  });
  await expect(app.call('merge', { recipe: 'a', out: 'b' })).rejects.toThrow('Full.');
  expect(seen).toEqual({
    ...{ recipe: 'a', out: 'b', replace: false },
    ...{ onnx: false, device: 'auto', record: true },
  });
});

it('lets an expected error through as it is', async () => {
  const error = new WeirError('invalid-recipe', 'It is empty.', { hint: 'Write one.' });
  const app = await withPlan(() => Promise.reject(error));
  await expect(app.call('plan', { recipe: 'a' })).rejects.toBe(error);
});

it('calls whatever else is thrown a fault of Weir, and says where it happened', async () => {
  const fault = new TypeError('x is not a function');
  const app = await withPlan(() => Promise.reject(fault));
  await expect(app.call('plan', { recipe: 'a' })).rejects.toMatchObject({
    code: 'internal',
    message: 'Weir has a fault: x is not a function',
    hint: expect.stringContaining('app.test.ts') as string,
    cause: fault,
  });
});

it("knows Node's own way to say that somebody asked to stop", async () => {
  const app = await withPlan(() =>
    Promise.reject(new DOMException('This operation was aborted', 'AbortError')),
  );
  await expect(app.call('plan', { recipe: 'a' })).rejects.toMatchObject({ code: 'cancelled' });
});
