/** The application: every command by its name, the same for the command line, the window and the tests. */
import type { Command, CommandInput, CommandRequest } from '../contract/commands.ts';
import { COMMANDS } from '../contract/commands.ts';
import { asWeirError, WeirError } from '../contract/error.ts';
import type { HostEvent } from '../contract/events.ts';
import type { RunProgress } from '../contract/library.ts';
import type { Results } from '../contract/records.ts';
import { HANDLERS, type Handlers } from './handlers.ts';
import { Workshop, type WorkshopParts } from './workshop.ts';

/** How long work reports where it is, with its rate and the time left, and learns that it should stop. */
export interface AppControl {
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((progress: RunProgress) => void) | undefined;
}

export interface App {
  /** Does what a command asks for. Whatever fails is thrown as a WeirError, cancellation included. */
  call<C extends Command>(command: C, request: CommandRequest<C>, control?: AppControl): Promise<Results[C]>;
  /** Hears every event until the returned function is called. */
  on(listener: (event: HostEvent) => void): () => void;
  /** Stops what runs, which is interrupted, and closes the library. */
  close(): Promise<void>;
}

/** Commands that leave the library as it is, or whose runs tell of themselves. */
const SILENT: ReadonlySet<Command> = new Set([
  ...([
    'inspect',
    'fisher',
    'score',
    'merge',
    'sweep',
    'search',
    'plan',
    'devices',
    'bench',
    'predict',
    'about',
  ] as const),
  ...(['library.list', 'library.scores', 'library.show', 'library.export', 'library.usage'] as const),
  ...([
    'library.backup',
    'library.check',
    'runs.list',
    'runs.show',
    'runs.log',
    'runs.compare',
    'runs.matrix',
  ] as const),
  ...(['runs.paused', 'recipe.read', 'recipe.write', 'recipe.check', 'fisher.values', 'files.list'] as const),
  'merge.card',
  ...(['dataset.look', 'dataset.labels', 'settings.read', 'host.reveal', 'host.choose'] as const),
]);

/** Nothing is opened before it is needed. */
export function createApp(parts: WorkshopParts, handlers: Handlers = HANDLERS): App {
  const workshop = new Workshop(parts);
  return {
    async call(command, request, control = {}) {
      try {
        const result = await handlers[command](parseRequest(command, request), control, workshop);
        if (!SILENT.has(command)) workshop.events.emit('changed', {});
        return result;
      } catch (error) {
        throw asWeirError(error);
      }
    },
    on: (listener) => workshop.events.on(listener),
    close: () => workshop.close(),
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
