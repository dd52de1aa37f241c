/** What the command line knows of a command: what it takes, how that becomes a request, how its result is printed. */
import type { Argument, Option } from 'commander';
import type { Command, CommandRequest } from '../../contract/commands.ts';
import type { Results } from '../../contract/records.ts';
import type { Options } from './options.ts';
import type { Paint } from './paint.ts';

/** What the user gave. */
export interface Given {
  /** The first of them; empty where the command takes none. */
  readonly argument: string;
  readonly arguments: readonly string[];
  readonly options: Options;
  /** Makes a path absolute. */
  readonly path: (given: string) => string;
  /** Makes what is a path absolute, and leaves what is a name of the library as it is. */
  readonly place: (given: string) => string;
}

export interface CommandRow<C extends Command> {
  readonly command: C;
  readonly says: string;
  readonly arguments?: readonly Argument[];
  readonly required: readonly Option[];
  readonly options: readonly Option[];
  readonly example: string;
  readonly request: (given: Given) => CommandRequest<C>;
  /** Lines for people. */
  readonly print: (result: Results[C], paint: Paint) => readonly string[];
  /** What programs get, where it is not all of the result. */
  readonly document?: (result: Results[C]) => unknown;
  /** The text itself, for people and programs alike: a file's content. */
  readonly raw?: (result: Results[C]) => string;
  /** Whether the result, though there is one, is a failure to a script. */
  readonly fails?: (result: Results[C]) => boolean;
}

/** A row of any command; request and result belong together by the command, which this type loses sight of. */
export type AnyRow = CommandRow<Command>;

/** Checks a row against its command, and forgets which one that is. */
export function row<C extends Command>(one: CommandRow<C>): AnyRow {
  return one as unknown as AnyRow;
}
