/** Where the keys are among the rows of a table, and what they and clicks check. */
import type { Selection } from '../state/selection.svelte.ts';
import { toasts } from '../state/toasts.svelte.ts';
import type { RowPages } from './row-pages.svelte.ts';

interface Parts<T extends { readonly id: number }> {
  readonly pages: RowPages<T>;
  readonly selection: () => Selection<T> | undefined;
  /** Makes a row the active one. */
  readonly activate: (row: T) => void;
}

export class RowCursor<T extends { readonly id: number }> {
  /** -1: nowhere. */
  index = $state(-1);
  /** Where a range began. */
  #anchor = -1;
  readonly #parts: Parts<T>;

  constructor(parts: Parts<T>) {
    this.#parts = parts;
  }

  leave(): void {
    this.index = -1;
    this.#anchor = -1;
  }

  activate(index: number): void {
    this.index = index;
    const { pages, activate } = this.#parts;
    const row = pages.at(index);
    if (row !== undefined) activate(row);
    // One that is not there yet, when it is.
    else
      void pages.ensure(index, index).then(() => {
        if (this.index === index) this.#activateRead(index);
      });
  }

  /** To a row, and with Shift checking all from where that began. */
  move(to: number, withShift: boolean): void {
    const index = Math.max(0, Math.min((this.#parts.pages.total ?? 0) - 1, to));
    if (withShift) {
      if (this.#anchor < 0) this.#anchor = Math.max(0, this.index);
      void this.#checkRange(this.#anchor, index);
    } else this.#anchor = index;
    this.activate(index);
  }

  /** @param page rows that are seen at once  @returns whether the key was one that moves or checks */
  press({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent, page: number): boolean {
    const { pages, selection } = this.#parts;
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: this.index + 1,
      ArrowUp: this.index - 1,
      PageDown: this.index + page,
      PageUp: this.index - page,
      Home: 0,
      End: (pages.total ?? 0) - 1,
    };
    const target = steps[key];
    const chosen = selection();
    if (target !== undefined) {
      if (pages.total) this.move(target, shiftKey && chosen !== undefined);
    } else if (key === ' ') this.check(this.index, shiftKey);
    else if (key === 'Escape' && chosen !== undefined && chosen.size > 0) chosen.clear();
    else if (key.toLowerCase() === 'a' && (ctrlKey || metaKey) && chosen !== undefined) this.checkAll();
    else return false;
    return true;
  }

  check(index: number, withShift: boolean): void {
    const row = this.#parts.pages.at(index);
    if (row === undefined) return;
    if (withShift && this.#anchor < 0) this.#anchor = this.index;
    this.index = index;
    if (withShift && this.#anchor >= 0) void this.#checkRange(this.#anchor, index);
    else this.#parts.selection()?.toggle(row);
    this.#anchor = index;
  }

  /** All, or none where all are. */
  checkAll(): void {
    const selection = this.#parts.selection();
    const total = this.#parts.pages.total ?? 0;
    if (selection !== undefined && selection.size >= total) selection.clear();
    else void this.#checkRange(0, total - 1);
  }

  /** A click: with a modifier, or on the box, it checks; otherwise it makes the row the active one. */
  click(event: MouseEvent, index: number): void {
    const isOfBox = event.target instanceof HTMLInputElement;
    if (!isOfBox && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      this.#anchor = index;
      this.activate(index);
      return;
    }
    this.check(index, event.shiftKey);
    if (event.shiftKey) window.getSelection()?.removeAllRanges();
  }

  #activateRead(index: number): void {
    const row = this.#parts.pages.at(index);
    if (row !== undefined) this.#parts.activate(row);
  }

  async #checkRange(from: number, to: number): Promise<void> {
    const [first, last] = [Math.max(0, Math.min(from, to)), Math.max(from, to)];
    try {
      this.#parts.selection()?.add(await this.#parts.pages.between(first, last));
    } catch (error) {
      toasts.complain(error);
    }
  }
}
