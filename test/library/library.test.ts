/** Opening a library: made, checked, migrated, or put aside whole. */
import BetterSqlite from 'better-sqlite3';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addCheckpoint } from '../../src-main/library/checkpoints.ts';
import { findLibraryFolder } from '../../src-main/library/folder.ts';
import { Library } from '../../src-main/library/library.ts';
import { listItems } from '../../src-main/library/listing.ts';
import { migrate, MIGRATIONS } from '../../src-main/library/migrations.ts';
import { temporaryFolder } from '../temporary.ts';
import { draftCheckpoint } from './sample.ts';

async function makeLibrary(count = 1): Promise<string> {
  const folder = join(await temporaryFolder(), 'library');
  const library = Library.open(folder);
  library.write(() => {
    for (let at = 0; at < count; at++) {
      addCheckpoint(
        library,
        draftCheckpoint({ hash: at.toString(16).padStart(64, '0'), name: `model ${at}` }),
      );
    }
  });
  library.close();
  return folder;
}

it.each([
  ['linux', { WEIR_LIBRARY: '/a/b' }, '/a/b'],
  ['linux', { WEIR_LIBRARY: '', XDG_DATA_HOME: '/x' }, '/x/weir'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/weir'],
  ['freebsd', {}, '/home/ada/.local/share/weir'],
  ['darwin', {}, '/home/ada/Library/Application Support/Weir'],
  ['win32', { LOCALAPPDATA: 'C:\\Users\\Ada\\Local' }, 'C:\\Users\\Ada\\Local\\Weir'],
] as const)('lies on %s with %o in %s', (platform, env, expected) => {
  expect(findLibraryFolder(env, platform, '/home/ada')).toBe(expected);
});

it('keeps what was written, and has nothing to say', async () => {
  const folder = await makeLibrary();
  const library = Library.open(folder);
  expect([library.notice, listItems(library, 'checkpoint', {}).total]).toEqual([undefined, 1]);
  library.close();
});

it('refuses a folder that is a file', async () => {
  const folder = join(await temporaryFolder(), 'library');
  writeFileSync(folder, '');
  expect(() => Library.open(folder)).toThrow(/^The library '.*library' cannot be made: a file lies where/);
});

it('refuses a library of a newer Weir, and leaves it as it is', async () => {
  const folder = await makeLibrary();
  const db = new BetterSqlite(join(folder, 'weir.sqlite'));
  db.pragma('user_version = 99');
  db.close();
  expect(() => Library.open(folder)).toThrow(/has version 99, made by a newer Weir; this one knows/);
  expect(readdirSync(join(folder, 'set-aside'))).toEqual([]);
});

it("refuses another program's database, and leaves it as it is", async () => {
  const folder = await makeLibrary();
  const db = new BetterSqlite(join(folder, 'weir.sqlite'));
  db.pragma('application_id = 1');
  db.close();
  expect(() => Library.open(folder)).toThrow(/is a database of another program/);
  expect(existsSync(join(folder, 'weir.sqlite'))).toBe(true);
});

const DAMAGES: Readonly<Record<string, (file: string) => void>> = {
  'cut short': (file) => {
    truncateSync(file, 20_000);
  },
  'of no bytes': (file) => {
    truncateSync(file, 0);
  },
  'of noise': (file) => {
    writeFileSync(file, Buffer.alloc(100_000, 0x5a));
  },
  'overwritten in the middle': (file) => {
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096, bytes.length - 4096);
    writeFileSync(file, bytes);
    // As a power cut leaves it.
    writeFileSync(`${file}-wal`, 'torn');
    writeFileSync(join(file, '..', 'last-boot.txt'), 'an earlier one');
  },
};

it.each(Object.entries(DAMAGES))(
  'sets a database aside whole that is %s, says so, and goes on anew',
  async (_, spoil) => {
    const folder = await makeLibrary(300);
    spoil(join(folder, 'weir.sqlite'));
    expect(() => Library.open(folder)).toThrow(
      /is damaged \(.*\); it was set aside whole in '.*-damaged'\.$/,
    );
    const [aside = ''] = readdirSync(join(folder, 'set-aside'));
    expect(readdirSync(join(folder, 'set-aside', aside))).toContain('weir.sqlite');
    const library = Library.open(folder);
    expect(library.notice).toContain(aside);
    expect(listItems(library, 'checkpoint', {}).total).toBe(0);
    library.close();
  },
);

it('does not take a -wal without its database for an empty library', async () => {
  const folder = await makeLibrary();
  rmSync(join(folder, 'weir.sqlite'));
  writeFileSync(join(folder, 'weir.sqlite-wal'), 'changes');
  expect(() => Library.open(folder)).toThrow(/is gone and its -wal is not/);
  const [aside = ''] = readdirSync(join(folder, 'set-aside'));
  expect(readFileSync(join(folder, 'set-aside', aside, 'weir.sqlite-wal'), 'utf8')).toBe('changes');
});

it.each(Object.keys(MIGRATIONS).map(Number))(
  'opens a database of version %i with nothing lost',
  async (version) => {
    const folder = join(await temporaryFolder(), 'library');
    mkdirSync(folder);
    const db = new BetterSqlite(join(folder, 'weir.sqlite'));
    db.pragma('application_id = 0x57656972');
    // As that version was released: never edited, each with a row of every table.
    db.exec(readFileSync(new URL(`./versions/${version}.sql`, import.meta.url), 'utf8'));
    db.pragma(`user_version = ${version}`);
    const tables = db
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%itemText%' AND name NOT LIKE 'sqlite_%'",
      )
      .pluck()
      .all() as string[];
    const before = tables.map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number);
    expect(Math.min(...before)).toBeGreaterThan(0);
    db.close();
    const library = Library.open(folder);
    const after = tables.map((table) => library.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    expect(after).toEqual(before);
    expect(listItems(library, 'checkpoint', { search: 'sst' }).rows).toMatchObject([
      { name: 'sst2', tags: ['glue'] },
    ]);
    library.close();
  },
);

it('keeps the newest schema and the frozen copy of its version the same', () => {
  const newest = Math.max(...Object.keys(MIGRATIONS).map(Number));
  const [fresh, frozen] = [new BetterSqlite(':memory:'), new BetterSqlite(':memory:')];
  migrate(fresh);
  frozen.exec(readFileSync(new URL(`./versions/${newest}.sql`, import.meta.url), 'utf8'));
  const list = (db: BetterSqlite.Database) =>
    (
      db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all() as {
        name: string;
        sql: string | null;
      }[]
    ).map(({ name, sql }) => [name, sql?.replace(/--.*$/gm, '').replace(/\s+/g, ' ')]);
  expect(list(frozen)).toEqual(list(fresh));
});

it('takes all steps of a migration or none', () => {
  const db = new BetterSqlite(':memory:');
  const steps = {
    1: 'CREATE TABLE a (x); INSERT INTO a VALUES (1);',
    2: 'ALTER TABLE a ADD y;',
    3: 'DROP TABLE absent;',
  };
  migrate(db, { 1: steps[1] });
  expect(() => {
    migrate(db, steps);
  }).toThrow(/no such table/);
  expect([db.pragma('user_version', { simple: true }), db.prepare('SELECT * FROM a').all()]).toEqual([
    1,
    [{ x: 1 }],
  ]);
  migrate(db, { 1: steps[1], 2: steps[2] });
  expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: null }]);
});
