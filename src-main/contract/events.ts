/** What a host tells the window of its own accord. */
import type { LogLine, RunProgress, RunRecord } from './library.ts';

export interface Events {
  /** A run was added, or its state changed. */
  readonly run: RunRecord;
  /** How far a run is, ten times a second at most. */
  readonly progress: { readonly run: number; readonly progress: RunProgress };
  readonly log: { readonly run: number; readonly line: LogLine };
  /** Something of the library is not what it was, whichever Weir changed it: lists are to be read anew. */
  readonly changed: Readonly<Record<string, never>>;
  /** A sentence that the user should read and that belongs to no command. */
  readonly notice: { readonly sentence: string };
  /** What was chosen in a menu of the host's own. */
  readonly action: { readonly name: string };
  /** Whether the host can be reached; said by the bridge itself. */
  readonly connection: { readonly lost: boolean };
}

export type EventName = keyof Events;

/** An event with its name, as it crosses. */
export type HostEvent = {
  readonly [E in EventName]: { readonly event: E; readonly body: Events[E] };
}[EventName];
