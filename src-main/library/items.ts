/** What every item of the library has: its name, tags, notes and star, as they are kept and changed. */
import { WeirError } from '../contract/error.ts';
import type { ItemKind, NamedItem } from '../contract/library.ts';
import type { Library } from './library.ts';
import { readItems, type RecordOf } from './rows.ts';

/** How kinds are spoken of in sentences. */
export const KIND_WORDS: Readonly<Record<ItemKind, string>> = {
  checkpoint: 'checkpoint',
  dataset: 'dataset',
  fisher: 'Fisher',
  merge: 'merge',
  run: 'run',
};

const LONGEST = 200;

/** "checkpoint 'sst2' (#12)", with where it is when that is the trash. */
export function sayItem({ id, kind, name, trashedAt }: NamedItem): string {
  return `${KIND_WORDS[kind]} '${name}' (#${id}${trashedAt === null ? '' : ', in the trash'})`;
}

export function sayTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The item's name and kind, whatever it is; 'invalid-input' where nothing has this id. */
export function requireNamed(library: Library, id: number): NamedItem {
  const item = library.db
    .prepare<[number], NamedItem>('SELECT id, kind, name, trashedAt FROM item WHERE id = ?')
    .get(id);
  if (item === undefined) throw new WeirError('invalid-input', `The library has no item #${id}.`);
  return item;
}

/** One item of a kind, also from the trash; 'invalid-input' where there is none. */
export function getItem<K extends ItemKind>(library: Library, kind: K, id: number): RecordOf[K] {
  const [item] = readItems(library, kind, [id]);
  if (item !== undefined) return item;
  throw new WeirError('invalid-input', `The library has no ${KIND_WORDS[kind]} #${id}.`);
}

/** The name without blanks around it; 'invalid-input' for one that could not be typed or would read as an id. */
export function checkName(name: string): string {
  const trimmed = name.trim();
  const faults: Readonly<Record<string, boolean>> = {
    'is empty': trimmed === '',
    [`has more than ${LONGEST} characters`]: trimmed.length > LONGEST,
    'holds a control character': /\p{Cc}|\p{Zl}|\p{Zp}/u.test(trimmed),
    "begins with '#', as ids do": trimmed.startsWith('#'),
  };
  const fault = Object.keys(faults).find((one) => faults[one]);
  if (fault === undefined) return trimmed;
  throw new WeirError('invalid-input', `The name '${trimmed.slice(0, LONGEST)}' ${fault}.`);
}

/** `name`, or where another of this kind has it (in the trash too) the first free one of name-2, name-3, … */
export function findFreeName(library: Library, kind: ItemKind, name: string): string {
  const wanted = checkName(name);
  // What begins with "name-" sorts from it up to "name.".
  const taken = new Set(
    library.db
      .prepare('SELECT name FROM item WHERE kind = ? AND (name = ? OR (name >= ? AND name < ?))')
      .pluck()
      .all(kind, wanted, `${wanted}-`, `${wanted}.`),
  );
  let free = wanted;
  for (let number = 2; taken.has(free); number++) free = `${wanted}-${number}`;
  return free;
}

/** @throws 'invalid-input' where another of its kind has the name; runs and Fishers may share theirs */
export function renameItem(library: Library, id: number, name: string): void {
  const wanted = checkName(name);
  library.write(() => {
    const { kind } = requireNamed(library, id);
    const holder = library.db
      .prepare<[string, string, number], NamedItem>(
        "SELECT id, kind, name, trashedAt FROM item WHERE kind = ? AND name = ? AND id <> ? AND kind NOT IN ('run', 'fisher')",
      )
      .get(kind, wanted, id);
    if (holder !== undefined) {
      throw new WeirError('invalid-input', `The name '${wanted}' is taken by ${sayItem(holder)}.`, {
        hint: 'Choose another name, or rename that one first.',
      });
    }
    library.db.prepare('UPDATE item SET name = ? WHERE id = ?').run(wanted, id);
  });
}

function checkTags(tags: readonly string[]): string[] {
  return tags.map((tag) => {
    const trimmed = tag.trim();
    if (trimmed !== '' && trimmed.length <= LONGEST && !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(trimmed)) return trimmed;
    throw new WeirError(
      'invalid-input',
      `The tag '${trimmed.slice(0, LONGEST)}' should have 1 to ${LONGEST} characters, and no control characters.`,
    );
  });
}

/** Adds tags; those that it has stay. */
export function addTags(library: Library, id: number, tags: readonly string[]): void {
  const wanted = checkTags(tags);
  library.write(() => {
    requireNamed(library, id);
    const add = library.db.prepare('INSERT OR IGNORE INTO tag (itemId, tag) VALUES (?, ?)');
    for (const tag of wanted) add.run(id, tag);
  });
}

/** Removes tags; those that it lacks are passed over. */
export function removeTags(library: Library, id: number, tags: readonly string[]): void {
  library.write(() => {
    requireNamed(library, id);
    const remove = library.db.prepare('DELETE FROM tag WHERE itemId = ? AND tag = ?');
    for (const tag of tags) remove.run(id, tag.trim());
  });
}

/** Gives it these tags instead of those that it had. */
export function setTags(library: Library, id: number, tags: readonly string[]): void {
  const wanted = checkTags(tags);
  library.write(() => {
    requireNamed(library, id);
    library.db.prepare('DELETE FROM tag WHERE itemId = ?').run(id);
    addTags(library, id, wanted);
  });
}

export function setNotes(library: Library, id: number, notes: string): void {
  library.write(() => {
    requireNamed(library, id);
    library.db.prepare('UPDATE item SET notes = ? WHERE id = ?').run(notes, id);
  });
}

export function setFavourite(library: Library, id: number, favourite: boolean): void {
  library.write(() => {
    requireNamed(library, id);
    library.db.prepare('UPDATE item SET favourite = ? WHERE id = ?').run(favourite ? 1 : 0, id);
  });
}

/** What every draft of an item may say of itself. */
export interface ItemDraft {
  readonly name: string;
  readonly tags?: readonly string[] | undefined;
  readonly notes?: string | undefined;
}

/**
 * Writes an item and the row of its kind's table; to be called within library.write. Objects become JSON.
 * @returns its id
 */
export function insertItem(
  library: Library,
  kind: ItemKind,
  draft: ItemDraft,
  columns: Readonly<Record<string, unknown>>,
): number {
  const id = Number(
    library.db
      .prepare('INSERT INTO item (kind, name, notes, createdAt) VALUES (?, ?, ?, ?)')
      .run(kind, draft.name, draft.notes ?? '', Date.now()).lastInsertRowid,
  );
  const values = Object.values(columns).map((value) =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null),
  );
  const names = Object.keys(columns);
  library.db
    .prepare(`INSERT INTO ${kind} (itemId, ${names.join(', ')}) VALUES (?${', ?'.repeat(names.length)})`)
    .run(id, ...values);
  addTags(library, id, draft.tags ?? []);
  return id;
}

/** The id of what has this hash; one from the trash is taken out of it. To be called within library.write. */
export function recallByHash(
  library: Library,
  kind: 'checkpoint' | 'dataset',
  hash: string,
): { readonly id: number; readonly restored: boolean } | undefined {
  const found = library.db
    .prepare<[string], { id: number; trashedAt: number | null }>(
      `SELECT id, trashedAt FROM item JOIN ${kind} ON itemId = id WHERE hash = ?`,
    )
    .get(hash);
  if (found === undefined) return undefined;
  library.db.prepare('UPDATE item SET trashedAt = NULL WHERE id = ?').run(found.id);
  return { id: found.id, restored: found.trashedAt !== null };
}
