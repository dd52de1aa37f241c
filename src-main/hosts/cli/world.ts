/** All that the command line touches of the world, so that tests can stand in for it. */
import type { App } from '../../app/app.ts';
import type { SignalSource } from './interruption.ts';

export interface World {
  /** Opens the application on a library: an absolute folder, or undefined for the user's own. */
  readonly app: (library: string | undefined) => App;
  readonly stdout: Screen;
  readonly stderr: Screen;
  readonly signals: SignalSource;
  /** Lets the program end with 1, though it has a result to show. */
  readonly fail: () => void;
  /** Ends the program at once. */
  readonly exit: (code: number) => void;
  /** The folder that relative paths begin in. */
  readonly folder: string;
}

/** Where text goes; a terminal says that it is one. */
type Screen = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
