/** One open library: a folder with weir.sqlite in it, checked and brought to the newest version. */
import BetterSqlite, { type Database } from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { WeirError } from '../contract/error.ts';
import { isSameBoot, keepBoot } from './boot.ts';
import { explainFailure, isDamage } from './failure.ts';
import { DATABASE, FOLDERS } from './folder.ts';
import { checkVersion, migrate } from './migrations.ts';
import { isTorn, setAside, writeNotice } from './set-aside.ts';

/** 'Weir' in ASCII, at byte 68 of the file: how a database of Weir is told from another program's. */
export const APPLICATION_ID = 0x57656972;

/** How long one Weir waits for another to finish writing. */
const PATIENCE = 10_000;

/** Of memory for pages at most: what lists of a large library walk through. */
const CACHE_BYTES = 64 * 2 ** 20;

/** Opens a database file that exists as every Weir does. */
export function connect(file: string, options: { readonly readonly?: boolean } = {}): Database {
  const db = new BetterSqlite(file, { timeout: PATIENCE, fileMustExist: true, ...options });
  try {
    db.pragma('foreign_keys = ON');
    db.pragma('synchronous = FULL');
    db.pragma(`cache_size = -${CACHE_BYTES / 1024}`);
    db.pragma('temp_store = MEMORY');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function takeName(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    // A disk that knows no links, such as exFAT.
    if (!existsSync(file)) renameSync(draft, file);
  }
}

/**
 * Makes an empty database where there is none. It takes its name only when it is whole, so that an empty file of that
 * name is always a damaged database and never one that was being made; where two Weirs do this at once, the first wins.
 */
function createDatabase(folder: string): void {
  const draft = join(folder, 'partial', `${randomUUID()}.sqlite`);
  try {
    const db = new BetterSqlite(draft);
    try {
      db.pragma('journal_mode = WAL');
      db.pragma(`application_id = ${APPLICATION_ID}`);
      migrate(db);
    } finally {
      db.close();
    }
    takeName(draft, join(folder, DATABASE));
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(`${draft}${end}`, { force: true });
  }
}

/** Of a file's first 100 bytes: whose it is, and how long it should be. Zeros where it is shorter than that. */
export function readHeader(file: string): { ours: boolean; cut: boolean } {
  const descriptor = openSync(file, 'r');
  try {
    const header = Buffer.alloc(100);
    readSync(descriptor, header, 0, 100, 0);
    const pageSize = header.readUInt16BE(16);
    const bytes = header.readUInt32BE(28) * (pageSize === 1 ? 65_536 : pageSize);
    return {
      ours:
        header.toString('latin1', 0, 16) === 'SQLite format 3\0' &&
        header.readUInt32BE(68) === APPLICATION_ID,
      cut: fstatSync(descriptor).size < Math.max(bytes, 100),
    };
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Whether it is too short, or was open (its -wal is left) when the machine went down. Where only a Weir died, or another
 * has it open, what was written is in the system's hands, and SQLite takes the -wal in.
 */
function isSuspicious(file: string): boolean {
  const wal = statSync(`${file}-wal`, { throwIfNoEntry: false });
  return (wal !== undefined && wal.size > 0 && !isSameBoot(dirname(file))) || readHeader(file).cut;
}

const TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'";

/** What can be told at start-up: every page of tables and indexes, but not the words of the index of texts, nor CHECKs. */
function checkTables(db: Database): string[] {
  db.pragma('ignore_check_constraints = ON');
  try {
    const tables = db.prepare<[], string>(TABLES).pluck().all();
    return tables.flatMap((table) => readFaults(db, `quick_check(${table})`));
  } finally {
    db.pragma('ignore_check_constraints = OFF');
  }
}

function readFaults(db: Database, check: string): string[] {
  const rows = db.pragma(check) as Readonly<Record<string, string>>[];
  return rows.flatMap((row) => Object.values(row)).filter((said) => said !== 'ok');
}

/** What SQLite finds wrong; `thorough`: it compares indexes with their tables, too, and asks each row for its constraints. */
export function findFaults(db: Database, options: { readonly thorough: boolean }): string[] {
  try {
    return options.thorough ? readFaults(db, 'integrity_check(100)') : checkTables(db);
  } catch (error) {
    if (isDamage(error)) return [(error as Error).message];
    throw error;
  }
}

/** Opens it and checks that it can be trusted; a damaged one gives its fault instead. */
function openChecked(file: string): Database | string {
  const suspicious = isSuspicious(file);
  // SQLite would take a file of no bytes for a new database, and drop a -wal beside it.
  if (statSync(file).size === 0) return 'the file is empty';
  let db: Database | undefined;
  try {
    db = connect(file);
    const fault = suspicious ? findFaults(db, { thorough: false })[0] : undefined;
    if (fault === undefined) {
      checkVersion(db);
      if (db.pragma('application_id', { simple: true }) === APPLICATION_ID) return db;
      throw new WeirError('invalid-file', `'${file}' is a database of another program.`, {
        hint: 'Choose another library folder.',
      });
    }
    db.close();
    return fault;
  } catch (error) {
    db?.close();
    if (isDamage(error)) return (error as Error).message;
    throw error;
  }
}

function refuseDamaged(folder: string, fault: string): never {
  const place = setAside(folder, 'damaged');
  throw new WeirError(
    'invalid-file',
    `The library's database '${join(folder, DATABASE)}' is damaged (${fault.trim().replace(/\s+/g, ' ')}); it was set aside whole in '${place}'.`,
    { hint: 'Restore a backup, or open the library again to begin anew.' },
  );
}

export class Library {
  /** Absolute. */
  readonly folder: string;
  readonly db: Database;
  /** What is to be said aloud: that damaged databases lie in set-aside. */
  readonly notice: string | undefined;

  private constructor(folder: string, db: Database) {
    this.folder = folder;
    this.db = db;
    this.notice = writeNotice(folder);
  }

  /**
   * Opens a library, made where there is none.
   * @throws WeirError 'invalid-file': the database is damaged and was set aside, not replaced; 'unsupported': a newer
   *   Weir made it; 'invalid-input': the folder cannot be written to
   */
  static open(folder: string): Library {
    const place = resolve(folder);
    const file = join(place, DATABASE);
    try {
      for (const name of FOLDERS) mkdirSync(join(place, name), { recursive: true });
      if (isTorn(place)) refuseDamaged(place, `'${DATABASE}' is gone and its -wal is not`);
      if (!existsSync(file)) createDatabase(place);
      const db = openChecked(file);
      if (typeof db === 'string') return refuseDamaged(place, db);
      try {
        // Writes, so that a library that can only be read is told now.
        db.pragma('journal_mode = WAL');
        db.transaction(() => db.pragma(`application_id = ${APPLICATION_ID}`)).immediate();
        migrate(db);
        keepBoot(place);
        return new Library(place, db);
      } catch (error) {
        db.close();
        throw error;
      }
    } catch (error) {
      throw explainFailure(error, place);
    }
  }

  /** Does `change` in one transaction that no other Weir can come between; what SQLite says becomes a sentence. */
  write<T>(change: () => T): T {
    try {
      return this.db.transaction(change).immediate();
    } catch (error) {
      throw explainFailure(error, this.folder);
    }
  }

  /** Where something of the library lies. */
  pathOf(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  close(): void {
    this.db.close();
  }
}
