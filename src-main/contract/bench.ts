/** What the bench measures, each figure beside the best that the same machine can do. */
import type { ItemKind } from './library.ts';
import type { SweepRecord } from './sweep.ts';

/** What was measured; undefined: it was not asked for. */
export interface BenchRecord {
  readonly device: string | undefined;
  readonly sgemm: { readonly gflops: number } | undefined;
  readonly fisher: FisherBench | undefined;
  /** Where that was asked for. */
  readonly fullFisher: FullFisherBench | undefined;
  /** Of every family's base size, where that was asked for. */
  readonly families: readonly FamilyBench[] | undefined;
  readonly merge: MergeBench | undefined;
  readonly hash: HashBench | undefined;
  readonly library: LibraryBench | undefined;
  /** The paper's claim, where it was asked for. */
  readonly paper: SweepRecord | undefined;
}

/** What a bench begins with. */
export const UNMEASURED: BenchRecord = {
  device: undefined,
  sgemm: undefined,
  fisher: undefined,
  fullFisher: undefined,
  families: undefined,
  merge: undefined,
  hash: undefined,
  library: undefined,
  paper: undefined,
};

export interface HashBench {
  readonly bytes: number;
  readonly seconds: number;
  readonly gigabytesPerSecond: number;
  /** Of a second of the processor, whichever cores it was spent on. */
  readonly gigabytesPerCoreSecond: number;
  /** SHA-256 of bytes that lie in the processor's cache already. */
  readonly plainGigabytesPerSecond: number;
  /** Of that. */
  readonly share: number;
  /** How long the event loop of the process that hashes stood still at most. */
  readonly longestBlockSeconds: number;
}

export interface LibraryBench {
  readonly rows: Readonly<Record<ItemKind | 'score', number>>;
  readonly bytes: number;
  /** Opening it after it was closed: the median and the longest of several times. */
  readonly open: { readonly median: number; readonly longest: number };
  /** After the death of a Weir, which leaves a -wal; and after the machine went down, when it is checked first. */
  readonly openUnclean: { readonly median: number; readonly longest: number };
  readonly openAfterOutage: { readonly median: number; readonly longest: number };
  /** For each list, its questions by the median of a few answers each. */
  readonly lists: readonly {
    readonly list: ItemKind | 'score';
    readonly questions: number;
    /** How many took longer than the bar of 50 ms. */
    readonly slow: number;
    readonly median: number;
    readonly slowest: readonly TimedQuestion[];
    /** Of the processor, without what others on the machine took. */
    readonly slowestOfProcessor: TimedQuestion;
  }[];
}

export interface FisherBench {
  readonly rows: number;
  readonly tokensPerRow: number;
  readonly seconds: number;
  readonly tokensPerSecond: number;
  readonly samplesPerSecond: number;
  /** Of the SGEMM rate, counting four operations per encoder weight and token. */
  readonly share: number;
  readonly peakBytes: number;
}

/** The Fisher of every parameter beside that of the mask nodes, on the same rows. */
export interface FullFisherBench {
  readonly rows: number;
  readonly tokensPerRow: number;
  readonly seconds: number;
  readonly maskSeconds: number;
  /** How many times as long it takes. */
  readonly ratio: number;
  readonly peakBytes: number;
}

/** A family's mask Fisher beside the SGEMM rate of the same minute. */
export interface FamilyBench extends FisherBench {
  /** config.json's `model_type`. */
  readonly family: string;
  readonly sgemmGflops: number;
}

export interface MergeBench {
  readonly bytes: number;
  readonly seconds: number;
  readonly gigabytesPerSecond: number;
  readonly copyGigabytesPerSecond: number;
  /** Of the speed of copying the same bytes. */
  readonly share: number;
  readonly peakBytes: number;
}

/** A question to a list with the seconds that its answer took. */
export interface TimedQuestion {
  readonly question: string;
  readonly seconds: number;
}
