/** What commands give back: plain records that cross any boundary as JSON. */
import type { FisherSettings } from './commands.ts';
import type {
  AboutRecord,
  DatasetLabels,
  DatasetLook,
  FileList,
  FisherValues,
  PredictionRecord,
  RecipeCheck,
  Settings,
} from './desk.ts';
import type {
  ItemDetail,
  LibraryItem,
  LibraryScore,
  LogLine,
  MergeParent,
  NamedItem,
  Page,
  RunRecord,
} from './library.ts';
import type {
  BulkReport,
  EmptiedTrash,
  ImportReport,
  LibraryCheck,
  LibraryUsage,
  RepeatedRun,
  RunComparison,
  RunDetail,
} from './reports.ts';
import type { BenchRecord } from './bench.ts';
import type { SearchRecord, SweepRecord } from './sweep.ts';

export interface CheckpointRecord {
  readonly folder: string;
  readonly family: string;
  readonly layers: number;
  readonly heads: number;
  readonly hidden: number;
  readonly neurons: number;
  readonly vocabulary: number;
  readonly positions: number;
  readonly activation: string;
  readonly head: { readonly problem: string; readonly labels: readonly string[] } | undefined;
  /** Element types of the weights, most parameters first: `F32`. */
  readonly dtypes: readonly string[];
  readonly parameters: number;
  readonly bytes: number;
  readonly maskNodes: { readonly heads: number; readonly neurons: number };
  readonly tensors: readonly TensorRecord[];
}

export interface TensorRecord {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Its role in merging; undefined for what is never merged: the task head, buffers. */
  readonly role: string | undefined;
}

export interface FisherRecord {
  readonly file: string;
  readonly bytes: number;
  readonly checkpoint: string;
  readonly dataset: string;
  readonly checkpointHash: string;
  readonly datasetHash: string;
  readonly settings: FisherSettings;
  /** It was there already: nothing was computed. */
  readonly cached: boolean;
  readonly device: string;
  readonly rows: number;
  /** What the mean is over: examples or batches. */
  readonly count: number;
  readonly seconds: number;
  /** Mean Fisher of the heads and of the neurons of each layer. */
  readonly layers: readonly { readonly heads: number; readonly neurons: number }[];
}

/** One checkpoint or merge on one dataset. */
export interface ScoreRecord {
  readonly checkpoint: string;
  readonly dataset: string;
  readonly checkpointHash: string;
  readonly datasetHash: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** Sentences that the user should read: a permuted label order, say. */
  readonly warnings: readonly string[];
  readonly device: string;
  readonly seconds: number;
}

/** What would be merged with what weight, before anything is read or written. */
export interface PlanRecord {
  /** For people, in 80 columns. */
  readonly text: string;
  /** For programs, as `plan.json` has it. */
  readonly plan: unknown;
  readonly hash: string;
}

/** Scores of every model on every task; `scores[model][task][metric]`. */
export interface ScoreTable {
  /** The metric that models are compared by stands first. */
  readonly tasks: readonly {
    readonly task: string;
    readonly metrics: readonly string[];
    readonly rows: number;
    /** Hash of its evaluation file. */
    readonly dataset: string;
  }[];
  readonly models: readonly {
    /** An expert has the name of its own task. */
    readonly name: string;
    readonly kind: 'expert' | 'average' | 'merge';
    readonly scores: Readonly<Record<string, Readonly<Record<string, number>>>>;
  }[];
}

/** A task of a merge as ONNX, opened with ONNX Runtime and compared. */
export interface TaskOnnx {
  readonly task: string;
  /** model.onnx, of which the weights lie beside it. */
  readonly file: string;
  /** The largest difference between its answers and the checkpoint's own; where answers are above 1, as a part of the largest. */
  readonly difference: number;
}

