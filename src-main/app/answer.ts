/** Calls as they come from outside, such as a window: named by text, answered by a value, never thrown. */
import type { Answer } from '../contract/bridge.ts';
import { COMMANDS, type Command } from '../contract/commands.ts';
import { asWeirError, WeirError } from '../contract/error.ts';
import type { App } from './app.ts';

function requireCommand(command: unknown): Command {
  if (typeof command === 'string' && Object.hasOwn(COMMANDS, command)) return command as Command;
  const name = typeof command === 'string' ? command.slice(0, 100) : typeof command;
  throw new WeirError('invalid-input', `Weir knows no command '${name}'.`);
}

export async function answerCall(app: App, command: unknown, request: unknown): Promise<Answer<unknown>> {
  try {
    // The app's own parser judges the request.
    return { ok: true, value: await app.call(requireCommand(command), request as never) };
  } catch (error) {
    const { code, message, hint } = asWeirError(error);
    return { ok: false, error: { code, message, ...(hint !== undefined && { hint }) } };
  }
}
