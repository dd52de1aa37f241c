/** The program carry-out as something to kill: it, or the worker that it has started. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Command } from '../../src-main/contract/commands.ts';

const PROGRAM = fileURLToPath(new URL('./programs/carry-out.ts', import.meta.url));

/** How a worker is found: by what it inherits. */
const MARK = 'WEIR_TEST_KILLING';

export const canFindWorkers = existsSync('/proc/self/environ');

export type Victim = 'host' | 'worker';

export interface Killed {
  /** Whether there still was anything to kill. */
  readonly hit: boolean;
  /** Of the host. */
  readonly code: number | null;
  readonly stderr: string;
  /** Milliseconds from the beginning of the command to the host's end. */
  readonly took: number;
}

/** Programs of this mark that run, zombies left out. */
function findPrograms(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        // A zombie has no environment any more.
        return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${MARK}=${mark}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** @returns whether it still was there */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** Carries a command out in a library, with a `blow` kills one of the two so many milliseconds after it began, and waits until both have ended. */
export async function carryOut(
  folder: string,
  { command, request }: { readonly command: Command; readonly request: unknown },
  blow?: { readonly victim: Victim; readonly moment: number },
): Promise<Killed> {
  const host = spawn(process.execPath, [PROGRAM, folder, command, JSON.stringify(request)], {
    // Starting is most of what it does; compiled once, it takes three quarters of the time.
    env: { ...process.env, [MARK]: folder, NODE_COMPILE_CACHE: join(dirname(folder), 'compiled') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  host.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(host, 'close') as Promise<[number | null]>;
  await Promise.race([once(host.stdout, 'data'), ended]);
  const began = performance.now();
  const isRunning = (): boolean => host.exitCode === null && host.signalCode === null;
  const findWorkers = (): number[] => findPrograms(folder).filter((pid) => pid !== host.pid);
  let hit = false;
  if (blow) {
    await Promise.race([sleep(blow.moment), ended]);
    if (blow.victim === 'host') hit = isRunning() && host.kill('SIGKILL');
    else while (isRunning() && !(hit = findWorkers().some(kill))) await sleep(5);
  }
  const [code] = await ended;
  const took = performance.now() - began;
  for (let waited = 0; findWorkers().length > 0; waited += 20) {
    if (waited > 10_000) throw new Error(`A worker outlives its host: ${findWorkers().join()}.`);
    await sleep(20);
  }
  return { hit, code, stderr, took };
}
