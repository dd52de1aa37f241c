/** What the library has to merge, and what names in recipes mean there. */
import type { LibraryCheckpoint, LibraryDataset } from '../../../src-main/contract/library.ts';
import { call } from '../../bridge/bridge.ts';
import type { IsNamed } from './recipe-draft.ts';

const MOST = 2000;

/** Folders of the library itself, which a name in a recipe would be taken for. */
const FOLDERS = new Set(['checkpoints', 'datasets', 'fishers', 'merges', 'partial', 'sample', 'backups']);

interface Named {
  readonly id: number;
  readonly name: string;
}

class Stock {
  checkpoints = $state.raw<readonly LibraryCheckpoint[]>([]);
  datasets = $state.raw<readonly LibraryDataset[]>([]);
  loaded = $state(false);

  /** @throws HostError */
  async load(): Promise<void> {
    const sort = [{ column: 'name' }];
    const [checkpoints, datasets] = await Promise.all([
      call('library.list', { kind: 'checkpoint', sort, limit: MOST }),
      call('library.list', { kind: 'dataset', sort, limit: MOST }),
    ]);
    this.checkpoints = checkpoints.rows.filter((item) => item.kind === 'checkpoint');
    this.datasets = datasets.rows.filter((item) => item.kind === 'dataset');
    this.loaded = true;
  }

  checkpointOf(reference: string): LibraryCheckpoint | undefined {
    return find(this.checkpoints, reference) ?? this.checkpoints.find(({ folder }) => folder === reference);
  }

  datasetOf(reference: string): LibraryDataset | undefined {
    return find(this.datasets, reference) ?? this.datasets.find(({ file }) => file === reference);
  }

  isNamed: IsNamed = (kind, name) => {
    if (kind === 'fisher') return false;
    const all: readonly Named[] = kind === 'checkpoint' ? this.checkpoints : this.datasets;
    return find(all, name) !== undefined;
  };

  /** How a recipe names it: by its name, by its number where that could mean something else. */
  refer(item: LibraryCheckpoint | LibraryDataset): string {
    const all: readonly Named[] = item.kind === 'checkpoint' ? this.checkpoints : this.datasets;
    const isPlain = !FOLDERS.has(item.name) && !/^[#\d./\\]|^[a-z]+:|[/\\]/i.test(item.name);
    const isAlone = all.every(({ id, name }) => id === item.id || name !== item.name);
    return isPlain && isAlone ? item.name : `#${item.id}`;
  }
}

function find<T extends Named>(items: readonly T[], reference: string): T | undefined {
  const wanted = reference.replace(/^(?:checkpoint|dataset):/, '');
  const byName = items.filter(({ name }) => name === wanted);
  if (byName.length > 0) return byName.length === 1 ? byName[0] : undefined;
  const id = /^#?(\d+)$/.exec(wanted)?.[1];
  return id === undefined ? undefined : items.find((item) => item.id === Number(id));
}

export const stock = new Stock();
