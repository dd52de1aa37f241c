/** The parameters of an encoder (a table): what each is called inside Weir, its role in merging, and its shape. */
import type { Size, Sizes } from './sizes.ts';

/** Which part of an encoder a parameter belongs to; a merging scheme says which Fisher weighs each role. */
export type Role =
  | 'embeddings'
  | 'query'
  | 'key'
  | 'value'
  | 'attention-output'
  | 'attention-rest'
  | 'intermediate'
  | 'ffn-output'
  | 'ffn-rest'
  | 'pooler';

interface ParameterRow {
  readonly role: Role;
  /** Sizes by their key in the configuration; linear weights are [out, in], as PyTorch keeps them. */
  readonly shape: readonly Size[];
}

const PARAMETERS = {
  words: { role: 'embeddings', shape: ['vocabulary', 'hidden'] },
  positions: { role: 'embeddings', shape: ['positions', 'hidden'] },
  types: { role: 'embeddings', shape: ['types', 'hidden'] },
  embeddingNormWeight: { role: 'embeddings', shape: ['hidden'] },
  embeddingNormBias: { role: 'embeddings', shape: ['hidden'] },

  queryWeight: { role: 'query', shape: ['attention', 'hidden'] },
  queryBias: { role: 'query', shape: ['attention'] },
  keyWeight: { role: 'key', shape: ['attention', 'hidden'] },
  keyBias: { role: 'key', shape: ['attention'] },
  valueWeight: { role: 'value', shape: ['attention', 'hidden'] },
  valueBias: { role: 'value', shape: ['attention'] },
  attentionWeight: { role: 'attention-output', shape: ['hidden', 'attention'] },
  attentionBias: { role: 'attention-rest', shape: ['hidden'] },
  attentionNormWeight: { role: 'attention-rest', shape: ['hidden'] },
  attentionNormBias: { role: 'attention-rest', shape: ['hidden'] },

  intermediateWeight: { role: 'intermediate', shape: ['neurons', 'hidden'] },
  intermediateBias: { role: 'intermediate', shape: ['neurons'] },
  ffnWeight: { role: 'ffn-output', shape: ['hidden', 'neurons'] },
  ffnBias: { role: 'ffn-rest', shape: ['hidden'] },
  ffnNormWeight: { role: 'ffn-rest', shape: ['hidden'] },
  ffnNormBias: { role: 'ffn-rest', shape: ['hidden'] },

  poolerWeight: { role: 'pooler', shape: ['hidden', 'hidden'] },
  poolerBias: { role: 'pooler', shape: ['hidden'] },
} as const satisfies Record<string, ParameterRow>;

export type ParameterKey = keyof typeof PARAMETERS;

/** What a family calls each parameter; `{layer}` stands for the layer's number. */
export type ParameterNames = Readonly<Record<ParameterKey, string>>;

/** One tensor of an encoder. */
export interface Parameter {
  readonly key: ParameterKey;
  /** Its name in the encoder, without the prefix that a model with a task head puts before it. */
  readonly name: string;
  readonly role: Role;
  readonly layer: number | undefined;
  readonly shape: readonly number[];
}

/** Every tensor that a checkpoint of these sizes should hold, layer by layer. */
export function listParameters(sizes: Sizes, names: ParameterNames): Parameter[] {
  const keys = Object.keys(names) as ParameterKey[];
  const layers = [...Array(sizes.layers).keys()];
  return keys.flatMap((key) => {
    const { role, shape } = PARAMETERS[key];
    const dims = shape.map((size) => sizes[size]);
    const named = (layer: number | undefined): Parameter => {
      return { key, name: names[key].replace('{layer}', String(layer)), role, layer, shape: dims };
    };
    return names[key].includes('{layer}') ? layers.map(named) : [named(undefined)];
  });
}
