/** Which runs the history lists: by their words, state, kind, tag, and whether they are favourites. */
import type { ListQuery, RunCommand, RunRecord, RunState } from '../../../src-main/contract/library.ts';
import { Selection } from '../../state/selection.svelte.ts';

class HistoryFilter {
  search = $state('');
  state = $state<RunState | ''>('');
  command = $state<RunCommand | ''>('');
  tag = $state('');
  onlyFavourites = $state(false);

  get isOpen(): boolean {
    return Object.keys(this.query).length === 0;
  }

  get query(): Pick<ListQuery, 'search' | 'where'> {
    const where = {
      ...(this.state !== '' && { state: this.state }),
      ...(this.command !== '' && { command: this.command }),
      ...(this.tag.trim() !== '' && { tags: this.tag.trim() }),
      ...(this.onlyFavourites && { favourite: true }),
    };
    return {
      ...(this.search !== '' && { search: this.search }),
      ...(Object.keys(where).length > 0 && { where }),
    };
  }

  clear(): void {
    [this.search, this.state, this.command, this.tag, this.onlyFavourites] = ['', '', '', '', false];
  }
}

/** Kept while other pages are looked at. */
export const historyFilter = new HistoryFilter();
export const checkedRuns = new Selection<RunRecord>();
