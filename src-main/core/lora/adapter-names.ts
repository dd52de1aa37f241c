/** The names of an adapter's tensors taken apart: which module they belong to, and what they are to it. */

/** What a tensor is: a factor of an update, a part of a method that is not plain LoRA, or a tensor that takes the place of the base's. */
export type Part =
  | { readonly kind: 'A' | 'B'; readonly module: string; readonly isEmbedding: boolean }
  | { readonly kind: 'whole'; readonly name: string }
  | { readonly kind: 'left-out' }
  | { readonly kind: 'foreign' };

/** What is put in front by compilers, by wrappers for several devices, and by PEFT, which wraps twice. */
const IN_FRONT = /^(?:_orig_mod\.|module\.|_fsdp_wrapped_module\.)*(?:base_model\.(?:model\.)?)?/;

/** `lora_A.weight` today, `lora_A.default.weight` where the adapter's own name was kept; embeddings are without 'weight'. */
const FACTOR = /^(.+)\.lora_(embedding_)?([AB])(?:\.(?!bias$)[^.]+)?(?:\.weight)?$/;

/** `modules_to_save.weight`, or `modules_to_save.default.weight` where the adapter's own name was kept. */
const SAVED = /\.modules_to_save\.(?:default\.)?/;

export function readPart(tensor: string): Part {
  const name = tensor.replace(IN_FRONT, '');
  const [, module, embedding, kind] = FACTOR.exec(name) ?? [];
  if (module !== undefined) return { kind: kind as 'A' | 'B', module, isEmbedding: embedding !== undefined };
  if (/\.lora_|\.token_adapter\./.test(name)) return { kind: 'foreign' };
  // What a module was before it was trained.
  if (name.includes('.original_module.')) return { kind: 'left-out' };
  return { kind: 'whole', name: name.replace('.base_layer.', '.').replace(SAVED, '.') };
}
