/** What the library remembers, as plain records: items of five kinds, runs, scores, and how lists of them are asked for. */
import type { Failure } from './error.ts';
import type { FisherSettings } from './commands.ts';
import type { Progress } from './progress.ts';

/** What has a name, tags, notes and a place in the trash. */
export type ItemKind = 'checkpoint' | 'dataset' | 'fisher' | 'merge' | 'run';

export interface ItemRecord {
  readonly id: number;
  readonly kind: ItemKind;
  readonly name: string;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly favourite: boolean;
  /** Milliseconds since 1970, as every time here. */
  readonly createdAt: number;
  readonly trashedAt: number | null;
}

/** Whether what was imported is still what it was: judged by size and time of change, by hash when asked to check. */
export type Presence = 'present' | 'missing' | 'changed';

export interface LibraryCheckpoint extends ItemRecord {
  readonly kind: 'checkpoint';
  /** SHA-256 of the weights, as Fisher files and plans name them. */
  readonly hash: string;
  readonly folder: string;
  /** 'linked': the folder is the user's own, and never deleted; 'copied': it lies in the library. */
  readonly storage: 'linked' | 'copied';
  readonly family: string;
  readonly layers: number;
  readonly heads: number;
  readonly hidden: number;
  readonly neurons: number;
  readonly vocabulary: number;
  readonly dtype: string;
  readonly parameters: number;
  readonly bytes: number;
  /** Undefined without a task head. */
  readonly problem: string | null;
  readonly labels: readonly string[];
  /** What it says that it was fine-tuned from. */
  readonly declaredBase: string | null;
  /** The checkpoint of the library that it was fine-tuned from, by declaration or by comparing tensors. */
  readonly baseId: number | null;
  readonly presence: Presence;
}

export interface LibraryDataset extends ItemRecord {
  readonly kind: 'dataset';
  readonly hash: string;
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  readonly columns: readonly string[];
  /** How it is read: columns, format, label map. */
  readonly reading: Readonly<Record<string, unknown>>;
  readonly metric: string | null;
  /** The first rows, cells as text. */
  readonly preview: readonly (readonly string[])[];
  readonly presence: Presence;
}

export interface LibraryFisher extends ItemRecord {
  readonly kind: 'fisher';
  readonly checkpointHash: string;
  readonly datasetHash: string;
  readonly settings: FisherSettings;
  readonly file: string;
  readonly bytes: number;
  /** What the mean is over: examples or batches. */
  readonly count: number;
  readonly device: string;
  readonly seconds: number;
}

export interface MergeParent {
  readonly task: string;
  readonly weight: number;
  readonly folder: string;
  readonly checkpointHash: string;
  readonly datasetHash: string | null;
}

export interface LibraryMerge extends ItemRecord {
  readonly kind: 'merge';
  readonly runId: number;
  readonly method: string;
  /** The recipe's text, and the folder that its relative paths begin in. */
  readonly recipe: string;
  readonly recipeFolder: string;
  readonly recipeHash: string;
  readonly planHash: string;
  readonly folder: string;
  readonly bytes: number;
  readonly device: string;
  readonly version: string;
  readonly seconds: number;
  readonly parents: readonly MergeParent[];
  readonly presence: Presence;
}

export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** What runs do (each a function of runs/worker). */
export type RunCommand = 'import' | 'fisher' | 'score' | 'merge' | 'sweep' | 'search';

/** What a worker takes of the machine. */
export interface Usage {
  /** Bytes that it has resident. */
  readonly memory: number;
  /** Cores that it kept busy since the last report. */
  readonly cores: number;
}

/** How far a run is: the worker's report, with the queue's rate and time left; both undefined until known, never NaN or Infinity. */
export interface RunProgress extends Progress {
  /** Units a second. */
  readonly rate?: number;
  /** Seconds. */
  readonly left?: number;
  readonly usage?: Usage | undefined;
}

/** What a run said. */
export interface LogLine {
  readonly at: number;
  readonly text: string;
}

export interface RunRecord extends ItemRecord {
  readonly kind: 'run';
  readonly command: RunCommand;
  /** The command's parsed input. */
  readonly input: unknown;
  readonly state: RunState;
  /** Of the queued ones: what is lower runs first. */
  readonly position: number;
  readonly attempts: number;
  readonly progress: RunProgress | null;
  readonly error: Failure | null;
  readonly result: unknown;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** One row: one metric of one model on one task's dataset. */
export interface LibraryScore {
  readonly id: number;
  readonly runId: number;
  readonly runName: string;
  readonly mergeId: number | null;
  readonly model: string;
  readonly kind: 'expert' | 'average' | 'merge';
  readonly task: string;
  readonly checkpointHash: string | null;
  readonly datasetHash: string | null;
  readonly metric: string;
  readonly value: number;
  readonly rows: number;
  readonly scoredAt: number;
}

/** A page of a list. Sorting is by raw values, and by id among equals, so that pages never overlap. */
export interface ListQuery {
  /** Words, each of which a name, tag or note begins with. */
  readonly search?: string | undefined;
  /** Column → the value that it must have; tags: one that it must carry. */
  readonly where?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  readonly sort?:
    readonly { readonly column: string; readonly descending?: boolean | undefined }[] | undefined;
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  /** What is in the trash, instead of what is not. */
  readonly trashed?: boolean | undefined;
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** Of all pages. */
  readonly total: number;
}

/** An item as sentences and reports name it. */
export interface NamedItem {
  readonly id: number;
  readonly kind: ItemKind;
  readonly name: string;
  readonly trashedAt: number | null;
}

/** One item on the way from or to another. `id` is null for what the library does not hold (any more). */
export interface LineageNode {
  readonly id: number | null;
  readonly kind: ItemKind;
  readonly name: string;
  readonly hash: string | null;
  readonly trashed: boolean;
  /** Steps from the item that was asked for: 1 for what it was made of, or came of it, at once. */
  readonly depth: number;
}

export interface Lineage {
  readonly madeOf: readonly LineageNode[];
  readonly cameOfIt: readonly LineageNode[];
}

export type LibraryItem = LibraryCheckpoint | LibraryDataset | LibraryFisher | LibraryMerge | RunRecord;

export interface ItemDetail {
  readonly item: LibraryItem;
  readonly lineage: Lineage;
  /** Of a checkpoint or a dataset: what was computed from it. */
  readonly fishers: readonly LibraryFisher[];
  /** Of a run or a merge: its own; of a checkpoint or a dataset: those that name its hash. */
  readonly scores: readonly LibraryScore[];
}
