/** Tensor names as today's models have them, for checkpoints that were saved by older or wrapped ones. */
import type { TensorEntry } from '../safetensors/header.ts';

/** In this order: what wrappers for several devices and compilers put in front, and TensorFlow's names of a norm's weight and bias. */
const MODERNIZATIONS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/^(?:module\.|_orig_mod\.)+/, ''],
  [/\bLayerNorm\.gamma$/, 'LayerNorm.weight'],
  [/\bLayerNorm\.beta$/, 'LayerNorm.bias'],
];

/** By their modern names; a tensor that has such a name already keeps it. */
export function modernizeNames(tensors: ReadonlyMap<string, TensorEntry>): ReadonlyMap<string, TensorEntry> {
  const modern = new Map<string, TensorEntry>();
  for (const [name, entry] of tensors) {
    const other = MODERNIZATIONS.reduce((name, [pattern, by]) => name.replace(pattern, by), name);
    if (name === other || !(modern.has(other) || tensors.has(other))) modern.set(other, entry);
  }
  return modern;
}
