/** What the host asks of the worker, its child process: commands with absolute paths, and what only the host knows beside them. */
import type { CommandInput, DatasetChoice } from './commands.ts';
import type { DatasetLabels, DatasetLook, NeedRecord, PredictionRecord, RecipeCheck } from './desk.ts';
import type { ItemRecord, LibraryCheckpoint, LibraryDataset } from './library.ts';
import type { Refusal } from './reports.ts';
import type { Control } from './progress.ts';
import type { BenchRecord } from './bench.ts';
import type { SearchRecord, SweepRecord } from './sweep.ts';
import type { DeviceRecord, FisherRecord, MergeRecord, PlanRecord, ScoreRecord } from './records.ts';

/** A file as it was when it was hashed, by its real, absolute path: size, and time of change in milliseconds. */
export interface KnownHash {
  readonly path: string;
  readonly bytes: number;
  readonly changedAt: number;
  readonly hash: string;
}

/** What the host says beside the input: none of it changes a result but by the rounding of other batches. */
export interface Surroundings {
  /** The library's folders; without them nothing is kept and nothing is found again. */
  readonly library?:
    | {
        readonly checkpoints: string;
        readonly fishers: string;
        readonly partial: string;
        readonly statistics: string;
      }
    | undefined;
  /** Files that need not be hashed again while size and time of change are the same. */
  readonly known?: readonly KnownHash[] | undefined;
  /** Of the customary token budget: 1/2 where a worker died before. */
  readonly share?: number | undefined;
  /** Of the processor; all cores when absent. */
  readonly threads?: number | undefined;
  /** Whether it was begun before: what an attempt that died had finished may lie in its place. */
  readonly again?: boolean | undefined;
}

/** Names of the library that stand in a recipe in the place of paths → what they mean. */
export interface LibraryNames {
  /** Absolute folders. */
  readonly checkpoints: Readonly<Record<string, string>>;
  /** How they are read, absolute files first, and judged. */
  readonly datasets: Readonly<Record<string, KnownDataset>>;
}

export interface KnownDataset {
  readonly reading: DatasetChoice;
  readonly metric?: string | undefined;
}

/** A recipe's text and the file that it is from, or would be: relative paths begin in its folder. */
export interface RecipeText {
  readonly file: string;
  readonly text: string;
  readonly names: LibraryNames;
}

export interface ImportedCheckpoint extends Omit<
  LibraryCheckpoint,
  keyof ItemRecord | 'baseId' | 'presence'
> {
  /** Proposed: the folder's, or what the Hugging Face cache calls it. */
  readonly name: string;
  /** Its weight files. */
  readonly files: readonly Omit<KnownHash, 'hash'>[];
  /** The hash of the checkpoint that comparing tensors finds it to be fine-tuned from. */
  readonly baseHash: string | null;
}

export interface ImportedDataset extends Omit<LibraryDataset, keyof ItemRecord | 'presence'> {
  readonly name: string;
  readonly changedAt: number;
}

export interface ImportedItems {
  readonly checkpoints: readonly ImportedCheckpoint[];
  readonly datasets: readonly ImportedDataset[];
  readonly refused: readonly Refusal[];
  /** Of every file that was hashed now. */
  readonly hashes: readonly KnownHash[];
}

/** A checkpoint of the library that others may be fine-tuned from. */
export interface BaseCandidate {
  readonly hash: string;
  readonly folder: string;
  readonly family: string;
  readonly layers: number;
  readonly heads: number;
  readonly hidden: number;
  readonly neurons: number;
}

/** A checkpoint of the library as others speak of it. */
export type NamedCheckpoint = Pick<
  ImportedCheckpoint,
  'hash' | 'name' | 'folder' | 'declaredBase' | 'problem'
>;

/** What the time of a model's part in a merge depends on. */
export interface CheckedModel {
  readonly task: string;
  readonly parameters: number;
  /** Rows that its Fisher is taken on; 0: none is, or it lies in a file. */
  readonly samples: number;
  /** Whether the library has its Fisher. */
  readonly known: boolean;
  /** Rows that it is scored on. */
  readonly rows: number;
}

