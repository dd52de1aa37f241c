/** A folder that is written whole or not at all: built beside its place under another name, and renamed at the end. */
import { lstat, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pid } from 'node:process';
import { WeirError } from '../../contract/error.ts';
import { explain, readTextFile } from '../../core/files/disk.ts';
import { LARGEST_JSON, parseObject } from '../../core/files/json.ts';
import { isRunning } from '../../core/files/partial.ts';
import { beginUnfinished } from '../../core/files/unfinished.ts';

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
  /** The highest of the parents that were made for it. */
  #made: string | undefined;
  #isCommitted = false;
  #unfinished: Disposable | undefined;

  private constructor(path: string, replaced: string | undefined) {
    this.path = path;
    this.partial = `${path}.partial`;
    this.#replaced = replaced;
  }

  /**
   * Throws 'invalid-input' where something else is in its place or another merge is writing there; with `replace`, an earlier output
   * may be there; without, only one of the plan whose hash is `own`.
   */
  static async create(path: string, replace: boolean, own?: string): Promise<OutputFolder> {
    const target = resolve(path);
    await putBack(target);
    const names = await listNames(target);
    const occupied = names !== undefined && names.length > 0;
    const isOwn = occupied && own !== undefined && (await readPlanHash(target)) === own;
    if (occupied && !isOwn && !(replace && names.includes(MARK))) {
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
      const parent = dirname(folder.partial);
      if ((await listNames(parent)) === undefined) folder.#made = await mkdir(parent, { recursive: true });
      folder.#unfinished = beginUnfinished(folder.partial);
      await mkdir(folder.partial);
      await writeFile(join(folder.partial, OWNER), String(pid));
    } catch (error) {
      await folder[Symbol.asyncDispose]().catch(() => undefined);
      throw explain(error, target, 'written');
    }
    return folder;
  }

  /** Its path while it is built. */
  async makeFolder(name: string): Promise<string> {
    const path = join(this.partial, name);
    await mkdir(path).catch((error: unknown) => {
      throw explain(error, join(this.path, name), 'written');
    });
    return path;
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
      await rename(this.partial, this.path).catch(async (error: unknown) => {
        if (this.#replaced) await this.#putBack(error);
        throw error;
      });
      this.#isCommitted = true;
      this.#unfinished?.[Symbol.dispose]();
      if (this.#replaced) await rm(this.#replaced, { recursive: true, force: true });
    } catch (error) {
      throw explain(error, this.path, 'written');
    }
  }

  /** What was to be replaced takes its place again; a disk that is gone altogether keeps it from that until the next merge. */
  async #putBack(cause: unknown): Promise<void> {
    await rename(this.#replaced!, this.path).catch(() => {
      const { code, message } = explain(cause, this.path, 'written');
      const hint = `The earlier merge lies in '${this.#replaced}'; rename it, or merge to this folder again.`;
      throw new WeirError(code, message, { hint, cause });
    });
  }

  /** Bytes of the files in it; what several names share counts once. */
  async measure(): Promise<number> {
    const sizes = new Map<string, number>();
    for (const entry of await readdir(this.partial, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name === OWNER) continue;
      const { dev, ino, size } = await lstat(join(entry.parentPath, entry.name), { bigint: true });
      sizes.set(`${dev}:${ino}`, Number(size));
    }
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  /** Removes what was not committed, and the parents that were made for it and hold nothing else. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isCommitted) return;
    await rm(this.partial, { recursive: true, force: true });
    this.#unfinished?.[Symbol.dispose]();
    if (this.#made === undefined) return;
    for (let parent = dirname(this.path); parent.length >= this.#made.length; parent = dirname(parent)) {
      const isEmpty = await rmdir(parent).then(
        () => true,
        () => false,
      );
      if (!isEmpty || parent === this.#made) return;
    }
  }
}

/** What a merge that was killed between its last two steps was about to replace takes its place again. */
async function putBack(path: string): Promise<void> {
  const replaced = `${path}.replaced`;
  if ((await listNames(replaced)) === undefined || (await listNames(path)) !== undefined) return;
  await rename(replaced, path).catch((error: unknown) => {
    throw explain(error, path, 'written');
  });
}

/** Throws where a program that still runs is building the folder. */
async function requireAbandoned({ path, partial }: OutputFolder): Promise<void> {
  const owner = Number(await readFile(join(partial, OWNER), 'utf8').catch(() => 0));
  if (!(owner > 0) || !isRunning(owner)) return;
  throw new WeirError('invalid-input', `'${path}' is being written by another merge, process ${owner}.`, {
    hint: `If no merge is running, remove '${partial}'.`,
  });
}

/** Of the plan of an output; undefined where there is none that can be read. */
async function readPlanHash(folder: string): Promise<unknown> {
  try {
    return parseObject(await readTextFile(join(folder, MARK), LARGEST_JSON), `'${MARK}'`).hash;
  } catch {
    return undefined;
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
