/** The application on this machine: the platform's library, workers as child processes of Node. */
import { homedir } from 'node:os';
import { findLibraryFolder } from '../library/folder.ts';
import { createLaunch } from '../runs/launch.ts';
import { createApp, type App } from './app.ts';

export interface LocalChoices {
  /** Absolute; otherwise WEIR_LIBRARY, or the platform's folder. */
  readonly folder?: string | undefined;
  /** Takes sentences that the user should read and that belong to no command. */
  readonly notify: (sentence: string) => void;
}

export function createLocalApp({ folder, notify }: LocalChoices): App {
  const home = folder ?? findLibraryFolder(process.env, process.platform, homedir());
  return createApp({ folder: home, launch: createLaunch(), notify });
}
