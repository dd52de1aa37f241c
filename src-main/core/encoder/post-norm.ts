/** The forward pass of BERT and those built like it: attention and feed-forward layers, a norm after each. */
import type { Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import { maskPadding, mixValues, project, scoreContent } from './attention.ts';
import type { Encoding } from './encoding.ts';
import { prepareDistances, scoreDistances } from './disentangled.ts';
import { embed, feedForward, map, normalize, openLayer, takeFirst, type Layer } from './layers.ts';
import { LENGTH_INPUTS } from './length-inputs.ts';

/** Attention of a layer's states, or of `queries` among them, before it is mapped and added. */
type Attend = (layer: Layer, states: Node, queries: Node, span: 1 | 'tokens') => Node;

/** `canNarrow`: whether `attend` takes queries that are not all states. */
function encodeWith(encoding: Encoding, attend: Attend, canNarrow: boolean): Node {
  const { config, sequences } = encoding;
  let states = embed(encoding);
  for (let index = 0; index < config.layers; index++) {
    const layer = openLayer(encoding, index);
    // Where only the first token's state leaves the last layer, only its queries and neurons are computed there.
    const narrow = canNarrow && encoding.outlet === 'first' && index === config.layers - 1;
    const span = narrow ? 1 : 'tokens';
    const queries = narrow ? takeFirst(states, sequences) : states;
    const mixed = map(layer, attend(layer, states, queries, span), 'attention');
    const attended = normalize(layer.find, g.add(mixed, queries), 'attentionNorm', config.epsilon);
    const fed = g.add(feedForward(layer, attended, span), attended);
    states = normalize(layer.find, fed, 'ffnNorm', config.epsilon);
  }
  return encoding.outlet === 'first' && !canNarrow ? takeFirst(states, sequences) : states;
}

/** BERT, RoBERTa, DistilBERT, ELECTRA, ALBERT; and MPNet, whose heads also score distances by a table. */
export function encodePostNorm(encoding: Encoding): Node {
  const padding = maskPadding(encoding);
  const bias = scoreByTable(encoding);
  const scale = 1 / Math.sqrt(encoding.config.headSize);
  const attend: Attend = (layer, states, queries, span) => {
    const projections = project(layer, states, queries, span);
    const scores = g.add(scoreContent(projections, scale), padding);
    return mixValues(layer, bias ? g.add(scores, bias) : scores, projections.value, queries.shape[0]!);
  };
  return encodeWith(encoding, attend, bias === undefined);
}

/** [heads, tokens, tokens] of a table [distances, heads]. */
function scoreByTable({ parameter, config }: Encoding): Node | undefined {
  const table = parameter('distanceBias');
  if (!table) return undefined;
  const rows = g.transpose(g.gather(table, LENGTH_INPUTS.distances.node()), [1, 0]);
  const wide = g.reshape(rows, [config.heads, 1, '2*tokens']);
  return g.skew(g.expand(wide, [config.heads, 'tokens', '2*tokens']));
}

/** DeBERTa (He et al. 2021): content attends to distance and distance to content, beside content to content. */
export function encodeDisentangled(encoding: Encoding): Node {
  const { byQuery = false, byKey = false } = encoding.config.distanceScores ?? {};
  const padding = maskPadding(encoding);
  const scale = 1 / Math.sqrt(encoding.config.headSize * (1 + Number(byQuery) + Number(byKey)));
  const distances = prepareDistances(encoding);
  const attend: Attend = (layer, states, queries) => {
    const projections = project(layer, states, queries);
    const content = g.add(scoreContent(projections, scale), padding);
    const scores = distances ? scoreDistances(layer, projections, distances, scale, content) : content;
    return mixValues(layer, scores, projections.value, queries.shape[0]!);
  };
  return encodeWith(encoding, attend, false);
}
