/** The index by which Hugging Face finds a task's tensors in several files. */

export const ENCODER_FILE = 'encoder.safetensors';
/** Only where each task has a table of its own. */
export const WORDS_FILE = 'word-embeddings.safetensors';
export const HEAD_FILE = 'task-head.safetensors';

export interface ShardTensor {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** The text of model.safetensors.index.json: names sorted, as Hugging Face writes them. `files`: the tensors of each, by its name. */
export function formatShardIndex(files: Readonly<Record<string, readonly ShardTensor[]>>): string {
  const places = Object.entries(files).flatMap(([file, tensors]) =>
    tensors.map(({ name }) => [name, file] as const),
  );
  places.sort(([a], [b]) => (a < b ? -1 : 1));
  const total = Object.values(files)
    .flat()
    .reduce((sum, { size }) => sum + size, 0);
  return `${JSON.stringify({ metadata: { total_size: total }, weight_map: Object.fromEntries(places) }, null, 2)}\n`;
}
