/** The application with a library of its own, for one test. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createApp, type App } from '../../src-main/app/app.ts';
import { HANDLERS, type Handlers } from '../../src-main/app/handlers.ts';
import { createLaunch } from '../../src-main/runs/launch.ts';
import { temporaryFolder } from '../temporary.ts';

export interface AppStage {
  readonly app: App;
  readonly folder: string;
  /** What it said beside results. */
  readonly notices: readonly string[];
}

/** `handlers` stand in for Weir's own; with a folder, another life on that library. It is closed when the test ends. */
export async function stageApp(handlers: Partial<Handlers> = {}, folder?: string): Promise<AppStage> {
  const place = folder ?? join(await temporaryFolder(), 'library');
  const notices: string[] = [];
  const notify = (sentence: string): void => void notices.push(sentence);
  const app = createApp({ folder: place, launch: createLaunch(), notify }, { ...HANDLERS, ...handlers });
  onTestFinished(() => app.close());
  return { app, folder: place, notices };
}
