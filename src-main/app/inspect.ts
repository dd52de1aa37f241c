/** What a checkpoint is: its sizes, its task head, and every tensor with its role in merging. */
import type { CommandInput } from '../contract/commands.ts';
import type { CheckpointRecord } from '../contract/records.ts';
import { openCheckpoint } from '../core/encoder/checkpoint.ts';
import { explainAdapter } from '../core/lora/explain-adapter.ts';
import type { TensorEntry } from '../core/safetensors/header.ts';
import { isFloat } from '../core/tensor/float.ts';
import { countElements } from '../core/tensor/shape.ts';

/** Reads headers and no weights. Tensors come in the order of the family's table, those outside the encoder last. */
export async function inspectCheckpoint({
  checkpoint: path,
}: CommandInput<'inspect'>): Promise<CheckpointRecord> {
  await using checkpoint = await openCheckpoint(path).catch(async (error: unknown) => {
    throw (await explainAdapter(path)) ?? error;
  });
  const { folder, config, encoder, others } = checkpoint;
  const { family, layers, heads, hidden, neurons, vocabulary, maxTokens, activation, head } = config;
  const entries = [...encoder.map(({ entry }) => entry), ...others];
  const parameters = countByType(entries);
  return {
    folder,
    family,
    layers,
    heads,
    hidden,
    neurons,
    vocabulary,
    positions: maxTokens,
    activation,
    head: head && { problem: head.problem, labels: head.labels },
    dtypes: [...parameters.keys()].sort((a, b) => parameters.get(b)! - parameters.get(a)!),
    parameters: sum(parameters.values()),
    bytes: sum(entries.map(({ begin, end }) => end - begin)),
    maskNodes: { heads: layers * heads, neurons: layers * neurons },
    tensors: [
      ...encoder.map(({ entry, roles }) => describeTensor(entry, [...new Set(roles)].join(', '))),
      ...others.map((entry) => describeTensor(entry, undefined)),
    ],
  };
}

function describeTensor({ name, dtype, shape }: TensorEntry, role: string | undefined) {
  return { name, dtype, shape, role };
}

/** Element type → elements. Integers are buffers, not parameters. */
function countByType(entries: readonly TensorEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { dtype, shape } of entries.filter((entry) => isFloat(entry.dtype))) {
    counts.set(dtype, (counts.get(dtype) ?? 0) + countElements(shape));
  }
  return counts;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
