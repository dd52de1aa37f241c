/** Fishers of the library: found by what they were computed from, so that none is computed twice. */
import { existsSync } from 'node:fs';
import type { FisherSettings } from '../contract/commands.ts';
import type { ItemRecord, LibraryFisher } from '../contract/library.ts';
import { checkName, getItem, insertItem, type ItemDraft } from './items.ts';
import type { Library } from './library.ts';

export type FisherDraft = ItemDraft & Omit<LibraryFisher, keyof ItemRecord>;

/** Settings as JSON whose keys are in order: the same settings are the same text. */
export function writeSettings(settings: FisherSettings): string {
  return JSON.stringify(Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))));
}

function findId(
  library: Library,
  checkpointHash: string,
  datasetHash: string,
  settings: string,
): number | undefined {
  return library.db
    .prepare(
      `SELECT id FROM fisher JOIN item ON id = itemId WHERE checkpointHash = ? AND datasetHash = ? AND settings = ?
         ORDER BY trashedAt IS NOT NULL, id DESC`,
    )
    .pluck()
    .get(checkpointHash, datasetHash, settings) as number | undefined;
}

/** The Fisher of these three whose file is still there; one in the trash counts as none. */
export function findFisher(
  library: Library,
  checkpointHash: string,
  datasetHash: string,
  settings: FisherSettings,
): LibraryFisher | undefined {
  const id = findId(library, checkpointHash, datasetHash, writeSettings(settings));
  if (id === undefined) return undefined;
  const fisher = getItem(library, 'fisher', id);
  return fisher.trashedAt === null && existsSync(fisher.file) ? fisher : undefined;
}

/** One row for the same three: computed again, it says where the new file lies, and leaves the trash. */
export function recordFisher(library: Library, draft: FisherDraft): LibraryFisher {
  return library.write(() => {
    const { checkpointHash, datasetHash, file, bytes, count, device, seconds } = draft;
    const settings = writeSettings(draft.settings);
    const known = findId(library, checkpointHash, datasetHash, settings);
    if (known === undefined) {
      const columns = { checkpointHash, datasetHash, settings, file, bytes, count, device, seconds };
      const named = { ...draft, name: checkName(draft.name) };
      return getItem(library, 'fisher', insertItem(library, 'fisher', named, columns));
    }
    library.db
      .prepare('UPDATE fisher SET file = ?, bytes = ?, count = ?, device = ?, seconds = ? WHERE itemId = ?')
      .run(file, bytes, count, device, seconds, known);
    library.db.prepare('UPDATE item SET trashedAt = NULL WHERE id = ?').run(known);
    return getItem(library, 'fisher', known);
  });
}
