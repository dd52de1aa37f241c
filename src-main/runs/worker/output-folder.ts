/** A folder that is written whole or not at all: built beside its place under another name, and renamed at the end. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { kill, pid } from 'node:process';
import { WeirError } from '../../contract/error.ts';
import { explain } from '../../core/files/disk.ts';

/** What tells an output folder of ours from any other, which is never replaced. */
export const MARK = 'plan.json';

/** Holds, in a folder that is being built, the number of the running program that builds it. */
const OWNER = 'owner.partial';

export class OutputFolder implements AsyncDisposable {
  /** Where it will be. */
  readonly path: string;
  /** Where it is built. */
  readonly partial: string;
  readonly #replaced: string | undefined;

  private constructor(path: string, replaced: string | undefined) {
    this.path = path;
    this.partial = `${path}.partial`;
    this.#replaced = replaced;
  }

  /**
   * Throws 'invalid-input' where something else is in its place or another merge is writing there; with `replace`, an earlier output
   * may be there.
   */
  static async create(path: string, replace: boolean): Promise<OutputFolder> {
    const target = resolve(path);
    const names = await listNames(target);
    const occupied = names !== undefined && names.length > 0;
    if (occupied && !(replace && names.includes(MARK))) {
      const hint = names.includes(MARK)
        ? 'Say --replace to write over it, or choose another folder.'
        : 'Choose another folder.';
      throw new WeirError(
        'invalid-input',
        `'${target}' is there already; a merge is written to a new folder.`,
        { hint },
      );
    }
    const folder = new OutputFolder(target, names === undefined ? undefined : `${target}.replaced`);
    await requireAbandoned(folder);
    try {
      // What a killed merge left behind has nobody who waits for it.
      await rm(folder.partial, { recursive: true, force: true });
      // By two steps: where the last folder cannot be, as in /proc, Node would try for ever to make its parents.
      await mkdir(dirname(folder.partial), { recursive: true });
      await mkdir(folder.partial);
      await writeFile(join(folder.partial, OWNER), String(pid));
    } catch (error) {
      throw explain(error, target, 'written');
    }
    return folder;
  }

  async write(name: string, text: string): Promise<void> {
    const file = join(this.partial, name);
    await writeFile(file, text).catch((error: unknown) => {
      throw explain(error, join(this.path, name), 'written');
    });
  }

  /** Puts the folder in its place. */
  async commit(): Promise<void> {
    try {
      await rm(join(this.partial, OWNER));
      if (this.#replaced) {
        // A merge that was killed at this very place left one behind.
        await rm(this.#replaced, { recursive: true, force: true });
        await rename(this.path, this.#replaced);
      }
      await rename(this.partial, this.path);
      if (this.#replaced) await rm(this.#replaced, { recursive: true, force: true });
    } catch (error) {
      throw explain(error, this.path, 'written');
    }
  }

  /** Removes what was not committed. */
  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.partial, { recursive: true, force: true });
  }
}

/** Throws where a program that still runs is building the folder. */
async function requireAbandoned({ path, partial }: OutputFolder): Promise<void> {
  const owner = Number(await readFile(join(partial, OWNER), 'utf8').catch(() => 0));
  if (!(owner > 0) || !isRunning(owner)) return;
  throw new WeirError('invalid-input', `'${path}' is being written by another merge, process ${owner}.`, {
    hint: `If no merge is running, remove '${partial}'.`,
  });
}

function isRunning(process: number): boolean {
  try {
    return kill(process, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Names in a folder; undefined where nothing is there. */
async function listNames(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR')
      throw new WeirError('invalid-input', `'${folder}' is a file; expected a folder or nothing.`);
    throw explain(error, folder, 'read');
  }
}
