/** The columns of one table as the person made them, kept with the settings. */
import { settings } from '../state/settings.svelte.ts';
import { defaultView, readView, type Column, type SortTerm, type TableView } from './column.ts';

export interface LayoutParts<T> {
  /** Under which the view is kept. */
  readonly name: string;
  readonly columns: readonly Column<T>[];
  readonly sort: readonly SortTerm[];
}

/** Letters of the customary size, in which widths are said. */
const EM = 13;

export class TableLayout<T> {
  readonly #parts: () => LayoutParts<T>;
  readonly #fallback = $derived.by(() => defaultView(this.#parts().columns, this.#parts().sort));
  readonly view = $derived.by(() =>
    readView(settings.view(this.#parts().name), this.#parts().columns, this.#fallback),
  );
  readonly columns = $derived.by(() =>
    this.view.columns
      .map((key) => this.#parts().columns.find((column) => column.key === key))
      .filter((column) => column !== undefined),
  );
  /** A width of CSS for each. */
  readonly widths = $derived.by(() =>
    this.columns.map(({ key, width }) => `${(this.view.widths[key] ?? width) / EM}rem`),
  );
  /** As text, which is the same while nothing about it has changed. */
  readonly sortText = $derived.by(() => JSON.stringify(this.view.sort));

  constructor(parts: () => LayoutParts<T>) {
    this.#parts = parts;
  }

  change(changes: Partial<TableView>): void {
    settings.setView(this.#parts().name, { ...this.view, ...changes });
  }

  reset(): void {
    settings.setView(this.#parts().name, this.#fallback);
  }

  /** Undefined: as it was at first. */
  setWidth(key: string, width: number | undefined): void {
    const { [key]: _, ...others } = this.view.widths;
    this.change({ widths: width === undefined ? others : { ...others, [key]: width } });
  }

  /** Puts a column where another is, which makes room. */
  move(key: string, to: string): void {
    const keys = this.view.columns.filter((one) => one !== key);
    const isToTheRight = this.view.columns.indexOf(key) < this.view.columns.indexOf(to);
    keys.splice(keys.indexOf(to) + Number(isToTheRight), 0, key);
    this.change({ columns: keys });
  }
}
