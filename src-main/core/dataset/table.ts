/** What every file format is to the dataset: columns, and cells row by row. */

/** A file and how its text is laid out; the formats that carry names of their own look at `file` alone. */
export interface Source {
  readonly file: string;
  readonly header: boolean;
  readonly delimiter: string;
}

export interface Column {
  /** From 0. */
  readonly index: number;
  /** Undefined where the file has no header. */
  readonly name: string | undefined;
}

export interface TableRow {
  /** Where it stands, for errors: "line 12". */
  readonly place: string;
  /** How many columns this very row has. */
  readonly width: number;
  /** The cells of the columns asked for, undefined where the row has none. */
  readonly cells: readonly unknown[];
}

export interface TableFormat {
  /** The columns of the file, none when it is empty. */
  readColumns(source: Source): Promise<readonly Column[]>;
  /** Every row in file order, in bounded memory. */
  readCells(source: Source, columns: readonly Column[]): AsyncGenerator<TableRow>;
}
