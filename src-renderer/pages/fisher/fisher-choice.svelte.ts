/** Which one or two Fishers the page shows: those of the address, of the checked checkpoints, or the newest. */
import type { LibraryCheckpoint, LibraryFisher } from '../../../src-main/contract/library.ts';
import { call } from '../../bridge/bridge.ts';
import { linkTo, type Params } from '../../state/router.svelte.ts';
import { findFisherOf, loadFisher, type ChosenFisher } from './chosen-fisher.ts';

/** More are found by their words. */
const MOST = 500;

function readId(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export class FisherChoice {
  /** The newest first, as far as the search goes. */
  listed = $state.raw<readonly LibraryFisher[]>([]);
  /** Undefined until the library was asked. */
  total = $state.raw<number>();
  /** Ids; the second only beside a first. */
  ids = $state.raw<readonly [first?: number, second?: number]>([]);
  chosen = $state.raw<readonly ChosenFisher[]>([]);
  error = $state.raw<unknown>();
  /** A checked checkpoint that has no Fisher. */
  lacking = $state.raw<LibraryCheckpoint>();
  #turn = 0;

  /** What was listed, with what is chosen and not among that. */
  get options(): readonly LibraryFisher[] {
    const others = this.chosen
      .map(({ item }) => item)
      .filter(({ id }) => this.listed.every((one) => one.id !== id));
    return [...this.listed, ...others];
  }

  async list(search: string): Promise<void> {
    try {
      const page = await call('library.list', { kind: 'fisher', search, limit: MOST });
      this.listed = page.rows.filter((item) => item.kind === 'fisher');
      if (search === '' || this.total === undefined) this.total = page.total;
    } catch (error) {
      this.error = error;
    }
  }

  /** To be called when the list is there. */
  async begin({ id: one, a, b }: Params, checked: readonly LibraryCheckpoint[]): Promise<void> {
    const asked = [readId(one ?? a), readId(b)].filter((id) => id !== undefined);
    if (asked.length > 0) {
      this.choose(asked);
      return;
    }
    try {
      const found: number[] = [];
      for (const checkpoint of checked.slice(0, 2)) {
        const fisher = await findFisherOf(checkpoint);
        if (fisher) found.push(fisher.id);
        else this.lacking ??= checkpoint;
      }
      const [newest] = this.listed;
      this.choose(found.length > 0 || !newest ? found : [newest.id]);
    } catch (error) {
      this.error = error;
    }
  }

  choose(ids: readonly (number | undefined)[]): void {
    const [first, second] = ids.filter((id) => id !== undefined);
    this.ids =
      first === undefined ? [] : second === undefined || second === first ? [first] : [first, second];
    const address = linkTo('fisher', {
      ...(this.ids[0] !== undefined && { a: this.ids[0] }),
      ...(this.ids[1] !== undefined && { b: this.ids[1] }),
    });
    // Kept for whoever comes back; not a step to go back by.
    history.replaceState(history.state, '', address);
    void this.#load();
  }

  /** A newer Fisher takes the first empty place, or the second. */
  add(id: number): void {
    this.lacking = undefined;
    this.choose([this.ids[0] ?? id, this.ids[0] === undefined ? undefined : id]);
  }

  async #load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const known = new Map(this.chosen.map((one) => [one.item.id, one]));
      const ids = this.ids.filter((id) => id !== undefined);
      const chosen = await Promise.all(ids.map(async (id) => known.get(id) ?? (await loadFisher(id))));
      if (turn !== this.#turn) return;
      this.chosen = chosen;
      this.error = undefined;
    } catch (error) {
      if (turn === this.#turn) this.error = error;
    }
  }
}
