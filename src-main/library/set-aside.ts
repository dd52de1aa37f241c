/** Databases that are put out of the way whole, never deleted: damaged ones, and those that a backup replaced. */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE } from './folder.ts';

export type Reason = 'damaged' | 'replaced';

/** The database itself comes first: one that were left without its -wal would lack its latest changes, and nobody would notice. */
const FILES = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`];

/** Moves the database with its -wal and -shm into set-aside/TIME-REASON. @returns where they are now */
export function setAside(folder: string, reason: Reason, now: Date = new Date()): string {
  const time = now.toISOString().replace(/:/g, '-').replace(/\..*/, '');
  let place = join(folder, 'set-aside', `${time}-${reason}`);
  for (let again = 2; existsSync(place); again++)
    place = join(folder, 'set-aside', `${time}-${again}-${reason}`);
  mkdirSync(place, { recursive: true });
  for (const file of FILES) {
    if (existsSync(join(folder, file))) renameSync(join(folder, file), join(place, file));
  }
  return place;
}

/** Whether a -wal lies there without its database: setting aside was interrupted, or somebody deleted the database alone. */
export function isTorn(folder: string): boolean {
  return !existsSync(join(folder, DATABASE)) && existsSync(join(folder, `${DATABASE}-wal`));
}

/** What to say for as long as damaged databases lie there. */
export function writeNotice(folder: string): string | undefined {
  const home = join(folder, 'set-aside');
  const damaged = readdirSync(home).filter((name) => name.endsWith('-damaged'));
  const last = damaged.sort().at(-1);
  if (last === undefined) return undefined;
  return (
    `A damaged database was set aside in '${join(home, last)}', and this library does not hold what was in it; ` +
    `restore a backup, or move that folder elsewhere to end this notice.`
  );
}
