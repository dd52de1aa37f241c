/** What PEFT calls an adapter besides LoRA, and what changes LoRA into something else (tables): both are refused by name. */
import type { JsonObject } from '../files/json.ts';

/** PEFT's `peft_type` → what papers call it. */
const OTHER_METHODS: Readonly<Record<string, string>> = {
  ADALORA: 'AdaLoRA',
  ADAPTION_PROMPT: 'LLaMA-Adapter',
  BOFT: 'BOFT',
  BONE: 'Bone',
  CPT: 'CPT',
  FOURIERFT: 'FourierFT',
  HRA: 'HRA',
  IA3: '(IA)³',
  LN_TUNING: 'LayerNorm tuning',
  LOHA: 'LoHa',
  LOKR: 'LoKr',
  MULTITASK_PROMPT_TUNING: 'multitask prompt tuning',
  OFT: 'OFT',
  POLY: 'Poly',
  PREFIX_TUNING: 'prefix tuning',
  PROMPT_TUNING: 'prompt tuning',
  P_TUNING: 'P-tuning',
  TRAINABLE_TOKENS: 'trainable tokens',
  VBLORA: 'VB-LoRA',
  VERA: 'VeRA',
  XLORA: 'X-LoRA',
};

/** The name of a method that is not LoRA; undefined where nobody knows it. */
export function nameMethod(type: unknown): string | undefined {
  return typeof type === 'string' && Object.hasOwn(OTHER_METHODS, type) ? OTHER_METHODS[type] : undefined;
}

/** Keys of adapter_config.json whose presence makes W + s·B·A wrong → what they are called. */
const EXTENSIONS: readonly (readonly [key: string, what: string])[] = [
  ['use_dora', 'DoRA'],
  ['use_qalora', 'QA-LoRA'],
  ['use_bdlora', 'BD-LoRA'],
  ['alora_invocation_tokens', 'activated LoRA'],
  ['arrow_config', 'Arrow'],
  ['kasa_config', 'KaSA'],
  ['monteclora_config', 'MonteCLoRA'],
  ['loftq_config', 'LoftQ'],
  ['lora_bias', 'biases of its own in lora_B'],
  ['layer_replication', 'replicated layers'],
  ['target_parameters', 'LoRA of parameters rather than modules'],
  ['trainable_token_indices', 'trainable tokens'],
];

/** Values of `init_lora_weights` that took something from the base before it was trained: what is left of it is not on this disk. */
const CHANGED_BASES: readonly (readonly [RegExp, string])[] = [
  [/^loftq/i, 'LoftQ'],
  [/^pissa/i, 'PiSSA'],
  [/^olora/i, 'OLoRA'],
  [/^corda/i, 'CorDA'],
  [/^lora_ga/i, 'LoRA-GA'],
];

/** What makes an adapter of type LoRA another method; undefined for plain LoRA. */
export function findExtension(json: JsonObject): string | undefined {
  const extension = EXTENSIONS.find(([key]) => isSaid(json[key]))?.[1];
  const init = json.init_lora_weights;
  if (extension !== undefined || typeof init !== 'string') return extension;
  return CHANGED_BASES.find(([pattern]) => pattern.test(init))?.[1];
}

/** PEFT writes null, false, [] or {} for what is not used. */
function isSaid(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false;
}
