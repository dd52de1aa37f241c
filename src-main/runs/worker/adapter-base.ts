/** Which checkpoint an adapter is folded into: the one that was asked for, else the one that the adapter names. */
import { stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { WeirError } from '../../contract/error.ts';
import type { NamedCheckpoint } from '../../contract/work.ts';

export interface BaseWish {
  /** An absolute folder. */
  readonly base: string | undefined;
  /** Checkpoints that an adapter may mean by a name. */
  readonly known: readonly NamedCheckpoint[];
}

export interface FoundBase {
  readonly folder: string;
  /** What the folded checkpoint is said to come of. */
  readonly name: string;
}

type Meaning = (declared: string, known: NamedCheckpoint) => boolean;

/** What a name may mean, the surest first. The Hugging Face cache keeps org/name in models--org--name. */
const MEANINGS: readonly Meaning[] = [
  (declared, { folder }) => folder.includes(`${sep}models--${declared.replaceAll('/', '--')}${sep}`),
  (declared, { name }) => name === declared,
  (declared, { name, folder }) => [name, basename(folder)].includes(basename(declared)),
  // Loaded by this name and saved again without a task.
  (declared, { declaredBase, problem }) => problem === null && declaredBase === declared,
];

/** `declared`: what the adapter in `adapter` says that it is of. Throws 'missing-file' or 'mismatch' where that means none or several. */
export async function findAdapterBase(
  adapter: string,
  declared: string | undefined,
  { base, known }: BaseWish,
): Promise<FoundBase> {
  if (base !== undefined) return { folder: base, name: base };
  if (declared === undefined) {
    throw new WeirError(
      'missing-file',
      `'${adapter}' is a LoRA adapter that does not say of which checkpoint; say it with --base.`,
    );
  }
  const there = resolve(adapter, declared);
  if (await isCheckpoint(there)) return { folder: there, name: there };
  // What is imported now may be in the library already.
  const different = [...new Map(known.map((one) => [one.hash, one])).values()];
  for (const isMeant of MEANINGS) {
    const meant = different.filter((one) => isMeant(declared, one));
    if (meant.length === 1) return { folder: meant[0]!.folder, name: declared };
    if (meant.length > 1) {
      const names = meant.slice(0, 3).map(({ name }) => `'${name}'`);
      throw new WeirError(
        'mismatch',
        `'${adapter}' is a LoRA adapter of '${declared}', which may mean ${names.join(' or ')}; say which with --base.`,
      );
    }
  }
  throw new WeirError(
    'missing-file',
    `'${adapter}' is a LoRA adapter of '${declared}', which is neither a folder nor a checkpoint of the library; ` +
      'import that first, or say where it lies with --base.',
  );
}

async function isCheckpoint(folder: string): Promise<boolean> {
  const about = await stat(join(folder, 'config.json')).catch(() => undefined);
  return about?.isFile() === true;
}
