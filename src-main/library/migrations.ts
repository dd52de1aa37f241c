/** How a database of any older version becomes one of the newest: a table of steps, all or none of which happen. */
import type { Database } from 'better-sqlite3';
import { WeirError } from '../contract/error.ts';
import { MORE_COMMANDS, SCHEMA } from './schema.ts';

/** Version → the SQL that leads there from the version before. What was released is never edited: it is how libraries came to be. */
export type Migrations = Readonly<Record<number, string>>;

export const MIGRATIONS: Migrations = { 1: SCHEMA, 2: MORE_COMMANDS };

function listVersions(migrations: Migrations): number[] {
  return Object.keys(migrations)
    .map(Number)
    .sort((a, b) => a - b);
}

function readVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/**
 * Refuses ('unsupported') a database that a newer Weir made. Nothing is written.
 * @returns whether there are steps to take
 */
export function checkVersion(db: Database, migrations: Migrations = MIGRATIONS): boolean {
  const found = readVersion(db);
  const newest = listVersions(migrations).at(-1) ?? 0;
  if (found > newest) {
    throw new WeirError(
      'unsupported',
      `The library '${db.name}' has version ${found}, made by a newer Weir; this one knows versions up to ${newest}.`,
      { hint: 'Use the newer Weir, or another library folder.' },
    );
  }
  return found < newest;
}

/** Takes the steps that are missing, in one transaction: where one fails, the database is what it was. */
export function migrate(db: Database, migrations: Migrations = MIGRATIONS): void {
  if (!checkVersion(db, migrations)) return;
  // Rebuilding a table that others refer to needs this off, and inside a transaction it cannot be changed.
  const enforced = db.pragma('foreign_keys', { simple: true }) as number;
  db.pragma('foreign_keys = OFF');
  try {
    db.transaction(() => {
      // Read again under the lock: another Weir may have been here meanwhile.
      checkVersion(db, migrations);
      const from = readVersion(db);
      for (const version of listVersions(migrations)) {
        if (version <= from) continue;
        db.exec(migrations[version] ?? '');
        db.pragma(`user_version = ${version}`);
      }
      const broken = db.pragma('foreign_key_check') as { readonly table: string }[];
      if (broken[0] !== undefined) {
        throw new WeirError(
          'internal',
          `Bringing '${db.name}' from version ${from} to the newest would leave rows of '${broken[0].table}' that refer to nothing; it was left as it was.`,
        );
      }
    }).immediate();
  } finally {
    db.pragma(`foreign_keys = ${enforced}`);
  }
}
