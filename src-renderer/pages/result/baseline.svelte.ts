/** The merge that others are held against: chosen once, remembered with the settings. */
import type { LibraryMerge } from '../../../src-main/contract/library.ts';
import { call } from '../../bridge/bridge.ts';
import { settings } from '../../state/settings.svelte.ts';
import { toasts } from '../../state/toasts.svelte.ts';
import type { Baseline } from './score-grid.ts';

/** Under which the settings keep it. */
const VIEW = 'result';
const MOST = 500;

/** The merge's number, as far as what is kept can be understood. */
function readPinned(): number | undefined {
  const view = settings.view(VIEW);
  if (typeof view !== 'object' || view === null || !('baseline' in view)) return undefined;
  return typeof view.baseline === 'number' ? view.baseline : undefined;
}

class BaselineChoice {
  merges = $state.raw<readonly LibraryMerge[]>([]);
  #found = $state.raw<{ readonly id: number; readonly baseline: Baseline } | undefined>();

  get id(): number | undefined {
    return readPinned();
  }

  /** Undefined until it is read, and where it is there no more. */
  get pinned(): Baseline | undefined {
    return this.#found?.id === this.id ? this.#found?.baseline : undefined;
  }

  pin(id: number | undefined): void {
    settings.setView(VIEW, { baseline: id ?? null });
  }

  async list(): Promise<void> {
    try {
      const { rows } = await call('library.list', { kind: 'merge', limit: MOST });
      this.merges = rows.filter((item) => item.kind === 'merge');
    } catch (error) {
      toasts.complain(error);
    }
  }

  async load(id: number | undefined): Promise<void> {
    if (id === undefined || this.#found?.id === id) return;
    try {
      const { item, scores } = await call('library.show', { item: `#${id}` });
      this.#found = { id, baseline: { name: item.name, scores } };
    } catch {
      // It was removed since: there is nothing to compare with, and nothing that the person could do.
      this.pin(undefined);
    }
  }
}

export const baselines = new BaselineChoice();
