/** The rows of a list of any length: read in blocks as they come into sight, read anew when the library changed. */
import type { Page } from '../../src-main/contract/library.ts';
import type { SortTerm } from './column.ts';

/** What a list is asked for. */
export interface RowQuery {
  readonly offset: number;
  readonly limit: number;
  readonly sort: readonly SortTerm[];
}

export type LoadRows<T> = (query: RowQuery) => Promise<Page<T>>;

/** Rows of a block: few enough that the page stays quick while they are read. */
const BLOCK = 100;
/** Of a walk through all of them. */
const STRIDE = 500;

export class RowPages<T> {
  /** Undefined until the first block came. */
  total = $state.raw<number | undefined>();
  error = $state.raw<unknown>();
  /** Counts what came in, so that whoever shows rows looks again. */
  #arrived = $state(0);
  #blocks = new Map<number, readonly T[]>();
  #asked = new Set<number>();
  #stale = new Set<number>();
  #generation = 0;
  #load: LoadRows<T>;
  #sort: readonly SortTerm[];
  #onrows: (rows: readonly T[]) => void;

  constructor(load: LoadRows<T>, sort: readonly SortTerm[], onrows: (rows: readonly T[]) => void) {
    this.#load = load;
    this.#sort = sort;
    this.#onrows = onrows;
  }

  at(index: number): T | undefined {
    this.follow();
    return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
  }

  /** Of those that were read already. */
  indexOf(is: (row: T) => boolean): number {
    for (const [block, rows] of this.#blocks) {
      const index = rows.findIndex(is);
      if (index >= 0) return block * BLOCK + index;
    }
    return -1;
  }

  /** Forgets what it has: another question, or another order. */
  restart(load: LoadRows<T>, sort: readonly SortTerm[]): void {
    this.#load = load;
    this.#sort = sort;
    this.reload();
  }

  /** Reads anew what is in sight; the old rows stay until the new ones are there. */
  reload(): void {
    this.#generation += 1;
    this.#asked.clear();
    this.#stale = new Set(this.#blocks.keys());
    this.#arrived += 1;
  }

  /** For effects: to be run again when something came in or is not up to date any more. */
  follow(): number {
    return this.#arrived;
  }

  /** Reads what is not there of these rows. */
  async ensure(first: number, last: number): Promise<void> {
    const wanted: number[] = [];
    for (let block = Math.floor(first / BLOCK); block <= Math.floor(last / BLOCK); block++) {
      const isThere = this.#blocks.has(block) && !this.#stale.has(block);
      if (!isThere && !this.#asked.has(block)) wanted.push(block);
    }
    await Promise.all(wanted.map((block) => this.#read(block)));
  }

  /** These rows, read where they are not there yet. */
  async between(first: number, last: number): Promise<T[]> {
    const rows: T[] = [];
    for (let offset = first; offset <= last; offset += STRIDE) {
      const limit = Math.min(STRIDE, last - offset + 1);
      rows.push(...(await this.#load({ offset, limit, sort: this.#sort })).rows);
    }
    return rows;
  }

  async #read(block: number): Promise<void> {
    const generation = this.#generation;
    this.#asked.add(block);
    try {
      const page = await this.#load({ offset: block * BLOCK, limit: BLOCK, sort: this.#sort });
      if (generation !== this.#generation) return;
      // With the first answer the old rows go: they may be other rows' places now.
      if (this.#stale.size > 0) {
        for (const one of this.#stale) if (one !== block) this.#blocks.delete(one);
        this.#stale.clear();
      }
      this.#blocks.set(block, page.rows);
      this.total = page.total;
      this.error = undefined;
      this.#onrows(page.rows);
    } catch (error) {
      if (generation === this.#generation) this.error = error;
    }
    this.#arrived += 1;
  }
}
