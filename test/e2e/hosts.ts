/** The two hosts with a library of their own, each as a page that a test drives. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, chromium, type Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHROMIUM = '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

export interface OpenHost {
  readonly page: Page;
  /** Of the program that holds the library. */
  readonly pid: number;
  /** The text of the file that a click saves. */
  readonly download: (click: () => Promise<void>) => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface HostKind {
  readonly name: string;
  /** Why it cannot be had here, or undefined. */
  readonly fault: string | undefined;
  readonly open: (library: string, scheme?: 'light' | 'dark') => Promise<OpenHost>;
}

/** Electron's program, where its runtime lies on this machine: nothing is downloaded. */
export function findElectron(): string | undefined {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const folder = override ?? join(createRequire(import.meta.url).resolve('electron'), '..', 'dist');
  const program = join(folder, 'electron');
  return existsSync(program) ? program : undefined;
}

/** Whether an Electron carries a Node that lacks what Weir's own has. */
export function isOlder(program: string): boolean {
  return Number.parseInt(readFileSync(join(program, '..', 'version'), 'utf8'), 10) < 38;
}

async function openWeb(library: string, scheme: 'light' | 'dark' = 'light'): Promise<OpenHost> {
  const program = spawn(
    process.execPath,
    [join(ROOT, 'src-main/hosts/cli/main.ts'), 'serve', '--library', library],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    program.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\S+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    });
    program.once('close', () => {
      reject(new Error(`weir serve ended: ${said}`));
    });
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width: 1280, height: 820 },
    acceptDownloads: true,
  });
  const page = await context.newPage();
  await page.goto(address);
  return {
    page,
    pid: program.pid!,
    download: async (click) => {
      const [download] = await Promise.all([page.waitForEvent('download'), click()]);
      return await readFile(await download.path(), 'utf8');
    },
    close: async () => {
      await browser.close();
      const ended = new Promise((resolve) => program.once('close', resolve));
      program.kill('SIGINT');
      await ended;
    },
  };
}

async function openElectron(library: string, scheme: 'light' | 'dark' = 'light'): Promise<OpenHost> {
  const program = await _electron.launch({
    executablePath: findElectron()!,
    args: [ROOT, '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(library, '..', 'electron')}`],
    env: { ...process.env, WEIR_LIBRARY: library },
    colorScheme: scheme,
  });
  const page = await program.firstWindow();
  const saved = join(library, '..', 'saved');
  return {
    page,
    pid: program.process().pid!,
    download: async (click) => {
      // In the place of the person, who would choose where in the system's dialog.
      const done = program.evaluate(
        ({ session }, path) =>
          new Promise<void>((resolve) => {
            session.defaultSession.once('will-download', (_event, item) => {
              item.setSavePath(path);
              item.once('done', () => {
                resolve();
              });
            });
          }),
        saved,
      );
      await click();
      await done;
      return await readFile(saved, 'utf8');
    },
    close: () => program.close(),
  };
}

function explainElectron(): string | undefined {
  if (findElectron() === undefined) return "Electron's runtime is not on this machine";
  if (process.platform === 'linux' && !process.env.DISPLAY)
    return 'there is no display; run it under xvfb-run';
  return undefined;
}

export const HOSTS: readonly HostKind[] = [
  {
    name: 'the web host in Chromium',
    fault: existsSync(CHROMIUM) ? undefined : `there is no ${CHROMIUM}`,
    open: openWeb,
  },
  { name: 'Electron', fault: explainElectron(), open: openElectron },
];
