/** Which Weir a run belongs to, in a word that the next one can judge: whether that Weir still lives. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

const SEPARATOR = ':';

function readFirst(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** A name of this machine that stays: host names change with the network on laptops. */
function nameMachine(): string {
  return (readFirst('/etc/machine-id') ?? hostname()).replaceAll(SEPARATOR, '-');
}

/** When a program began, where the system says so (Linux: clock ticks since it was booted); numbers of programs are used again. */
function readStart(pid: number): string {
  const stat = readFirst(`/proc/${pid}/stat`);
  // The program's own name comes second, in parentheses, and may hold anything.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** MACHINE:PID:START of this program. */
export function nameOwner(): string {
  return [nameMachine(), process.pid, readStart(process.pid)].join(SEPARATOR);
}

/** Whether the program that took this name still runs. One of another machine is believed to. */
export function isAlive(owner: string): boolean {
  const [machine = '', pid = '', start = ''] = owner.split(SEPARATOR);
  if (machine !== nameMachine()) return true;
  return isRunning(Number(pid)) && readStart(Number(pid)) === start;
}
