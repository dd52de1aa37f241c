/** Scores of DeBERTa's disentangled attention (He et al. 2021, equation 4): queries by distance, and keys by distance. */
import type { Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import type { Projections } from './attention.ts';
import type { Encoding } from './encoding.ts';
import { map, need, normalize, type Layer } from './layers.ts';
import { LENGTH_INPUTS } from './length-inputs.ts';

/** States of distances, [2·tokens, hidden], by key − query and by query − key, from −n on. */
export interface DistanceStates {
  readonly fromQuery: Node;
  readonly fromKey: Node;
}

export function prepareDistances({ parameter, config }: Encoding): DistanceStates | undefined {
  if (!parameter('distances')) return undefined;
  const table = need(parameter, 'distances');
  const states = parameter('distanceNormWeight')
    ? normalize(parameter, table, 'distanceNorm', config.epsilon)
    : table;
  return {
    fromQuery: g.gather(states, LENGTH_INPUTS.distances.node()),
    fromKey: g.gather(states, LENGTH_INPUTS.origins.node()),
  };
}

/** `scores` and those by distance, [sequences, heads, tokens, tokens]. */
export function scoreDistances(
  layer: Layer,
  { query, key }: Projections,
  { fromQuery, fromKey }: DistanceStates,
  scale: number,
  scores: Node,
): Node {
  const { byQuery, byKey, sharesWeights } = layer.encoding.config.distanceScores!;
  const content = (x: Node): Node => g.transpose(g.scale(x, scale), [0, 2, 1, 3]);
  let sum = scores;
  if (byQuery) {
    const keys = headsOf(layer, map(layer, fromQuery, sharesWeights ? 'key' : 'distanceKey'));
    sum = g.add(sum, g.skew(g.matmul(content(query), keys)));
  }
  if (byKey) {
    const queries = headsOf(layer, map(layer, fromKey, sharesWeights ? 'query' : 'distanceQuery'));
    sum = g.add(sum, g.transpose(g.skew(g.matmul(content(key), queries)), [0, 1, 3, 2]));
  }
  return sum;
}

/** [heads, head size, 2·tokens] */
function headsOf({ encoding }: Layer, flat: Node): Node {
  const { heads, headSize } = encoding.config;
  return g.transpose(g.reshape(flat, ['2*tokens', heads, headSize]), [1, 2, 0]);
}
