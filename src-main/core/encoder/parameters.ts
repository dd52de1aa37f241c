/** The parameters of encoders (a table): what each is called inside Weir, its role in merging, and its shape. */
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
  | 'final'
  | 'pooler';

interface ParameterRow {
  /** Of equal parts along the outputs: most tensors are one part. */
  readonly roles: readonly [Role, ...Role[]];
  /** Sizes by their key in the configuration; linear weights are [out, in], as PyTorch keeps them. */
  readonly shape: readonly Size[];
}

const PARAMETERS = {
  words: { roles: ['embeddings'], shape: ['vocabulary', 'embedding'] },
  positions: { roles: ['embeddings'], shape: ['positions', 'embedding'] },
  types: { roles: ['embeddings'], shape: ['types', 'embedding'] },
  embeddingNormWeight: { roles: ['embeddings'], shape: ['embedding'] },
  embeddingNormBias: { roles: ['embeddings'], shape: ['embedding'] },
  projectionWeight: { roles: ['embeddings'], shape: ['hidden', 'embedding'] },
  projectionBias: { roles: ['embeddings'], shape: ['hidden'] },
  /** A number for each distance and head, added to its scores. */
  distanceBias: { roles: ['embeddings'], shape: ['distances', 'heads'] },
  /** A state for each distance, which queries and keys attend to. */
  distances: { roles: ['embeddings'], shape: ['distances', 'hidden'] },
  distanceNormWeight: { roles: ['embeddings'], shape: ['hidden'] },
  distanceNormBias: { roles: ['embeddings'], shape: ['hidden'] },

  queryWeight: { roles: ['query'], shape: ['attention', 'hidden'] },
  queryBias: { roles: ['query'], shape: ['attention'] },
  keyWeight: { roles: ['key'], shape: ['attention', 'hidden'] },
  keyBias: { roles: ['key'], shape: ['attention'] },
  valueWeight: { roles: ['value'], shape: ['attention', 'hidden'] },
  valueBias: { roles: ['value'], shape: ['attention'] },
  fusedWeight: { roles: ['query', 'key', 'value'], shape: ['fused', 'hidden'] },
  fusedBias: { roles: ['query', 'key', 'value'], shape: ['fused'] },
  distanceQueryWeight: { roles: ['query'], shape: ['attention', 'hidden'] },
  distanceQueryBias: { roles: ['query'], shape: ['attention'] },
  distanceKeyWeight: { roles: ['key'], shape: ['attention', 'hidden'] },
  distanceKeyBias: { roles: ['key'], shape: ['attention'] },
  attentionWeight: { roles: ['attention-output'], shape: ['hidden', 'attention'] },
  attentionBias: { roles: ['attention-rest'], shape: ['hidden'] },
  attentionNormWeight: { roles: ['attention-rest'], shape: ['hidden'] },
  attentionNormBias: { roles: ['attention-rest'], shape: ['hidden'] },

  intermediateWeight: { roles: ['intermediate'], shape: ['neurons', 'hidden'] },
  intermediateBias: { roles: ['intermediate'], shape: ['neurons'] },
  gatedWeight: { roles: ['intermediate', 'intermediate'], shape: ['gated', 'hidden'] },
  ffnWeight: { roles: ['ffn-output'], shape: ['hidden', 'neurons'] },
  ffnBias: { roles: ['ffn-rest'], shape: ['hidden'] },
  ffnNormWeight: { roles: ['ffn-rest'], shape: ['hidden'] },
  ffnNormBias: { roles: ['ffn-rest'], shape: ['hidden'] },

  finalNormWeight: { roles: ['final'], shape: ['hidden'] },
  finalNormBias: { roles: ['final'], shape: ['hidden'] },
  poolerWeight: { roles: ['pooler'], shape: ['hidden', 'hidden'] },
  poolerBias: { roles: ['pooler'], shape: ['hidden'] },
} as const satisfies Record<string, ParameterRow>;

export type ParameterKey = keyof typeof PARAMETERS;

/** What a family calls each parameter that it has; `{layer}` stands for the number of the layer, or of the group of layers. */
export type ParameterNames = Readonly<Partial<Record<ParameterKey, string>>>;

/** One tensor of an encoder. */
export interface Parameter {
  readonly key: ParameterKey;
  /** Its name in the encoder, without the prefix that a model with a task head puts before it. */
  readonly name: string;
  /** The number in its name. */
  readonly layer: number | undefined;
  /** Those that compute with it: its own, several where layers share, none outside of them. */
  readonly layers: readonly number[];
  /** Of equal parts along the outputs. */
  readonly roles: readonly Role[];
  /** Whether it is kept [in, out]. */
  readonly transposed: boolean;
  readonly shape: readonly number[];
}

/** What a family says of its parameters; `C`: its configuration. */
export interface Naming<C extends Sizes> {
  readonly names: ParameterNames;
  /** Whether the weights of layers are kept [in, out]. */
  readonly transposed?: boolean;
  /** Says of a parameter that some layers, or some configurations, do without. */
  readonly isAbsent?: (key: ParameterKey, layer: number | undefined, config: C) => boolean;
}

/** Every tensor that a checkpoint of these sizes should hold, parameter by parameter. */
export function listParameters<C extends Sizes>(config: C, naming: Naming<C>): Parameter[] {
  const { names, isAbsent } = naming;
  const groups = [...Array(config.groups).keys()];
  return (Object.keys(PARAMETERS) as ParameterKey[]).flatMap((key): Parameter[] => {
    const name = names[key];
    const { roles, shape } = PARAMETERS[key];
    const dims = shape.map((size) => config[size]);
    if (name === undefined || dims.includes(0) || isAbsent?.(key, undefined, config) === true) return [];
    const isLayered = name.includes('{layer}');
    const transposed = naming.transposed === true && isLayered && dims.length === 2;
    const common = { key, roles, transposed, shape: transposed ? dims.toReversed() : dims };
    if (!isLayered) return [{ ...common, name, layer: undefined, layers: [] }];
    return groups
      .filter((layer) => isAbsent?.(key, layer, config) !== true)
      .map((layer) => ({
        ...common,
        name: name.replace('{layer}', String(layer)),
        layer,
        layers: layersOf(layer, config),
      }));
  });
}

/** The consecutive layers of a group: as ALBERT does it, the floor of layer / (layers / groups). */
function layersOf(group: number, { layers, groups }: Sizes): number[] {
  return [...Array(layers).keys()].filter((layer) => Math.floor((layer * groups) / layers) === group);
}

/** Whether states are multiplied by it: rows of tables are looked up, and norms scale each unit by itself. */
export function isLinearMap({ key, shape }: Pick<Parameter, 'key' | 'shape'>): boolean {
  return shape.length === 2 && key.endsWith('Weight');
}
