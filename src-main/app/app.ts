/** The application: every command by its name, the same for the command line, the window and the tests. */
import type { Command, CommandInput, CommandRequest } from '../contract/commands.ts';
import { COMMANDS } from '../contract/commands.ts';
import { WeirError } from '../contract/error.ts';
import type { Control } from '../contract/progress.ts';
import type { Results } from '../contract/records.ts';
import { HANDLERS, type Handlers } from './handlers.ts';

export interface App {
  /** Does what a command asks for. Whatever fails is thrown as a WeirError, cancellation included. */
  call<C extends Command>(command: C, request: CommandRequest<C>, control?: Control): Promise<Results[C]>;
}

export function createApp(handlers: Handlers = HANDLERS): App {
  return {
    async call(command, request, control = {}) {
      try {
        return await handlers[command](parseRequest(command, request), control);
      } catch (error) {
        throw asWeirError(error);
      }
    },
  };
}

/** The request checked, its defaults filled in. Throws 'invalid-input' with one sentence about the first fault. */
function parseRequest<C extends Command>(command: C, request: CommandRequest<C>): CommandInput<C> {
  const parsed = COMMANDS[command].safeParse(request);
  // The parser is this command's own, which the compiler loses sight of.
  if (parsed.success) return parsed.data as CommandInput<C>;
  const { path, message } = parsed.error.issues[0]!;
  const place = path.length === 0 ? 'The input' : `Input '${path.join('.')}'`;
  throw new WeirError('invalid-input', `${place} of command '${command}' is refused: ${message}.`);
}

/** What is not an expected failure is a fault of Weir, unless it is how Node says that somebody asked to stop. */
function asWeirError(error: unknown): WeirError {
  if (error instanceof WeirError) return error;
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  if (name === 'AbortError') return new WeirError('cancelled', 'Cancelled.', { cause: error });
  const place = /\bat .*/.exec(stack)?.[0];
  return new WeirError('internal', `Weir has a fault: ${message.split('\n', 1).join('')}`, {
    hint: `Please report it with the command that led here${place === undefined ? '' : `; it happened ${place}`}.`,
    cause: error,
  });
}
