/** The whole database in one file, and back. */
import type { Database } from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { WeirError } from '../contract/error.ts';
import { explainFailure } from './failure.ts';
import { DATABASE, FOLDERS } from './folder.ts';
import { connect, findFaults, readHeader, type Library } from './library.ts';
import { checkVersion } from './migrations.ts';
import { setAside } from './set-aside.ts';

/** @throws 'invalid-file': it is none of Weir, or damaged; 'unsupported': a newer Weir made it; 'missing-file' */
function requireBackup(file: string): void {
  if (!existsSync(file)) throw new WeirError('missing-file', `There is no backup '${file}'.`);
  if (!statSync(file).isFile() || !readHeader(file).ours) {
    throw new WeirError('invalid-file', `'${file}' is not a backup of a Weir library.`);
  }
  let db: Database | undefined;
  try {
    db = connect(file, { readonly: true });
    checkVersion(db);
    const [fault] = findFaults(db, { thorough: true });
    if (fault !== undefined)
      throw new WeirError('invalid-file', `The backup '${file}' is damaged (${fault.trim()}).`);
  } catch (error) {
    throw explainFailure(error, file);
  } finally {
    db?.close();
  }
}

/** Takes SQLite's own online backup while others read and write; what stands in its place must be a backup too. */
export async function backUpLibrary(
  library: Library,
  file: string,
): Promise<{ readonly file: string; readonly bytes: number }> {
  const target = resolve(file);
  if (existsSync(target)) {
    if (realpathSync(target) === realpathSync(library.pathOf(DATABASE))) {
      throw new WeirError('invalid-input', `'${target}' is the library itself; a backup is another file.`);
    }
    requireBackup(target);
  }
  const partial = `${target}.${randomUUID()}.partial`;
  try {
    await library.db.backup(partial);
    const copy = connect(partial);
    try {
      // One file by itself, without a -wal beside it.
      copy.pragma('journal_mode = DELETE');
    } finally {
      copy.close();
    }
    requireBackup(partial);
    renameSync(partial, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof TypeError || code === 'SQLITE_CANTOPEN' || code === 'ENOENT') {
      throw new WeirError('invalid-input', `The backup '${target}' cannot be written there.`, {
        cause: error,
      });
    }
    throw explainFailure(error, target);
  } finally {
    for (const end of ['', '-journal', '-wal', '-shm']) rmSync(`${partial}${end}`, { force: true });
  }
  return { file: target, bytes: statSync(target).size };
}

/**
 * Puts a backup in the database's place; the present one is set aside whole. The library must not be open in this program.
 * @throws what is wrong with the backup, before anything is touched; 'invalid-input': another Weir is writing
 */
export function recoverLibrary(folder: string, file: string): { readonly setAside: string | null } {
  requireBackup(resolve(file));
  const place = resolve(folder);
  const present = join(place, DATABASE);
  const draft = join(place, 'partial', `${randomUUID()}.sqlite`);
  try {
    for (const name of FOLDERS) mkdirSync(join(place, name), { recursive: true });
    copyFileSync(resolve(file), draft);
    const aside = existsSync(present) ? (requireQuiet(present), setAside(place, 'replaced')) : null;
    renameSync(draft, present);
    return { setAside: aside };
  } catch (error) {
    throw explainFailure(error, place);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Nobody is in the midst of a change; a damaged database has no such thing. */
function requireQuiet(file: string): void {
  let db: Database | undefined;
  try {
    db = connect(file);
    db.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('SQLITE_BUSY')) throw error;
  } finally {
    db?.close();
  }
}
