/** What an item is made of and what came of it, step by step both ways, by hashes: so that lineage outlives what was deleted. */
import { dirname } from 'node:path';
import type { ItemKind, Lineage, LineageNode } from '../contract/library.ts';
import { requireNamed } from './items.ts';
import type { Library } from './library.ts';

type Found = Omit<LineageNode, 'depth'>;
type Way = Readonly<Partial<Record<ItemKind, (library: Library, from: Found) => Found[]>>>;

/** Columns of any kind's table as a node's; a Fisher has no hash of its own. */
const NODE = 'item.id, item.kind, item.name, item.trashedAt IS NOT NULL AS trashed';

function ask(library: Library, sql: string, value: number | string | null): Found[] {
  return library.db
    .prepare<[number | string | null], Omit<Found, 'trashed'> & { trashed: number }>(sql)
    .all(value)
    .map((row) => ({ ...row, trashed: row.trashed === 1 }));
}

/** What a column of hashes names: the library's own items, or what is left of them. */
const listHashed = (kind: 'checkpoint' | 'dataset', name: string, hash: string, from: string): string =>
  `SELECT DISTINCT item.id, '${kind}' AS kind, coalesce(item.name, ${name}) AS name, ${hash} AS hash,
     coalesce(item.trashedAt IS NOT NULL, 0) AS trashed
   FROM ${from} LEFT JOIN ${kind} AS known ON known.hash = ${hash} LEFT JOIN item ON item.id = known.itemId
   WHERE ${hash} IS NOT NULL`;

const PARENT = 'mergeParent AS parent';

const MADE_OF: Way = {
  checkpoint: (library, { id }) => [
    ...ask(
      library,
      `SELECT ${NODE}, base.hash FROM checkpoint AS made JOIN checkpoint AS base ON base.itemId = made.baseId
         JOIN item ON item.id = base.itemId WHERE made.itemId = ?`,
      id,
    ),
    ...listSources(library, id),
  ],
  fisher: (library, { id }) => [
    ...ask(
      library,
      `${listHashed('checkpoint', "'?'", 'of.checkpointHash', 'fisher AS of')} AND of.itemId = ?`,
      id,
    ),
    ...ask(
      library,
      `${listHashed('dataset', "'?'", 'of.datasetHash', 'fisher AS of')} AND of.itemId = ?`,
      id,
    ),
  ],
  merge: (library, { id }) => [
    ...ask(
      library,
      `${listHashed('checkpoint', 'parent.task', 'parent.checkpointHash', PARENT)} AND mergeId = ?`,
      id,
    ),
    ...ask(
      library,
      `${listHashed('dataset', 'parent.task', 'parent.datasetHash', PARENT)} AND mergeId = ?`,
      id,
    ),
    ...ask(
      library,
      `SELECT DISTINCT ${NODE}, NULL AS hash FROM mergeParent JOIN fisher USING (checkpointHash, datasetHash)
         JOIN item ON item.id = fisher.itemId WHERE mergeId = ?`,
      id,
    ),
  ],
};

/** Merges whose output a checkpoint was imported from: their folder, or a task's folder in it. */
function listSources(library: Library, id: number | null): Found[] {
  const folder = library.db
    .prepare<[number | null]>('SELECT folder FROM checkpoint WHERE itemId = ?')
    .pluck()
    .get(id) as string | undefined;
  if (folder === undefined) return [];
  const sql = `SELECT ${NODE}, planHash AS hash FROM merge JOIN item ON id = itemId WHERE folder = ?`;
  return [folder, dirname(folder)].flatMap((one) => ask(library, sql, one));
}

const CAME_OF_IT: Way = {
  checkpoint: (library, { id, hash }) => [
    ...ask(library, `SELECT ${NODE}, hash FROM checkpoint JOIN item ON id = itemId WHERE baseId = ?`, id),
    ...ask(
      library,
      `SELECT ${NODE}, NULL AS hash FROM fisher JOIN item ON id = itemId WHERE checkpointHash = ?`,
      hash,
    ),
    ...listMerges(library, 'checkpointHash = ?', hash),
  ],
  dataset: (library, { hash }) => [
    ...ask(
      library,
      `SELECT ${NODE}, NULL AS hash FROM fisher JOIN item ON id = itemId WHERE datasetHash = ?`,
      hash,
    ),
    ...listMerges(library, 'datasetHash = ?', hash),
  ],
  fisher: (library, { id }) =>
    listMerges(
      library,
      '(checkpointHash, datasetHash) IN (SELECT checkpointHash, datasetHash FROM fisher WHERE itemId = ?)',
      id,
    ),
  merge: (library, { id }) => listOutputs(library, id),
  run: (library, { id }) =>
    ask(library, `SELECT ${NODE}, planHash AS hash FROM merge JOIN item ON id = itemId WHERE runId = ?`, id),
};

function listMerges(library: Library, where: string, value: number | string | null): Found[] {
  return ask(
    library,
    `SELECT DISTINCT ${NODE}, planHash AS hash FROM mergeParent JOIN merge ON merge.itemId = mergeId
       JOIN item ON id = merge.itemId WHERE ${where}`,
    value,
  );
}

/** Checkpoints imported from a merge's output. */
function listOutputs(library: Library, id: number | null): Found[] {
  const all = library.db
    .prepare<[], { readonly id: number; readonly folder: string }>(
      'SELECT itemId AS id, folder FROM checkpoint',
    )
    .all();
  const place = library.db
    .prepare<[number | null]>('SELECT folder FROM merge WHERE itemId = ?')
    .pluck()
    .get(id);
  return all
    .filter(({ folder }) => folder === place || dirname(folder) === place)
    .flatMap((one) =>
      ask(library, `SELECT ${NODE}, hash FROM checkpoint JOIN item ON id = itemId WHERE id = ?`, one.id),
    );
}

function keyOf({ id, kind, hash }: Found): string {
  return `${kind} ${id ?? hash}`;
}

/** Breadth first, each item once: a circle ends where it closes. */
function walk(library: Library, start: Found, way: Way): LineageNode[] {
  const seen = new Set([keyOf(start)]);
  const found: LineageNode[] = [];
  let edge = [start];
  for (let depth = 1; edge.length > 0; depth++) {
    const next: Found[] = [];
    for (const node of edge.flatMap((from) => way[from.kind]?.(library, from) ?? [])) {
      if (seen.has(keyOf(node))) continue;
      seen.add(keyOf(node));
      next.push(node);
      found.push({ ...node, depth });
    }
    edge = next;
  }
  return found;
}

export function traceLineage(library: Library, id: number): Lineage {
  const { kind, name, trashedAt } = requireNamed(library, id);
  const hash = library.db
    .prepare<[number, number]>(
      'SELECT hash FROM checkpoint WHERE itemId = ? UNION SELECT hash FROM dataset WHERE itemId = ?',
    )
    .pluck()
    .get(id, id) as string | undefined;
  const start = { id, kind, name, hash: hash ?? null, trashed: trashedAt !== null };
  return { madeOf: walk(library, start, MADE_OF), cameOfIt: walk(library, start, CAME_OF_IT) };
}
