/** What can be done from where one is: for the command palette, the sheet of shortcuts, and the host's menu. */
import { untrack } from 'svelte';

export interface Action {
  /** The name by which a host's menu asks for it. */
  readonly id: string;
  readonly title: string;
  /** Heading in the palette and the sheet. */
  readonly group: string;
  /** 'Mod+K' (Ctrl, or Cmd on a Mac), 'Delete', '?', or two keys one after the other: 'G C'. */
  readonly shortcut?: string;
  readonly enabled?: () => boolean;
  readonly run: () => void;
}

class Actions {
  #shown = $state.raw<readonly Action[]>([]);
  /** Not state: what is torn down reads state as it was before, and would bring back what has gone meanwhile. */
  #sets: readonly (readonly Action[])[] = [];

  get all(): readonly Action[] {
    return this.#shown;
  }

  /** Until the returned function is called; a later action takes the place of an earlier one of its id. */
  register(added: readonly Action[]): () => void {
    this.#show([...this.#sets, added]);
    return () => {
      this.#show(this.#sets.filter((actions) => actions !== added));
    };
  }

  #show(sets: readonly (readonly Action[])[]): void {
    this.#sets = sets;
    this.#shown = [...new Map(sets.flat().map((action) => [action.id, action])).values()];
  }

  /** @returns whether there was one that could be done */
  run(id: string): boolean {
    const action = this.all.find((one) => one.id === id);
    if (action === undefined || !(action.enabled?.() ?? true)) return false;
    action.run();
    return true;
  }
}

export const actions = new Actions();

/** Of a page or a part: as long as it is there. To be called while it is made. */
export function useActions(added: readonly Action[]): void {
  $effect.pre(() => untrack(() => actions.register(added)));
}
