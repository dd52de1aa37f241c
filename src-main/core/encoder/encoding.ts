/** What a forward pass is given: tokens, parameters and mask nodes; and the leaves that these begin with. */
import { fill, input, type Node } from '../graph/node.ts';
import { expand, reshape } from '../graph/operators.ts';
import { dimProduct, type Dim } from '../graph/shape.ts';
import type { EncoderConfig } from './config.ts';
import type { ParameterKey } from './parameters.ts';

/** Gives the node of a parameter: a weight in a file for Fisher and scores, an input where it is trained. Undefined where there is none. */
export type ParameterSource = (key: ParameterKey, layer?: number) => Node | undefined;

/** Mask nodes of one layer, a row for each sequence. */
export interface LayerMasks {
  /** [sequences, heads, 1, 1] */
  readonly heads: Node;
  /** [sequences, 1, neurons] */
  readonly neurons: Node;
}

/** Of a batch of sequences. */
export interface Encoding {
  readonly config: EncoderConfig;
  readonly parameter: ParameterSource;
  /** Whether the weights of layers are kept [in, out]. */
  readonly transposed: boolean;
  /** int64 [sequences, tokens]. */
  readonly ids: Node;
  readonly types: Node;
  /** [sequences, tokens]: 1 or, for padding, 0. */
  readonly mask: Node;
  readonly sequences: Dim;
  /** int64 [sequences, tokens], where tokens do not stand in their order. */
  readonly positions?: Node;
  readonly masks: readonly LayerMasks[];
  /** Whose states leave the last layer: the first token's, [sequences, hidden], or all, [sequences*tokens, hidden]. */
  readonly outlet: 'first' | 'all';
}

/** The tokens of a batch, as `input`s by these names; with `choices`, every example is so many sequences. */
export function inputTokens(choices?: number): Pick<Encoding, 'ids' | 'types' | 'mask' | 'sequences'> {
  const sequences = dimProduct(['batch', choices ?? 1]);
  const read = (name: string, type: 'int64' | 'float32'): Node =>
    choices === undefined
      ? input(name, ['batch', 'tokens'], type)
      : reshape(input(name, ['batch', choices, 'tokens'], type), [sequences, 'tokens']);
  return {
    ids: read('ids', 'int64'),
    types: read('types', 'int64'),
    mask: read('mask', 'float32'),
    sequences,
  };
}

/** Mask nodes of value 1, every example its own, so that one batched pass yields every example's gradient. */
export interface MaskNodes {
  /** A layer each, [batch, heads, 1, 1] and [batch, 1, neurons]: what is differentiated. */
  readonly nodes: readonly LayerMasks[];
  /** The same for each sequence. */
  readonly layers: readonly LayerMasks[];
}

export function createMasks({ layers, heads, neurons }: EncoderConfig, choices = 1): MaskNodes {
  const nodes = Array.from({ length: layers }, () => ({
    heads: fill(1, ['batch', heads, 1, 1]),
    neurons: fill(1, ['batch', 1, neurons]),
  }));
  /** Repeats what stands for an example for each of its sequences. */
  const repeat = (node: Node): Node => {
    if (choices === 1) return node;
    const [batch, ...rest] = node.shape as [Dim, ...Dim[]];
    const wide = expand(reshape(node, [batch, 1, ...rest]), [batch, choices, ...rest]);
    return reshape(wide, [dimProduct([batch, choices]), ...rest]);
  };
  return {
    nodes,
    layers: nodes.map((layer) => ({ heads: repeat(layer.heads), neurons: repeat(layer.neurons) })),
  };
}
