/** What the library keeps of a checkpoint: read from its headers and texts, hashed, and copied where that is asked for. */
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import type { ImportedCheckpoint, Surroundings } from '../../contract/work.ts';
import { openCheckpoint, type Checkpoint } from '../../core/encoder/checkpoint.ts';
import { explain } from '../../core/files/disk.ts';
import { parseObject } from '../../core/files/json.ts';
import { beginUnfinished } from '../../core/files/unfinished.ts';
import { isFloat } from '../../core/tensor/float.ts';
import { countElements } from '../../core/tensor/shape.ts';
import type { Hasher } from './known-hashes.ts';

/** Files of a checkpoint's folder that a copy takes along: its texts, and its weights as safetensors. */
const COPIED = /^(?!optimizer|scheduler|training_args).*\.(safetensors|json|txt|md|model)$/;

/** The same weights as PyTorch pickles them, which a copy takes along only where there are no others. */
const PICKLED = /^(pytorch_model.*|adapter_model)\.bin(\.index\.json)?$/;

/** The Hugging Face cache's way to say org/name. */
const CACHED = /models--([^/\\]+)[/\\]snapshots[/\\]([0-9a-f]+)$/;

/** 'sst2'; 'org/name' from the cache; 'mix/sst2' from a merge's output. */
export async function nameCheckpoint(folder: string): Promise<string> {
  const cached = CACHED.exec(folder)?.[1];
  if (cached !== undefined) return cached.replaceAll('--', '/');
  const parent = dirname(folder);
  const isOutput = await stat(join(parent, 'plan.json')).then(
    (about) => about.isFile(),
    () => false,
  );
  return isOutput ? `${basename(parent)}/${basename(folder)}` : basename(folder) || folder;
}

/** Element type with most elements. */
function findMainType({ weights }: Checkpoint): string {
  const counts = new Map<string, number>();
  for (const { dtype, shape } of weights.tensors.values()) {
    if (isFloat(dtype)) counts.set(dtype, (counts.get(dtype) ?? 0) + countElements(shape));
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'none';
}

/** What it says that it was fine-tuned from: in its config.json, else in its model card. */
async function readDeclaredBase({ folder, texts }: Checkpoint): Promise<string | null> {
  const said = parseObject(texts.config, `'${folder}/config.json'`)._name_or_path;
  if (typeof said === 'string' && said !== '' && said !== '.' && said !== folder) return said;
  const card = await readFile(join(folder, 'README.md'), 'utf8').catch(() => '');
  const front = /^---\r?\n(.*?)\r?\n---/s.exec(card)?.[1] ?? '';
  const line = /^base_model:[ \t]*(?:\r?\n[ \t]*-[ \t]*)?["']?([^"'\r\n]+?)["']?[ \t]*$/m.exec(front);
  return line?.[1] ?? null;
}

async function describe(
  checkpoint: Checkpoint,
  hasher: Hasher,
): Promise<Omit<ImportedCheckpoint, 'name' | 'storage' | 'baseHash'>> {
  const { folder, config, weights } = checkpoint;
  const entries = [...weights.tensors.values()];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const files = await Promise.all(
    weights.files.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return { path, bytes: size, changedAt: mtimeMs };
    }),
  );
  const { family, layers, heads, hidden, neurons, vocabulary, head } = config;
  return {
    hash: await hasher.hashFiles(weights.files),
    folder,
    ...{ family, layers, heads, hidden, neurons, vocabulary },
    dtype: findMainType(checkpoint),
    parameters: sum(entries.filter(({ dtype }) => isFloat(dtype)).map(({ shape }) => countElements(shape))),
    bytes: sum(files.map(({ bytes }) => bytes)),
    problem: head?.problem ?? null,
    labels: head?.labels ?? [],
    declaredBase: await readDeclaredBase(checkpoint),
    files,
  };
}

export async function importLinked(
  folder: string,
  hasher: Hasher,
): Promise<Omit<ImportedCheckpoint, 'baseHash'>> {
  await using checkpoint = await openCheckpoint(folder);
  return { ...(await describe(checkpoint, hasher)), name: await nameCheckpoint(folder), storage: 'linked' };
}

