/** What runs a graph: implemented by the engine, so that core can compute without knowing which runtime does it. */
import type { Graph } from './node.ts';
import type { LocateWeight } from './onnx-emitter.ts';

/** A value for one run; int64 values as BigInt64Array. */
export interface Feed {
  readonly values: Float32Array | BigInt64Array;
  readonly shape: readonly number[];
}
export type Feeds = Readonly<Record<string, Feed>>;

/** The outputs of one run, by name, row-major. */
export type Fetches = Readonly<Record<string, Float32Array>>;

/** A graph made ready on one device. */
export interface Session extends AsyncDisposable {
  run(feeds: Feeds): Promise<Fetches>;
}

/** The files that a graph's weights lie in: a real folder, and each weight's place below it. */
export interface WeightFiles {
  readonly folder: string;
  readonly locate: LocateWeight;
}

/** One device of this machine. */
export interface Runtime {
  readonly device: string;
  /** Throws when the device cannot take the graph. Weights are left where they lie. */
  open(graph: Graph, files?: WeightFiles): Promise<Session>;
}
