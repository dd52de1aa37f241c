/** Checkpoints of the library: added once for each content, pointed to where they lie now, and told from their base. */
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { WeirError } from '../contract/error.ts';
import type { ItemRecord, LibraryCheckpoint } from '../contract/library.ts';
import {
  findFreeName,
  getItem,
  insertItem,
  recallByHash,
  sayItem,
  sayTime,
  type ItemDraft,
} from './items.ts';
import type { Library } from './library.ts';
import type { SeenFile } from './rows.ts';

export type CheckpointDraft = ItemDraft &
  Omit<LibraryCheckpoint, keyof ItemRecord | 'baseId' | 'presence'> & {
    /** Its weight files as they were when they were hashed, by absolute path. */
    readonly files: readonly SeenFile[];
  };

export interface AddedCheckpoint {
  readonly checkpoint: LibraryCheckpoint;
  /** False: its content was known, and what the library knew of it stays as it was. */
  readonly isNew: boolean;
  /** It was known and lay in the trash; now it does not. */
  readonly restored: boolean;
}

const COLUMNS = [
  ...['hash', 'folder', 'storage', 'family', 'layers', 'heads', 'hidden', 'neurons', 'vocabulary'],
  ...['dtype', 'parameters', 'bytes', 'problem', 'labels', 'declaredBase', 'files'],
] as const satisfies readonly (keyof CheckpointDraft)[];