interface WorkOf {
  readonly import: {
    readonly input: Pick<CommandInput<'library.import'>, 'scan' | 'storage' | 'reading' | 'metric'> & {
      readonly paths: readonly string[];
      readonly bases: readonly BaseCandidate[];
      /** The absolute folder that adapters are folded into, where that is not the one that they name. */
      readonly base?: string | undefined;
      /** What adapters may mean by a name. */
      readonly library?: readonly NamedCheckpoint[] | undefined;
    };
    readonly result: ImportedItems;
  };
  /** Hashes of what lies there now: a checkpoint's folder or a dataset's file; null where nothing does. */
  readonly fingerprint: {
    readonly input: { readonly paths: readonly string[] };
    readonly result: {
      readonly prints: readonly { readonly path: string; readonly hash: string | null }[];
      readonly hashes: readonly KnownHash[];
    };
  };
  readonly fisher: {
    readonly input: {
      readonly checkpoint: string;
      readonly dataset: DatasetChoice;
      readonly settings: CommandInput<'fisher'>['settings'];
      readonly device: string;
      readonly out?: string | undefined;
    };
    readonly result: FisherRecord;
  };
  readonly score: {
    readonly input: Pick<
      CommandInput<'score'>,
      'checkpoint' | 'dataset' | 'metrics' | 'maxLength' | 'device'
    >;
    readonly result: ScoreRecord;
  };
  readonly plan: { readonly input: { readonly recipe: RecipeText }; readonly result: PlanRecord };
  /** A recipe planned, its inputs glanced at, and what it needs. */
  readonly check: {
    readonly input: { readonly recipe: RecipeText; readonly out: string };
    readonly result: Omit<RecipeCheck, 'need' | 'known'> & {
      readonly need: Omit<NeedRecord, 'seconds'>;
      readonly models: readonly CheckedModel[];
    };
  };
  readonly look: { readonly input: { readonly dataset: DatasetChoice }; readonly result: DatasetLook };
  readonly labels: {
    readonly input: { readonly dataset: DatasetChoice; readonly checkpoint: string };
    readonly result: DatasetLabels;
  };
  readonly predict: {
    readonly input: {
      readonly checkpoints: readonly string[];
      readonly text: string;
      readonly pair?: string | undefined;
      readonly device: string;
    };
    readonly result: readonly PredictionRecord[];
  };
  readonly merge: {
    readonly input: {
      readonly recipe: RecipeText;
      readonly out: string;
      readonly replace: boolean;
      readonly device: string;
    };
    readonly result: MergeRecord;
  };
  readonly sweep: {
    readonly input: { readonly recipe: RecipeText; readonly device: string };
    readonly result: SweepRecord;
  };
  readonly search: {
    readonly input: Pick<
      CommandInput<'search'>,
      'algorithm' | 'objective' | 'trials' | 'over' | 'seed' | 'share' | 'out' | 'device'
    > & { readonly recipe: RecipeText };
    readonly result: SearchRecord;
  };
  readonly devices: {
    readonly input: Readonly<Record<string, never>>;
    readonly result: readonly DeviceRecord[];
  };
  /** All but the library, which no worker opens. */
  readonly bench: {
    readonly input: Pick<CommandInput<'bench'>, 'device' | 'only'>;
    /** What it measured of it. */
    readonly result: Partial<Omit<BenchRecord, 'library' | 'paper'>>;
  };
}

/** What a worker can do. */
export type Work = keyof WorkOf;
export type WorkInput<W extends Work> = WorkOf[W]['input'];
export type WorkResult<W extends Work> = WorkOf[W]['result'];

/** A function of runs/worker. */
export type Worker<W extends Work> = (
  input: WorkInput<W>,
  control: Control,
  surroundings: Surroundings,
) => Promise<WorkResult<W>>;
