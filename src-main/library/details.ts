/** One item with all that the library knows around it. */
import type { ItemDetail, LibraryFisher, LibraryScore, NamedItem } from '../contract/library.ts';
import type { RunDetail } from '../contract/reports.ts';
import { getItem } from './items.ts';
import type { Library } from './library.ts';
import { traceLineage } from './lineage.ts';
import { listScores } from './listing.ts';
import { readItems } from './rows.ts';

/** More than a detail can show. */
const MOST = 1000;

function readScores(
  library: Library,
  where: Readonly<Record<string, number | string>>,
): readonly LibraryScore[] {
  return listScores(library, { where, limit: MOST, sort: [{ column: 'id' }] }).rows;
}

function readFishers(
  library: Library,
  column: 'checkpointHash' | 'datasetHash',
  hash: string,
): LibraryFisher[] {
  const ids = library.db
    .prepare<[string, number]>(
      `SELECT id FROM fisher JOIN item ON id = itemId WHERE ${column} = ? AND trashedAt IS NULL ORDER BY id LIMIT ?`,
    )
    .pluck()
    .all(hash, MOST) as number[];
  return readItems(library, 'fisher', ids);
}

type Around = (library: Library, id: number) => Omit<ItemDetail, 'lineage'>;

const AROUND: Readonly<Record<NamedItem['kind'], Around>> = {
  checkpoint: (library, id) => {
    const item = getItem(library, 'checkpoint', id);
    const fishers = readFishers(library, 'checkpointHash', item.hash);
    return { item, fishers, scores: readScores(library, { checkpointHash: item.hash }) };
  },
  dataset: (library, id) => {
    const item = getItem(library, 'dataset', id);
    const fishers = readFishers(library, 'datasetHash', item.hash);
    return { item, fishers, scores: readScores(library, { datasetHash: item.hash }) };
  },
  fisher: (library, id) => ({ item: getItem(library, 'fisher', id), fishers: [], scores: [] }),
  merge: (library, id) => {
    const item = getItem(library, 'merge', id);
    return { item, fishers: [], scores: readScores(library, { runId: item.runId }) };
  },
  run: (library, id) => ({
    item: getItem(library, 'run', id),
    fishers: [],
    scores: readScores(library, { runId: id }),
  }),
};

export function showItem(library: Library, { id, kind }: NamedItem): ItemDetail {
  return { ...AROUND[kind](library, id), lineage: traceLineage(library, id) };
}

/** A run with the merge that it made. */
export function showRun(library: Library, id: number): RunDetail {
  const merge = library.db.prepare<[number]>('SELECT itemId FROM merge WHERE runId = ?').pluck().get(id);
  return {
    run: getItem(library, 'run', id),
    merge: merge === undefined ? null : getItem(library, 'merge', merge as number),
    scores: readScores(library, { runId: id }),
  };
}
