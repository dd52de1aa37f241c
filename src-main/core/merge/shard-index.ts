/** The index by which Hugging Face finds a task's encoder and head in two files. */

export const ENCODER_FILE = 'encoder.safetensors';
export const HEAD_FILE = 'task-head.safetensors';

export interface ShardTensor {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** The text of model.safetensors.index.json: names sorted, as Hugging Face writes them. */
export function formatShardIndex(encoder: readonly ShardTensor[], head: readonly ShardTensor[]): string {
  const places = [
    ...encoder.map(({ name }) => [name, ENCODER_FILE] as const),
    ...head.map(({ name }) => [name, HEAD_FILE] as const),
  ];
  places.sort(([a], [b]) => (a < b ? -1 : 1));
  const total = [...encoder, ...head].reduce((sum, { size }) => sum + size, 0);
  return `${JSON.stringify({ metadata: { total_size: total }, weight_map: Object.fromEntries(places) }, null, 2)}\n`;
}
