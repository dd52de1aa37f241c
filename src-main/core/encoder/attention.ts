/** Attention over the tokens of a sequence; every head's context passes its mask node. */
import { fill, type Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import type { Dim } from '../graph/shape.ts';
import type { Encoding } from './encoding.ts';
import { map, type Layer } from './layers.ts';
import { MASKED_SCORE } from './length-inputs.ts';

export interface Projections {
  readonly query: Node;
  readonly key: Node;
  readonly value: Node;
}

/**
 * Query, key and value as [sequences, span, heads, head size], by three maps or by one that is fused. `queries`: the states that ask, where
 * not all do; `span`: how many of each sequence.
 */
export function project(layer: Layer, states: Node, queries = states, span: Dim = 'tokens'): Projections {
  const fused = layer.find('fusedWeight') !== undefined;
  const one = (name: 'query' | 'key' | 'value', index: number, from: Node, rows: Dim): Node => {
    const flat = fused ? map(layer, from, 'fused', { index, of: 3 }) : map(layer, from, name);
    return splitHeads(layer.encoding, flat, rows);
  };
  return {
    query: one('query', 0, queries, span),
    key: one('key', 1, states, 'tokens'),
    value: one('value', 2, states, 'tokens'),
  };
}

function splitHeads({ config, sequences }: Encoding, flat: Node, span: Dim): Node {
  return g.reshape(flat, [sequences, span, config.heads, config.headSize]);
}

/** Scores by content, [sequences, heads, span, tokens]: products of queries and keys, which are scaled before. */
export function scoreContent({ query, key }: Projections, scale: number): Node {
  return g.matmul(g.transpose(g.scale(query, scale), [0, 2, 1, 3]), g.transpose(key, [0, 2, 3, 1]));
}

/** [sequences, 1, 1, tokens]: 0 where there is a token, far below zero where there is padding. */
export function maskPadding({ mask, sequences }: Encoding): Node {
  const padding = g.sub(fill(1, [sequences, 'tokens']), mask);
  return g.reshape(g.scale(padding, MASKED_SCORE), [sequences, 1, 1, 'tokens']);
}

/** The contexts of all heads side by side, [sequences*span, attention], of scores to which every bias is already added. */
export function mixValues({ encoding, masks }: Layer, scores: Node, value: Node, rows: Dim): Node {
  const context = g.mul(g.matmul(g.softmax(scores), g.transpose(value, [0, 2, 1, 3])), masks.heads);
  return g.reshape(g.transpose(context, [0, 2, 1, 3]), [rows, encoding.config.attention]);
}
