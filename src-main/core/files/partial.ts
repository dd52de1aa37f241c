/** Names for files that are being written beside their place, which no two writers share. */
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

let counter = 0;

/** `PATH.PID-NUMBER.partial`: no other writer has it, in this program or another of this machine. */
export function namePartial(path: string): string {
  return `${path}.${process.pid}-${counter++}.partial`;
}

/** Removes what writers of `path` left that no longer run. Never fails: what stays is in nobody's way. */
export async function removeAbandoned(path: string): Promise<void> {
  const [folder, name] = [dirname(path), `${basename(path)}.`];
  const found = (await readdir(folder).catch(() => [])).filter((other) => {
    const [, pid] = /^(\d+)-\d+\.partial$/.exec(other.startsWith(name) ? other.slice(name.length) : '') ?? [];
    return pid !== undefined && !isRunning(Number(pid));
  });
  for (const other of found) await rm(join(folder, other), { force: true }).catch(() => undefined);
}

/** Whether a program of this number runs, which may be another than the one that had it before. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