export interface MergeRecord {
  readonly folder: string;
  /** Of all that was written; files that tasks share count once. */
  readonly bytes: number;
  readonly method: string;
  readonly planHash: string;
  /** The recipe's text, its hash, and the folder that its relative paths begin in. */
  readonly recipe: string;
  readonly recipeHash: string;
  readonly recipeFolder: string;
  readonly parents: readonly MergeParent[];
  /** Those that the library keeps: computed now, or found there. */
  readonly fishers: readonly FisherRecord[];
  readonly tasks: readonly { readonly task: string; readonly folder: string }[];
  /** Of every task, where it was asked for. */
  readonly onnx?: readonly TaskOnnx[] | undefined;
  readonly scores: ScoreTable | undefined;
  readonly warnings: readonly string[];
  readonly device: string;
  readonly seconds: number;
}

export interface DeviceRecord {
  readonly name: string;
  readonly state: 'chosen' | 'usable' | 'wrong' | 'absent';
  /** What the device said of itself, or why it cannot be used. */
  readonly detail: string;
  /** GFLOP/s of a matrix product. */
  readonly rate: number | undefined;
}

/** What each command gives back. */
export interface Results {
  readonly inspect: CheckpointRecord;
  readonly fisher: FisherRecord;
  readonly score: ScoreRecord;
  readonly plan: PlanRecord;
  readonly merge: MergeRecord;
  readonly sweep: SweepRecord;
  readonly search: SearchRecord;
  readonly devices: readonly DeviceRecord[];
  readonly bench: BenchRecord;

  readonly 'library.list': Page<LibraryItem>;
  readonly 'library.scores': Page<LibraryScore>;
  readonly 'library.show': ItemDetail;
  readonly 'library.import': ImportReport;
  readonly 'library.rename': NamedItem;
  readonly 'library.tag': LibraryItem;
  readonly 'library.note': NamedItem;
  readonly 'library.star': NamedItem;
  readonly 'library.relocate': LibraryItem;
  readonly 'library.rebase': LibraryItem;
  readonly 'library.trash': BulkReport;
  readonly 'library.restore': BulkReport;
  readonly 'library.empty': EmptiedTrash;
  readonly 'library.export': { readonly text: string };
  readonly 'library.reread': LibraryItem;
  readonly 'library.backup': { readonly file: string; readonly bytes: number };
  /** Where the database that it replaced lies now; null: there was none. */
  readonly 'library.recover': { readonly setAside: string | null };
  readonly 'library.check': LibraryCheck;
  readonly 'library.usage': LibraryUsage;

  readonly 'runs.start': RunRecord;
  readonly 'runs.log': { readonly lines: readonly LogLine[] };
  readonly 'runs.list': Page<RunRecord>;
  readonly 'runs.show': RunDetail;
  readonly 'runs.cancel': RunRecord;
  readonly 'runs.resume': RunRecord;
  readonly 'runs.repeat': RepeatedRun;
  readonly 'runs.compare': RunComparison;
  readonly 'runs.matrix': { readonly text: string };
  readonly 'runs.move': RunRecord;
  readonly 'runs.pause': { readonly paused: boolean };
  readonly 'runs.paused': { readonly paused: boolean };

  readonly 'recipe.read': { readonly recipe: Readonly<Record<string, unknown>> };
  readonly 'recipe.write': { readonly text: string };
  readonly 'recipe.check': RecipeCheck;
  readonly 'merge.card': { readonly text: string };
  readonly 'fisher.values': FisherValues;
  readonly 'dataset.look': DatasetLook;
  readonly 'dataset.labels': DatasetLabels;
  readonly predict: readonly PredictionRecord[];

  readonly 'sample.import': ImportReport;
  readonly 'settings.read': Settings;
  readonly 'settings.write': Settings;
  readonly 'library.move': { readonly folder: string };
  readonly about: AboutRecord;
  readonly 'files.list': FileList;
  readonly 'host.reveal': Readonly<Record<string, never>>;
  readonly 'host.choose': { readonly paths: readonly string[] };
}
