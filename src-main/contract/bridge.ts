/** What a host gives to the window: all that the renderer knows of the world outside. */
import type { Command, CommandRequest } from './commands.ts';
import type { Failure } from './error.ts';
import type { HostEvent } from './events.ts';
import type { Results } from './records.ts';

/** What only some hosts can do; the window asks for it by name, never for the host's. */
export const CAPABILITIES = {
  'choose-paths': 'shows a dialog of the system to choose files and folders',
  'dropped-paths': 'tells where dropped files lie',
  reveal: 'shows a file in the file manager',
  notify: 'tells of the end of a run while the window is not in front',
} as const;

export type Capability = keyof typeof CAPABILITIES;

/** What a call comes back with: an error crosses as a value, since hosts strip what is thrown of its code. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure };

export interface Bridge {
  /** Of Weir, as package.json has it. */
  readonly version: string;
  readonly capabilities: readonly Capability[];
  call<C extends Command>(command: C, request: CommandRequest<C>): Promise<Answer<Results[C]>>;
  /** Hears every event until the returned function is called. */
  on(listener: (event: HostEvent) => void): () => void;
  /** Where a dropped file lies; '' where the host cannot tell. */
  pathOf(file: unknown): string;
}
