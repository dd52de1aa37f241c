/** A graph opened over a checkpoint's own files. */
import { openForReading } from '../files/disk.ts';
import type { Graph } from '../graph/node.ts';
import type { Runtime, Session } from '../graph/runtime.ts';
import { weightFiles, type Checkpoint } from './checkpoint.ts';

/** Where the runtime fails because a file has vanished, that is what is thrown. */
export async function openSession(runtime: Runtime, graph: Graph, checkpoint: Checkpoint): Promise<Session> {
  try {
    return await runtime.open(graph, weightFiles(checkpoint));
  } catch (error) {
    for (const file of checkpoint.weights.files) await (await openForReading(file))[Symbol.asyncDispose]();
    throw error;
  }
}
