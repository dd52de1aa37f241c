/** Sums of squared mask gradients over the examples or batches of a dataset. */
import type { PassResult } from './passes.ts';
import type { FisherSettings } from './settings.ts';

/** What was added so far, as it is kept and taken up again. */
export interface SumsState {
  readonly kind: PassResult['kind'];
  readonly squares: Float64Array;
  readonly count: number;
  /** Batches that are not complete, in the order in which they began. */
  readonly groups: readonly Readonly<Group>[];
}

/** A batch whose gradients are averaged: their sum so far. */
interface Group {
  readonly key: number;
  readonly sum: Float64Array;
  size: number;
}

/**
 * Adds up in float64, a window of consecutive examples at a time, whatever order its examples come in. With the setting `batch`, each
 * `settings.batch` consecutive examples count once, by the square of their mean gradient: what the authors' code does. Where squares are
 * expectations over independent labels, cross terms vanish, and the expected square of the mean is Σ E[g²] / n².
 */
export class FisherSums {
  /** Σ over what was counted, one number a mask node. */
  readonly squares: Float64Array;
  /** Examples, or batches of them. */
  count = 0;
  readonly #settings: FisherSettings;
  #kind: PassResult['kind'] = 'gradients';
  /** Batches that are not complete yet. */
  readonly #groups = new Map<number, Group>();

  constructor(masks: number, settings: FisherSettings) {
    this.squares = new Float64Array(masks);
    this.#settings = settings;
  }

  /** A copy of all that the next pass is added to. */
  snapshot(): SumsState {
    const groups = Array.from(this.#groups.values(), (group) => ({ ...group, sum: group.sum.slice() }));
    return { kind: this.#kind, squares: this.squares.slice(), count: this.count, groups };
  }

  /** Goes on from a snapshot of sums of the same size and settings, to the same bits. */
  restore({ kind, squares, count, groups }: SumsState): void {
    this.#kind = kind;
    this.squares.set(squares);
    this.count = count;
    this.#groups.clear();
    // In their order: a window's end counts them in it.
    for (const group of groups) this.#groups.set(group.key, { ...group, sum: group.sum.slice() });
  }

  /** Adds a pass of which row i is the example at `positions[i]` of the window. */
  add({ kind, rows }: PassResult, positions: readonly number[]): void {
    this.#kind = kind;
    const masks = this.squares.length;
    for (const [row, position] of positions.entries()) {
      const values = rows.subarray(row * masks, (row + 1) * masks);
      if (this.#settings.gradient === 'example') {
        addTo(this.squares, values, kind === 'gradients' ? 2 : 1);
        this.count++;
      } else {
        const group = this.#groupOf(position);
        addTo(group.sum, values, 1);
        if (++group.size === this.#settings.batch) this.#count(group);
      }
    }
  }

  /** Counts the last batch, which may be a smaller one. */
  endWindow(): void {
    for (const group of this.#groups.values()) this.#count(group);
  }

  #count(group: Group): void {
    const { key, sum, size } = group;
    for (let at = 0; at < sum.length; at++) {
      const mean = sum[at]! / size;
      this.squares[at]! += this.#kind === 'gradients' ? mean * mean : mean / size;
    }
    this.#groups.delete(key);
    this.count++;
  }

  #groupOf(position: number): Group {
    const key = Math.floor(position / this.#settings.batch);
    const group = this.#groups.get(key) ?? { key, sum: new Float64Array(this.squares.length), size: 0 };
    this.#groups.set(key, group);
    return group;
  }
}

function addTo(sum: Float64Array, values: Float32Array | Float64Array, power: 1 | 2): void {
  for (let at = 0; at < sum.length; at++) {
    const value = values[at]!;
    sum[at]! += power === 2 ? value * value : value;
  }
}
