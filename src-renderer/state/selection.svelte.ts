/** What is checked in a list, with its records, so that other pages can go on with it. */
import type { LibraryCheckpoint } from '../../src-main/contract/library.ts';

interface Identified {
  readonly id: number;
}

export class Selection<T extends Identified> {
  #items = $state.raw<ReadonlyMap<number, T>>(new Map());

  /** In the order in which they were checked. */
  get items(): readonly T[] {
    return [...this.#items.values()];
  }

  get size(): number {
    return this.#items.size;
  }

  has(id: number): boolean {
    return this.#items.has(id);
  }

  toggle(item: T): void {
    if (!this.remove([item.id])) this.add([item]);
  }

  add(items: readonly T[]): void {
    this.#items = new Map([...this.#items, ...items.map((item) => [item.id, item] as const)]);
  }

  /** @returns whether one of them was checked */
  remove(ids: readonly number[]): boolean {
    const found = ids.filter((id) => this.#items.has(id));
    if (found.length === 0) return false;
    const items = new Map(this.#items);
    for (const id of found) items.delete(id);
    this.#items = items;
    return true;
  }

  set(items: readonly T[]): void {
    this.#items = new Map(items.map((item) => [item.id, item]));
  }

  clear(): void {
    this.#items = new Map();
  }

  /** Takes newer records in the place of those that are checked. */
  refresh(items: readonly T[]): void {
    const newer = items.filter((item) => {
      const kept = this.#items.get(item.id);
      return kept !== undefined && kept !== item;
    });
    if (newer.length > 0) this.add(newer);
  }
}

/** Shared by Checkpoints, Merge and Fisher. */
export const checkedCheckpoints = new Selection<LibraryCheckpoint>();
