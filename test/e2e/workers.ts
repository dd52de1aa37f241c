/** The workers of a host, found as the system tells them. */
import { readdirSync, readFileSync } from 'node:fs';

function readChildren(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return [];
  }
}

function isWorker(pid: number): boolean {
  try {
    return /worker[/\\]main\.(js|ts)/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
}

/** Programs that compute for `host`, at whatever depth below it. */
export function findWorkers(host: number): number[] {
  const children = readChildren(host);
  return [...children.filter(isWorker), ...children.flatMap(findWorkers)];
}
