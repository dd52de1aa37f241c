/** A library moved to another folder: copied, checked, and only then given up where it was. */
import BetterSqlite from 'better-sqlite3';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, stat, utimes } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { WeirError } from '../contract/error.ts';
import { explainFailure } from './failure.ts';
import { DATABASE, FOLDERS } from './folder.ts';
import { connect, findFaults } from './library.ts';

/** In a folder that a library left: where it went. */
const POINTER = 'moved-to.txt';

/** Columns that hold paths into the library's folder. */
const PATHS = [
  ['checkpoint', 'folder'],
  ['checkpoint', 'files'],
  ['fisher', 'file'],
  ['merge', 'folder'],
  ['dataset', 'file'],
  ['fileHash', 'path'],
] as const;

/** The folder that a library lies in now, where it was moved from this one. */
export function followMoves(folder: string): string {
  const seen = new Set<string>();
  let place = resolve(folder);
  while (!existsSync(join(place, DATABASE)) && existsSync(join(place, POINTER)) && !seen.has(place)) {
    seen.add(place);
    place = resolve(readFileSync(join(place, POINTER), 'utf8').trim());
  }
  return place;
}

/** @throws 'invalid-input': the two are one, lie in each other, or something lies there */
export function requireEmptyPlace(from: string, folder: string): void {
  const to = resolve(folder);
  const inside = (outer: string, inner: string): boolean => `${inner}${sep}`.startsWith(`${outer}${sep}`);
  if (inside(from, to) || inside(to, from)) {
    throw new WeirError('invalid-input', `The library lies in '${from}'; it cannot be moved to '${to}'.`);
  }
  const names = existsSync(to) ? (statSync(to).isDirectory() ? readdirSync(to) : ['']) : [];
  if (names.length > 0 && names.join() !== POINTER) {
    throw new WeirError('invalid-input', `'${to}' is not empty; the library is moved to a new folder.`);
  }
}

interface File {
  readonly path: string;
  readonly bytes: number;
}

function listFiles(folder: string): File[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path: relative(folder, path), bytes: statSync(path).size }));
}

function rewritePaths(file: string, from: string, to: string): void {
  const db = connect(file);
  try {
    db.transaction(() => {
      for (const [table, column] of PATHS) {
        db.prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?)`).run(
          `${from}${sep}`,
          `${to}${sep}`,
        );
      }
    }).immediate();
    const [fault] = findFaults(db, { thorough: true });
    if (fault !== undefined)
      throw new WeirError('invalid-file', `The copy in '${to}' is damaged (${fault}).`);
  } finally {
    db.close();
  }
}

function leave(from: string, to: string): void {
  const pointer = join(from, POINTER);
  writeFileSync(`${pointer}.partial`, to);
  renameSync(`${pointer}.partial`, pointer);
  for (const end of ['', '-wal', '-shm']) rmSync(join(from, `${DATABASE}${end}`), { force: true });
  for (const name of FOLDERS) rmSync(join(from, name), { recursive: true, force: true });
}

/**
 * The library must not be open in this program. Where anything fails, it stays where it was, and the copy is removed.
 * @param report bytes so far, and in all; may throw to stop
 */
export async function relocateLibrary(
  from: string,
  folder: string,
  report: (done: number, total: number) => void,
): Promise<string> {
  const to = resolve(folder);
  const draft = `${to}.partial`;
  try {
    requireUnused(join(from, DATABASE));
    const files = listFiles(from).filter(({ path }) => !path.startsWith(`partial${sep}`));
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    rmSync(draft, { recursive: true, force: true });
    for (const { path, bytes } of files) {
      report(done, total);
      await mkdir(dirname(join(draft, path)), { recursive: true });
      await copyFile(join(from, path), join(draft, path));
      // By which a file is known to be what was imported.
      const { atimeMs, mtimeMs } = await stat(join(from, path));
      await utimes(join(draft, path), atimeMs / 1000, mtimeMs / 1000);
      done += bytes;
    }
    report(done, total);
    rewritePaths(join(draft, DATABASE), from, to);
    rmSync(to, { recursive: true, force: true });
    renameSync(draft, to);
    leave(from, to);
    return to;
  } catch (error) {
    throw explainFailure(error, from);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Everything is in the one file, and no other Weir has it open. */
function requireUnused(file: string): void {
  const db = new BetterSqlite(file, { timeout: 1000, fileMustExist: true });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    db.close();
  }
}
