/** Sweeps and searches: many merges of the same checkpoints, scored beside each other, as plain records. */

/** Which rows of an evaluation file count: all, those that choices are made on, or the others, which results are told on. */
export type RowPart = 'all' | 'choosing' | 'reporting';

/** Scores by task and metric; of each task the metric that it is compared by stands first. */
export type TaskScores = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface SweptMethod {
  /** What the matrix calls it; no two have the same. */
  readonly name: string;
  readonly method: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One merge of a sweep. */
export interface SweepCell {
  /** Places in the sweep's `sets` and `methods`. */
  readonly set: number;
  readonly method: number;
  /** Null where the method draws nothing by chance, or takes nothing on a dataset. */
  readonly seed: number | null;
  readonly samples: number | null;
  /** What was merged, as a recipe that can be carried out by itself. */
  readonly recipe: string;
  readonly scores: TaskScores;
  /** Of each task's first metric, where 95 % of the scores lie when its rows are drawn again (bootstrap). */
  readonly intervals: Readonly<Record<string, readonly [low: number, high: number]>>;
  /** Of each task whose answers are right or wrong: a bit a row, from the lowest of each byte, in base64. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** What it takes of the checkpoints, so that merges which take the same are known: see EvidenceCost. Null for nothing. */
  readonly evidence: string | null;
  /** Of merging alone. */
  readonly seconds: number;
}

/** What was taken of one checkpoint, and how long it took: once, however many merges are made with it. */
export interface EvidenceCost {
  readonly task: string;
  /** 'mask-fisher', 'full-fisher', 'gram' */
  readonly kind: string;
  /** The kind with all that it was taken with. */
  readonly evidence: string;
  readonly samples: number;
  readonly seed: number;
  readonly seconds: number;
}

export interface SweepRecord {
  readonly tasks: readonly {
    readonly task: string;
    /** The one that it is compared by first. */
    readonly metrics: readonly string[];
    readonly rows: number;
    readonly dataset: string;
  }[];
  readonly part: RowPart;
  /** Of tasks, each in the order of `tasks`. */
  readonly sets: readonly (readonly string[])[];
  readonly methods: readonly SweptMethod[];
  /** Place of the method that the others are compared with, the plain average; null where the sweep has none. */
  readonly baseline: number | null;
  /** Each expert on its own task. */
  readonly experts: TaskScores;
  readonly cells: readonly SweepCell[];
  readonly costs: readonly EvidenceCost[];
  /** The sweep's text, and the folder that its relative paths begin in. */
  readonly text: string;
  readonly folder: string;
  readonly warnings: readonly string[];
  readonly device: string;
  readonly seconds: number;
}

export type Objective = 'mean' | 'worst' | 'relative';
export type SearchAlgorithm = 'grid' | 'dirichlet' | 'cma-es';

/** One point of a search. */
export interface SearchTrial {
  readonly weights: Readonly<Record<string, number>>;
  readonly settings: Readonly<Record<string, number>>;
  /** On the rows for choosing; more is better. */
  readonly objective: number;
  readonly scores: TaskScores;
}

export interface SearchRecord {
  readonly method: string;
  readonly algorithm: SearchAlgorithm;
  readonly objective: Objective;
  readonly seed: number;
  /** What was searched over: 'weights' and names of settings. */
  readonly over: readonly string[];
  /** In the order in which they were tried; the first is the recipe as it was. */
  readonly trials: readonly SearchTrial[];
  /** The place of the best among them. */
  readonly best: number;
  /** On the rows for reporting, which no trial saw: experts, the recipe as it was, and the best. */
  readonly report: {
    readonly experts: TaskScores;
    readonly before: TaskScores;
    readonly after: TaskScores;
    /** Rows of each task, for choosing and for reporting. */
    readonly rows: Readonly<Record<string, { readonly choosing: number; readonly reporting: number }>>;
  };
  /** The best as a recipe, and the folder that its relative paths begin in. */
  readonly recipe: string;
  readonly folder: string;
  readonly warnings: readonly string[];
  readonly device: string;
  readonly seconds: number;
}
