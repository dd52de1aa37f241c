/** The forward pass of BERT's kind of encoder (layer norm after each block), with a mask node on every head and neuron. */
import { fill, input, type Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import type { Dim } from '../graph/shape.ts';
import { ACTIVATIONS } from './activations.ts';
import type { EncoderConfig } from './config.ts';
import type { ParameterKey } from './parameters.ts';

/** Gives the node of a parameter: a weight in a file for Fisher and scores, an input where it is trained. */
export type ParameterSource = (key: ParameterKey, layer?: number) => Node;

/** Mask nodes of one layer, every example its own, so that one batched pass yields every example's gradient. */
export interface LayerMasks {
  /** [batch, heads, 1, 1] */
  readonly heads: Node;
  /** [batch, 1, neurons] */
  readonly neurons: Node;
}

export interface Encoded {
  /** [batch, hidden]: the first token's state through the pooler. */
  readonly pooled: Node;
  readonly masks: readonly LayerMasks[];
}

/** The tokens of a batch, as `input`s by these names: int64 [batch, tokens], and 1 or 0 in `mask`. */
export const TOKEN_INPUTS = {
  ids: input('ids', ['batch', 'tokens'], 'int64'),
  types: input('types', ['batch', 'tokens'], 'int64'),
  positions: input('positions', ['batch', 'tokens'], 'int64'),
  mask: input('mask', ['batch', 'tokens']),
} as const;

/** Far below any attention score, and still finite in every float type that devices compute with. */
const MASKED_SCORE = -1e4;

/** States are kept as matrices [batch*tokens, hidden] between blocks, as matrix products like them best. */
export function encode(config: EncoderConfig, parameter: ParameterSource): Encoded {
  const masks: LayerMasks[] = [];
  const bias = attentionBias();
  let states = embed(config, parameter);
  for (let layer = 0; layer < config.layers; layer++) {
    const block: Block = {
      config,
      parameter: (key) => parameter(key, layer),
      masks: layerMasks(config),
      bias,
    };
    // Only the first token's state leaves the last layer, so only its queries and neurons are computed there.
    const last = layer === config.layers - 1;
    const queries = last ? firstTokens(config, states) : states;
    states = feedForward(block, attend(block, states, queries, last ? 1 : 'tokens'), last ? 1 : 'tokens');
    masks.push(block.masks);
  }
  const pooled = g.tanh(
    g.gemm(states, parameter('poolerWeight'), { transB: true, plus: parameter('poolerBias') }),
  );
  return { pooled, masks };
}

interface Block {
  readonly config: EncoderConfig;
  readonly parameter: (key: ParameterKey) => Node;
  readonly masks: LayerMasks;
  readonly bias: Node;
}

function layerMasks({ heads, neurons }: EncoderConfig): LayerMasks {
  return { heads: fill(1, ['batch', heads, 1, 1]), neurons: fill(1, ['batch', 1, neurons]) };
}

/** [batch, 1, 1, tokens]: 0 where there is a token, far below zero where there is padding. */
function attentionBias(): Node {
  const padding = g.sub(fill(1, ['batch', 'tokens']), TOKEN_INPUTS.mask);
  return g.reshape(g.scale(padding, MASKED_SCORE), ['batch', 1, 1, 'tokens']);
}

function embed({ hidden, epsilon }: EncoderConfig, parameter: ParameterSource): Node {
  const { ids, types, positions } = TOKEN_INPUTS;
  const words = g.gather(parameter('words'), ids);
  const places = g.add(g.gather(parameter('positions'), positions), g.gather(parameter('types'), types));
  const rows = g.reshape(g.add(words, places), ['batch*tokens', hidden]);
  return g.layerNormalization(
    rows,
    parameter('embeddingNormWeight'),
    parameter('embeddingNormBias'),
    epsilon,
  );
}

function firstTokens({ hidden }: EncoderConfig, states: Node): Node {
  return g.first(g.reshape(states, ['batch', 'tokens', hidden]), 1);
}

/** Self-attention of `queries` over all states; context is masked head by head. `span`: tokens per example in queries. */
function attend({ config, parameter, masks, bias }: Block, states: Node, queries: Node, span: Dim): Node {
  const { heads, headSize, attention, epsilon } = config;
  const project = (x: Node, key: 'query' | 'key' | 'value', tokens: Dim): Node => {
    const flat = g.gemm(x, parameter(`${key}Weight`), { transB: true, plus: parameter(`${key}Bias`) });
    return g.reshape(flat, ['batch', tokens, heads, headSize]);
  };
  const query = g.transpose(g.scale(project(queries, 'query', span), 1 / Math.sqrt(headSize)), [0, 2, 1, 3]);
  const key = g.transpose(project(states, 'key', 'tokens'), [0, 2, 3, 1]);
  const value = g.transpose(project(states, 'value', 'tokens'), [0, 2, 1, 3]);
  const probabilities = g.softmax(g.add(g.matmul(query, key), bias));
  const context = g.mul(g.matmul(probabilities, value), masks.heads);
  const joined = g.reshape(g.transpose(context, [0, 2, 1, 3]), [queries.shape[0]!, attention]);
  const mixed = g.gemm(joined, parameter('attentionWeight'), {
    transB: true,
    plus: parameter('attentionBias'),
  });
  const [gamma, beta] = [parameter('attentionNormWeight'), parameter('attentionNormBias')];
  return g.layerNormalization(g.add(mixed, queries), gamma, beta, epsilon);
}

function feedForward({ config, parameter, masks }: Block, states: Node, span: Dim): Node {
  const { neurons, activation, epsilon } = config;
  const wide = g.gemm(states, parameter('intermediateWeight'), {
    transB: true,
    plus: parameter('intermediateBias'),
  });
  const active = g.mul(g.reshape(ACTIVATIONS[activation](wide), ['batch', span, neurons]), masks.neurons);
  const flat = g.reshape(active, [states.shape[0]!, neurons]);
  const narrow = g.gemm(flat, parameter('ffnWeight'), { transB: true, plus: parameter('ffnBias') });
  const [gamma, beta] = [parameter('ffnNormWeight'), parameter('ffnNormBias')];
  return g.layerNormalization(g.add(narrow, states), gamma, beta, epsilon);
}
