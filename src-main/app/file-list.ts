/** What lies in a folder of this machine, for people who choose a path where no dialog of the system can be had. */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { FileEntry, FileList } from '../contract/desk.ts';
import { explain } from '../core/files/disk.ts';

/** A folder with more is shown in part. */
const MOST = 2000;

const ORDER: readonly FileEntry['kind'][] = ['checkpoint', 'folder', 'file'];

async function describe(folder: string, name: string): Promise<FileEntry[]> {
  const path = join(folder, name);
  const about = await stat(path).catch(() => undefined);
  if (about === undefined) return [];
  if (!about.isDirectory()) return about.isFile() ? [{ name, path, kind: 'file', bytes: about.size }] : [];
  const isCheckpoint = await stat(join(path, 'config.json')).then(
    (config) => config.isFile(),
    () => false,
  );
  return [{ name, path, kind: isCheckpoint ? 'checkpoint' : 'folder', bytes: 0 }];
}

/** Without a folder, the person's own. Hidden files are left out. @throws 'missing-file', 'invalid-input' */
export async function listFiles(asked: string | undefined): Promise<FileList> {
  const folder = resolve(asked ?? homedir());
  const names = await readdir(folder).catch((error: unknown) => {
    throw explain(error, folder, 'read');
  });
  const shown = names.filter((name) => !name.startsWith('.')).slice(0, MOST);
  const entries = (await Promise.all(shown.map((name) => describe(folder, name)))).flat();
  entries.sort(
    (a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
  const parent = dirname(folder);
  return { folder, parent: parent === folder ? null : parent, entries };
}
