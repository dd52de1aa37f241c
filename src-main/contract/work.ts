/** What the host asks of the worker, its child process: commands with absolute paths, and what only the host knows beside them. */
import type { CommandInput, DatasetChoice } from './commands.ts';
import type { ItemRecord, LibraryCheckpoint, LibraryDataset, Refusal } from './library.ts';
import type { Control } from './progress.ts';
import type {
  BenchRecord,
  DeviceRecord,
  FisherRecord,
  MergeRecord,
  PlanRecord,
  ScoreRecord,
} from './records.ts';

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
    { readonly checkpoints: string; readonly fishers: string; readonly partial: string } | undefined;
  /** Files that need not be hashed again while size and time of change are the same. */
  readonly known?: readonly KnownHash[] | undefined;
  /** Of the customary token budget: 1/2 where a worker died before. */
  readonly share?: number | undefined;
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

interface WorkOf {
  readonly import: {
    readonly input: Pick<CommandInput<'library.import'>, 'scan' | 'storage' | 'reading' | 'metric'> & {
      readonly paths: readonly string[];
      readonly bases: readonly BaseCandidate[];
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
  readonly merge: {
    readonly input: {
      readonly recipe: RecipeText;
      readonly out: string;
      readonly replace: boolean;
      readonly device: string;
    };
    readonly result: MergeRecord;
  };
  readonly devices: {
    readonly input: Readonly<Record<string, never>>;
    readonly result: readonly DeviceRecord[];
  };
  readonly bench: { readonly input: { readonly device: string }; readonly result: BenchRecord };
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
