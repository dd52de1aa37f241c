/** A library moved to another folder: copied, checked, and only then given up where it was. */
import BetterSqlite, { type Database } from 'better-sqlite3';
import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { copyFile, mkdir, stat, utimes } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { WeirError } from '../contract/error.ts';
import { explainFailure } from './failure.ts';
import { DATABASE } from './folder.ts';
import { connect, findFaults } from './library.ts';

/** In a folder that a library left: where it went. */
const POINTER = 'moved-to.txt';

/** Columns that hold paths into the library's folder. */
const PATHS = [
  ['checkpoint', 'folder'],
  ['fisher', 'file'],
  ['merge', 'folder'],
  ['merge', 'recipeFolder'],
  ['mergeParent', 'folder'],
  ['dataset', 'file'],
  ['fileHash', 'path'],
] as const;

/** Columns of JSON with such paths in it. */
const JSON_PATHS = [
  ['checkpoint', 'files'],
  ['run', 'input'],
  ['run', 'result'],
] as const;

/** The folder that a library lies in now, where it was moved from this one. */
export function followMoves(folder: string): string {
  const seen = new Set<string>();
  let place = resolve(folder);
  while (!existsSync(join(place, DATABASE)) && existsSync(join(place, POINTER)) && !seen.has(place)) {
    seen.add(place);
    const next = readFileSync(join(place, POINTER), 'utf8').trim();
    // Not one that Weir wrote.
    if (!isAbsolute(next)) return place;
    place = next;
  }
  return place;
}

/** Without links in its way, as far as it is there. */
function findReal(path: string): string {
  if (existsSync(path)) return realpathSync.native(path);
  return dirname(path) === path ? path : join(findReal(dirname(path)), basename(path));
}

/** @throws 'invalid-input': the two are one, lie in each other, or something lies there */
export function requireEmptyPlace(from: string, folder: string): void {
  const to = resolve(folder);
  const inside = (outer: string, inner: string): boolean => `${inner}${sep}`.startsWith(`${outer}${sep}`);
  const [here, there] = [findReal(from), findReal(to)];
  if (inside(here, there) || inside(there, here)) {
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

/** All but the database, which is copied by itself, and what is only partly there. */
function listFiles(folder: string): File[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const link = entries.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) {
    const path = join(link.parentPath, link.name);
    throw new WeirError('unsupported', `'${path}' is a link; a library with links cannot be moved.`, {
      hint: 'Put what it points to in its place.',
    });
  }
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path: relative(folder, path), bytes: statSync(path).size }))
    .filter(
      ({ path }) => path !== POINTER && !path.startsWith(`partial${sep}`) && !path.startsWith(DATABASE),
    );
}

/** Only what begins with the folder: a linked checkpoint may lie in one of a like name elsewhere. */
function rewritePaths(file: string, from: string, to: string): void {
  const db = connect(file);
  try {
    db.transaction(() => {
      for (const [table, column] of PATHS) {
        db.prepare(
          `UPDATE ${table} SET ${column} = @to || substr(${column}, length(@from) + 1)
             WHERE ${column} = @from OR substr(${column}, 1, length(@from) + 1) = @from || @sep`,
        ).run({ from, to, sep });
      }
      for (const [table, column] of JSON_PATHS) {
        const replace = db.prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?)`);
        const begin = (folder: string): string => JSON.stringify(`${folder}${sep}`).slice(0, -1);
        replace.run(JSON.stringify(from), JSON.stringify(to));
        replace.run(begin(from), begin(to));
      }
    }).immediate();
    const [fault] = findFaults(db, { thorough: true });
    if (fault !== undefined)
      throw new WeirError('invalid-file', `The copy in '${to}' is damaged (${fault}).`);
  } finally {
    db.close();
  }
}

/** The database first: without it, the pointer counts. Of the rest, only what was copied. */
function leave(from: string, to: string, files: readonly File[]): void {
  const pointer = join(from, POINTER);
  writeFileSync(`${pointer}.partial`, to);
  renameSync(`${pointer}.partial`, pointer);
  for (const end of ['', '-wal', '-shm']) rmSync(join(from, `${DATABASE}${end}`), { force: true });
  for (const { path } of files) rmSync(join(from, path), { force: true });
  rmSync(join(from, 'partial'), { recursive: true, force: true });
  const folders = readdirSync(from, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name));
  // What holds another comes after it.
  for (const folder of folders.sort((a, b) => b.length - a.length)) {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  }
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
  const db = takeAlone(from);
  try {
    const files = listFiles(from);
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
    await mkdir(draft, { recursive: true });
    // By SQLite: whoever else opened and closed its file in this program would end the lock on it.
    db.prepare('VACUUM INTO ?').run(join(draft, DATABASE));
    rewritePaths(join(draft, DATABASE), from, to);
    rmSync(to, { recursive: true, force: true });
    renameSync(draft, to);
    db.close();
    leave(from, to, files);
    return to;
  } catch (error) {
    throw explainFailure(error, to);
  } finally {
    db.close();
    removeDraft(draft);
  }
}

/** Where it cannot be removed, what went wrong before is the news. */
function removeDraft(draft: string): void {
  try {
    rmSync(draft, { recursive: true, force: true });
  } catch {
    // As above.
  }
}

/** No other Weir has it open, nor can open it until this is closed. */
function takeAlone(from: string): Database {
  const db = new BetterSqlite(join(from, DATABASE), { timeout: 1000, fileMustExist: true });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    return db;
  } catch (error) {
    db.close();
    if (!(error instanceof BetterSqlite.SqliteError && error.code.startsWith('SQLITE_BUSY'))) {
      throw explainFailure(error, from);
    }
    throw new WeirError('invalid-input', `The library '${from}' is open in another Weir.`, {
      hint: 'Close that one, and move the library then.',
      cause: error,
    });
  }
}