async function requireFree(folder: string, { title, bytes, hint }: Newcomer): Promise<void> {
  const { bsize, bavail } = await statfs(folder);
  const free = bsize * bavail;
  if (free > bytes) return;
  const say = (amount: number): string => `${(amount / 1e6).toFixed(0)} MB`;
  throw new WeirError(
    'no-space',
    `${title} needs ${say(bytes)}, and the library's disk has ${say(free)} left.`,
    { hint },
  );
}

/** A folder that the library is to have of its own. */
interface Newcomer {
  /** It, as a sentence begins with it. */
  readonly title: string;
  readonly bytes: number;
  /** What to do where the disk has no room for it. */
  readonly hint: string;
}

/**
 * Has a folder filled under another name, and puts it in its place when it is whole, unless the same content is there.
 * `fill` gives the hash of what it wrote.
 */
export async function settle(
  library: NonNullable<Surroundings['library']>,
  newcomer: Newcomer,
  hasher: Hasher,
  fill: (partial: string) => Promise<string>,
): Promise<string> {
  const partial = join(library.partial, randomUUID());
  const unfinished = beginUnfinished(partial);
  let home = library.checkpoints;
  try {
    await requireFree(library.partial, newcomer);
    await mkdir(partial);
    const hash = await fill(partial);
    home = nameHome(library, hash);
    if (await holds(home, hash, hasher)) return home;
    // What is in its place is incomplete: what was whole would have had the hash.
    await rm(home, { recursive: true, force: true });
    await rename(partial, home);
    return home;
  } catch (error) {
    throw explain(error, home, 'written');
  } finally {
    await rm(partial, { recursive: true, force: true });
    unfinished[Symbol.dispose]();
  }
}

function nameHome(library: NonNullable<Surroundings['library']>, hash: string): string {
  return join(library.checkpoints, hash.slice(0, 16));
}

async function holds(home: string, hash: string, hasher: Hasher): Promise<boolean> {
  const there = await importLinked(home, hasher).catch(() => undefined);
  return there?.hash === hash;
}

function chooseCopied(names: readonly string[]): string[] {
  const pickled = !names.some((name) => name.endsWith('.safetensors'));
  return names.filter((name) => (PICKLED.test(name) ? pickled : COPIED.test(name)));
}

async function copyFiles(
  from: string,
  to: string,
  names: readonly string[],
  control: Control,
): Promise<void> {
  for (const [at, name] of names.entries()) {
    control.signal?.throwIfAborted();
    const copy = join(to, name);
    await copyFile(join(from, name), copy, constants.COPYFILE_FICLONE);
    const handle = await open(copy, 'r+');
    await handle.sync().finally(() => handle.close());
    control.report?.({
      phase: `Copy of ${basename(from)}`,
      done: at + 1,
      total: names.length,
      unit: 'rounds',
    });
  }
}

/** Judged where it lies, copied under another name, and put in place when it is whole; the same content is copied once. */
export async function importCopied(
  folder: string,
  library: NonNullable<Surroundings['library']>,
  hasher: Hasher,
  control: Control,
): Promise<Omit<ImportedCheckpoint, 'baseHash'>> {
  const { hash, bytes } = await importLinked(folder, hasher);
  const home = nameHome(library, hash);
  if (!(await holds(home, hash, hasher))) {
    const hint = 'Link it instead, or free some space.';
    await settle(library, { title: `A copy of '${folder}'`, bytes, hint }, hasher, async (partial) => {
      await copyFiles(folder, partial, chooseCopied(await readdir(folder)), control);
      const copied = await importLinked(partial, hasher);
      if (copied.hash !== hash) throw new WeirError('mismatch', `'${folder}' changed while it was copied.`);
      return hash;
    });
  }
  return { ...(await importLinked(home, hasher)), name: await nameCheckpoint(folder), storage: 'copied' };
}
