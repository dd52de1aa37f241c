/** Records of the window's own commands: recipes while they are written, datasets while they are looked at, what a text gets. */

/** What a recipe would need, told from headers; and what there is of it now. */
export interface NeedRecord {
  /** Bytes. */
  readonly memory: number;
  readonly disk: number;
  readonly freeMemory: number;
  readonly freeDisk: number;
  /** From the speed of earlier runs on this machine; null where there were none. */
  readonly seconds: number | null;
}

export interface RecipeCheck {
  /** As `weir plan` prints it. */
  readonly text: string;
  readonly hash: string;
  readonly notes: readonly string[];
  readonly need: NeedRecord;
  /** Tasks whose Fisher the library has. */
  readonly known: readonly string[];
}

/** Means of squared gradients of the mask nodes. */
export interface FisherValues {
  readonly layers: number;
  readonly headsPerLayer: number;
  readonly neuronsPerLayer: number;
  /** [layers, heads] and [layers, neurons], row after row. */
  readonly heads: Float64Array;
  readonly neurons: Float64Array;
  readonly count: number;
}

/** The first rows of a file of texts, and how they are read. */
export interface DatasetLook {
  readonly columns: readonly { readonly name: string | null; readonly index: number }[];
  /** Cells of the first rows, by column. */
  readonly rows: readonly (readonly string[])[];
  /** Columns' indices, as asked for or as their names suggest. */
  readonly text: readonly number[];
  readonly label: number | null;
  /** Why the rows cannot be read so; null: they can. */
  readonly fault: string | null;
}

export interface DatasetLabels {
  /** As they stand in the file, the commonest first; `meaning`: the checkpoint's label for it, null where it has none. */
  readonly labels: readonly {
    readonly label: string;
    readonly rows: number;
    readonly meaning: string | null;
  }[];
  readonly rows: number;
  readonly problem: string | null;
  /** The checkpoint's own, in the order of their ids. */
  readonly known: readonly string[];
  /** A sentence where the two orders look permuted. */
  readonly warning: string | null;
}

/** What one checkpoint says of a text. */
export interface PredictionRecord {
  readonly checkpoint: string;
  readonly problem: string;
  readonly labels: readonly string[];
  /** Probabilities of the labels; values of a regression. */
  readonly outputs: readonly number[];
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly device: string;
  readonly threads: number;
  readonly budget: number;
  readonly notify: boolean;
  readonly views: Readonly<Record<string, unknown>>;
}

export interface AboutRecord {
  readonly version: string;
  /** Program → version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly licences: readonly { readonly name: string; readonly version: string; readonly licence: string }[];
  readonly library: string;
}

export interface FileEntry {
  readonly name: string;
  readonly path: string;
  /** 'checkpoint': a folder with a config.json in it. */
  readonly kind: 'folder' | 'checkpoint' | 'file';
  readonly bytes: number;
}

export interface FileList {
  readonly folder: string;
  /** Null at a root. */
  readonly parent: string | null;
  readonly entries: readonly FileEntry[];
}
