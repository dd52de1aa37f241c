/** What commands of the library and of runs report: what was imported, changed, checked and compared. */
import type { ErrorCode } from './error.ts';
import type { ItemKind, LibraryMerge, LibraryScore, NamedItem, Presence, RunRecord } from './library.ts';

/** A sentence about what was left out, with the thing that it is about. */
export interface Refusal {
  readonly path: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface ImportReport {
  readonly run: number;
  /** In the order in which they were found; `isNew` false: its content was known already. */
  readonly items: readonly (NamedItem & { readonly isNew: boolean; readonly restored: boolean })[];
  readonly refused: readonly Refusal[];
}

/** What was done to several items, and to which it could not be done. */
export interface BulkReport {
  readonly done: readonly NamedItem[];
  readonly refused: readonly { readonly item: string; readonly message: string }[];
}

export interface EmptiedTrash {
  readonly removed: readonly NamedItem[];
  readonly kept: readonly (NamedItem & { /** A sentence. */ readonly why: string })[];
}

export interface LibraryCheck {
  /** What SQLite finds wrong with the database; empty where nothing is. */
  readonly faults: readonly string[];
  /** What does not lie where it did, or changed. */
  readonly absent: readonly (NamedItem & {
    readonly path: string;
    readonly presence: Exclude<Presence, 'present'>;
  })[];
  /** What lies in the library's own folders and belongs to no item. */
  readonly orphans: readonly { readonly path: string; readonly bytes: number }[];
}

export interface LibraryUsage {
  readonly folder: string;
  /** Bytes of the disk that the library lies on. */
  readonly free: number;
  readonly database: number;
  /** `own`: of these, what lies in the library's folder. */
  readonly kinds: readonly {
    readonly kind: ItemKind;
    readonly count: number;
    readonly bytes: number;
    readonly own: number;
  }[];
}

export interface RunDetail {
  readonly run: RunRecord;
  readonly merge: LibraryMerge | null;
  readonly scores: readonly LibraryScore[];
}

export interface RunComparison {
  readonly runs: readonly RunRecord[];
  /** Where their inputs differ: a path of keys, and each run's value as JSON; undefined: it has none. */
  readonly differences: readonly { readonly key: string; readonly values: readonly unknown[] }[];
  /** Each run's best score of what it made, its merge before an average or an expert; null: none. */
  readonly scores: readonly {
    readonly task: string;
    readonly metric: string;
    readonly values: readonly (number | null)[];
  }[];
}

/** An input that is not what it was when a merge was made of it. */
export interface InputChange {
  readonly task: string;
  readonly what: 'checkpoint' | 'dataset';
  readonly path: string;
  readonly was: string;
  /** Null: it is gone. */
  readonly is: string | null;
}

export interface RepeatedRun {
  readonly run: RunRecord;
  readonly changes: readonly InputChange[];
}
