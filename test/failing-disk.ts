/** Programs whose disk fails at a write of one's choice: a shim in C that the linker puts before the system's own calls. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary.ts';

export const ERRORS = { ENOSPC: 28, EIO: 5 } as const;

/** Why there is no such shim here, or undefined. */
export function findShimFault(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux can be made to fail so';
  return spawnSync('cc', ['--version']).status === 0 ? undefined : 'no C compiler is there';
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node on a program with a disk that fails below `folder` from the `first` write on, counted from 1; 0: never. */
export type RunFailing = (
  argv: readonly string[],
  disk: { readonly folder: string; readonly first: number; readonly error: keyof typeof ERRORS },
  env?: Readonly<Record<string, string>>,
) => Promise<Ended>;

export async function compileShim(): Promise<RunFailing> {
  const shim = join(await temporaryFolder(), 'failing-disk.so');
  const source = fileURLToPath(new URL('./failing-disk.c', import.meta.url));
  const { status, stderr } = spawnSync('cc', ['-shared', '-fPIC', '-O1', '-o', shim, source, '-ldl'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The shim does not compile: ${stderr}`);
  return (argv, { folder, first, error }, env = {}) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, argv, {
        env: {
          ...process.env,
          ...env,
          LD_PRELOAD: shim,
          FAILING_DISK_FOLDER: folder,
          FAILING_DISK_ERROR: String(ERRORS[error]),
          ...(first > 0 && { FAILING_DISK_FIRST: String(first) }),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [stdout, said] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.on('close', (code) => {
        resolve({ code, stdout, stderr: said });
      });
    });
}