/** A name that is taken gets a number: an import of many should not stop at it. */
export function addCheckpoint(library: Library, draft: CheckpointDraft): AddedCheckpoint {
  return library.write(() => {
    const known = recallByHash(library, 'checkpoint', draft.hash);
    const id =
      known?.id ??
      insertItem(
        library,
        'checkpoint',
        { ...draft, name: findFreeName(library, 'checkpoint', draft.name) },
        Object.fromEntries(COLUMNS.map((column) => [column, draft[column]])),
      );
    return {
      checkpoint: getItem(library, 'checkpoint', id),
      isNew: known === undefined,
      restored: known?.restored ?? false,
    };
  });
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Says where a checkpoint lies now. It counts as linked from then on, except within the library's own checkpoints:
 * what somebody points to is theirs.
 * @throws 'mismatch': what lies there hashes to something else
 */
export function pointAnew(
  library: Library,
  id: number,
  folder: string,
  hash: string,
  files: readonly SeenFile[],
): LibraryCheckpoint {
  return library.write(() => {
    const checkpoint = getItem(library, 'checkpoint', id);
    if (checkpoint.hash !== hash) {
      throw new WeirError(
        'mismatch',
        `'${folder}' is not checkpoint '${checkpoint.name}' as it was imported on ${sayTime(checkpoint.createdAt)}: its content hashes to ${hash.slice(0, 12)}, expected ${checkpoint.hash.slice(0, 12)}.`,
        { hint: 'Import it as a checkpoint of its own.' },
      );
    }
    const stays = checkpoint.storage === 'copied' && isWithin(join(library.folder, 'checkpoints'), folder);
    library.db
      .prepare('UPDATE checkpoint SET folder = ?, storage = ?, files = ? WHERE itemId = ?')
      .run(folder, stays ? 'copied' : 'linked', JSON.stringify(files), id);
    return getItem(library, 'checkpoint', id);
  });
}

/** From now on, the copy that the library has just made is what is used and what goes with the trash. */
export function takeIn(
  library: Library,
  id: number,
  { folder, files }: Pick<CheckpointDraft, 'folder' | 'files'>,
): LibraryCheckpoint {
  return library.write(() => {
    library.db
      .prepare("UPDATE checkpoint SET folder = ?, storage = 'copied', files = ? WHERE itemId = ?")
      .run(folder, JSON.stringify(files), id);
    return getItem(library, 'checkpoint', id);
  });
}

/**
 * Refuses a checkpoint that is gone ('missing-file') or changed since import ('mismatch').
 * @param hash what its weights hash to now; needed only where its presence is 'changed'
 */
export function requireUnchanged(checkpoint: LibraryCheckpoint, hash?: string): void {
  const { name, folder, presence, createdAt } = checkpoint;
  if (presence === 'missing') {
    throw new WeirError(
      'missing-file',
      `Checkpoint '${name}', imported on ${sayTime(createdAt)}, does not lie in '${folder}' any more.`,
      { hint: 'Point to where it lies now.' },
    );
  }
  if (presence === 'changed' && hash !== checkpoint.hash) {
    throw new WeirError(
      'mismatch',
      `Checkpoint '${name}' changed since it was imported on ${sayTime(createdAt)}: '${folder}' hashes to ${hash?.slice(0, 12) ?? 'something not known'}, expected ${checkpoint.hash.slice(0, 12)}.`,
      { hint: 'Import it again as a checkpoint of its own, or bring its files back.' },
    );
  }
}

type BaseCandidate = Pick<LibraryCheckpoint, 'id' | 'name' | 'folder'>;
type Descendant = Pick<
  LibraryCheckpoint,
  'hash' | 'folder' | 'declaredBase' | 'family' | 'layers' | 'heads' | 'hidden'
>;

/** What a declaration may mean, the surest first. The Hugging Face cache keeps org/name in models--org--name. */
const MEANINGS: readonly ((declared: string, base: BaseCandidate) => boolean)[] = [
  (declared, { folder }) => folder === declared,
  (declared, { folder }) => folder.includes(`${sep}models--${declared.replaceAll('/', '--')}${sep}`),
  (declared, { name }) => name === declared,
  (declared, { name, folder }) => [name, basename(folder)].includes(basename(declared)),
  (declared, { folder }) =>
    new RegExp(`models--[^\\/]+--${basename(declared).replace(/[^\w-]/g, '\\$&')}[\\\\/]`).test(folder),
];

/** The id of the one checkpoint of the same family and size that `declaredBase` means; undefined for none or several. */
export function findBaseByDeclaration(library: Library, checkpoint: Descendant): number | undefined {
  const declared = checkpoint.declaredBase?.replace(/[\\/]+$/, '');
  if (!declared) return undefined;
  const candidates = library.db
    .prepare<[Descendant], BaseCandidate>(
      `SELECT id, name, folder FROM checkpoint JOIN item ON id = itemId WHERE trashedAt IS NULL AND hash <> @hash
         AND folder <> @folder AND family = @family AND layers = @layers AND heads = @heads AND hidden = @hidden`,
    )
    .all(checkpoint);
  for (const isMeant of MEANINGS) {
    const meant = candidates.filter((base) => isMeant(declared, base));
    if (meant.length > 0) return meant.length === 1 ? meant[0]?.id : undefined;
  }
  return undefined;
}

/** @throws 'mismatch': a checkpoint would come of itself, or the two differ in size */
export function setBase(library: Library, id: number, baseId: number | null): void {
  library.write(() => {
    const checkpoint = getItem(library, 'checkpoint', id);
    if (baseId !== null) {
      const base = getItem(library, 'checkpoint', baseId);
      const differs = (['family', 'layers', 'heads', 'hidden', 'neurons'] as const).find(
        (column) => base[column] !== checkpoint[column],
      );
      if (differs !== undefined) {
        throw new WeirError(
          'mismatch',
          `The ${sayItem(base)} cannot be the base of '${checkpoint.name}': its ${differs} is ${base[differs]}, expected ${checkpoint[differs]}.`,
        );
      }
      const ancestors = library.db
        .prepare<[number]>(
          `WITH RECURSIVE older (id) AS (SELECT ? UNION SELECT baseId FROM checkpoint JOIN older ON itemId = older.id
             WHERE baseId IS NOT NULL) SELECT id FROM older`,
        )
        .pluck()
        .all(baseId);
      if (ancestors.includes(id)) {
        throw new WeirError(
          'mismatch',
          `The ${sayItem(base)} cannot be the base of '${checkpoint.name}': it came of it.`,
        );
      }
    }
    library.db.prepare('UPDATE checkpoint SET baseId = ? WHERE itemId = ?').run(baseId, id);
  });
}
