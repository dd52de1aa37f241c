/** The application on this machine: the platform's library, workers as child processes of Node. */
import { homedir } from 'node:os';
import { findLibraryFolder } from '../library/folder.ts';
import { followMoves } from '../library/relocation.ts';
import { createLaunch } from '../runs/launch.ts';
import { createApp, type App } from './app.ts';
import { HANDLERS, type Handlers } from './handlers.ts';

export interface LocalChoices {
  /** Absolute; otherwise WEIR_LIBRARY, or the platform's folder. */
  readonly folder?: string | undefined;
  /** Takes sentences that the user should read and that belong to no command. */
  readonly notify: (sentence: string) => void;
  /** What this host does by itself. */
  readonly handlers?: Partial<Handlers>;
}

export function createLocalApp({ folder, notify, handlers }: LocalChoices): App {
  const home = folder ?? findLibraryFolder(process.env, process.platform, homedir());
  const parts = { folder: followMoves(home), launch: createLaunch(), notify };
  return createApp(parts, { ...HANDLERS, ...handlers });
}
