/** A graph made ready by ONNX Runtime on one execution provider. */
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { WeirError } from '../contract/error.ts';
import type { Graph } from '../core/graph/node.ts';
import { encodeOnnx } from '../core/graph/onnx.ts';
import type { Feeds, Fetches, Session, WeightFiles } from '../core/graph/runtime.ts';
import { explainFailure } from './failure.ts';

export interface SessionSettings {
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: string;
  /** Threads of the CPU; all cores when absent. */
  readonly threads?: number | undefined;
}

/** Within Electron's programs, ONNX Runtime sees one core only; elsewhere it knows the best number by itself. */
const DEFAULT_THREADS = 'electron' in process.versions ? availableParallelism() : undefined;

const noWeights: WeightFiles['locate'] = (name) => {
  throw new WeirError('internal', `The graph has the weight '${name}', but was opened without files.`);
};

/** Opens a session; weights stay in their files, which must not change while it lives. Throws 'no-device', as its runs do. */
export async function openSession(
  graph: Graph,
  settings: SessionSettings,
  files?: WeightFiles,
): Promise<Session> {
  const bytes = encodeOnnx(graph, files?.locate ?? noWeights);
  const creation = InferenceSession.create(bytes, {
    ...optionsOf(settings),
    extra: { session: { model_external_initializers_file_folder_path: files?.folder ?? '' } },
  });
  return await wrap(creation, settings);
}

/** Opens an ONNX file as anybody does: what it says is beside it is read from there. Throws 'no-device', as its runs do. */
export async function openModel(file: string, settings: SessionSettings): Promise<Session> {
  return await wrap(InferenceSession.create(file, optionsOf(settings)), settings);
}

function optionsOf({
  provider,
  threads = DEFAULT_THREADS,
}: SessionSettings): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    // Errors come back as exceptions; the rest is noise to the user.
    logSeverityLevel: 4,
    // A pattern is one block of all activations beside the pieces of the first run: a third more memory at its peak.
    enableMemPattern: false,
  };
}

async function wrap(creation: Promise<InferenceSession>, { provider }: SessionSettings): Promise<Session> {
  const session = await explainFailure(provider, 'take the graph', creation);
  return {
    run: (feeds) => run(session, provider, feeds),
    [Symbol.asyncDispose]: () => session.release(),
  };
}

async function run(session: InferenceSession, provider: string, feeds: Feeds): Promise<Fetches> {
  const tensors = session.inputNames.map((name) => {
    const feed = feeds[name];
    if (!feed) throw new WeirError('internal', `The graph's input '${name}' was not fed.`);
    const type = feed.values instanceof BigInt64Array ? 'int64' : 'float32';
    return [name, new Tensor(type, feed.values, feed.shape)] as const;
  });
  const fetched = await explainFailure(provider, 'run the graph', session.run(Object.fromEntries(tensors)));
  return Object.fromEntries(
    Object.entries(fetched).map(([name, tensor]) => [name, tensor.data as Float32Array]),
  );
}
