/** The forward pass of ModernBERT and GPT-2: a norm before attention and feed-forward layers, and one at the end. */
import type { Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import { maskPadding, mixValues, project, scoreContent, type Projections } from './attention.ts';
import type { Encoding } from './encoding.ts';
import { embed, feedForward, map, normalize, openLayer, takeFirst } from './layers.ts';
import { LENGTH_INPUTS, type LengthInputName } from './length-inputs.ts';

/** What one layer does to queries and keys, and adds to their scores. */
interface LayerAttention {
  readonly turn?: (x: Node) => Node;
  readonly bias: Node;
}

function encodeWith(encoding: Encoding, attentionOf: (layer: number) => LayerAttention): Node {
  const { config, sequences } = encoding;
  const scale = 1 / Math.sqrt(config.headSize);
  let states = embed(encoding);
  for (let index = 0; index < config.layers; index++) {
    const layer = openLayer(encoding, index);
    const { turn, bias } = attentionOf(index);
    const normal = layer.find('attentionNormWeight')
      ? normalize(layer.find, states, 'attentionNorm', config.epsilon)
      : states;
    const plain = project(layer, normal);
    const turned: Projections = turn ? { ...plain, query: turn(plain.query), key: turn(plain.key) } : plain;
    const scores = g.add(scoreContent(turned, scale), bias);
    const context = mixValues(layer, scores, plain.value, states.shape[0]!);
    states = g.add(states, map(layer, context, 'attention'));
    const fed = normalize(layer.find, states, 'ffnNorm', config.epsilon);
    states = g.add(states, feedForward(layer, fed, 'tokens'));
  }
  const outlet = encoding.outlet === 'first' ? takeFirst(states, sequences) : states;
  return normalize(encoding.parameter, outlet, 'finalNorm', config.epsilon);
}

/** GPT-2 (Radford et al. 2019): no token sees those after it. */
export function encodeCausal(encoding: Encoding): Node {
  const bias = g.add(maskPadding(encoding), LENGTH_INPUTS.future.node());
  return encodeWith(encoding, () => ({ bias }));
}

/** ModernBERT (Warner et al. 2024): positions turn queries and keys; most layers see near tokens only. */
export function encodeModern(encoding: Encoding): Node {
  const { config } = encoding;
  const padding = maskPadding(encoding);
  const near = g.add(padding, LENGTH_INPUTS.far.node());
  const turnBy = (cosines: LengthInputName, sines: LengthInputName) => {
    const [cosine, sine] = [LENGTH_INPUTS[cosines].node(config), LENGTH_INPUTS[sines].node(config)];
    return (x: Node): Node => g.add(g.mul(x, cosine), g.mul(g.rotateHalf(x), sine));
  };
  const everywhere: LayerAttention = { bias: padding, turn: turnBy('globalCosines', 'globalSines') };
  const nearby: LayerAttention = { bias: near, turn: turnBy('localCosines', 'localSines') };
  return encodeWith(encoding, (layer) => (config.local!.layers.includes(layer) ? nearby : everywhere));
}
