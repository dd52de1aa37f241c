/** The inputs of forward passes that depend on the number of tokens alone, computed within the graph (a table). */
import type { EncoderConfig } from '../encoder/config.ts';
import { LENGTH_INPUTS, type LengthInputName, MASKED_SCORE } from '../encoder/length-inputs.ts';
import { constant, type Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import { dimProduct, type Dim } from '../graph/shape.ts';

/** From the name of the number of tokens. Beyond the encoder's most, shapes no longer fit, at which ONNX Runtime stops. */
type LengthNode = (config: EncoderConfig, tokens: Dim) => Node;

export const LENGTH_NODES: Readonly<Record<LengthInputName, LengthNode>> = {
  positions: (config, tokens) => g.crop(tabulateIds('positions', config), tokens, 'start'),
  // Distances of n tokens are those of the most tokens without the furthest of both signs.
  distances: (config, tokens) => g.crop(tabulateIds('distances', config), dimProduct([2, tokens]), 'middle'),
  origins: (config, tokens) => g.crop(tabulateIds('origins', config), dimProduct([2, tokens]), 'middle'),
  future: (config, tokens) => maskPairs(g.greater(...countPairs(config, tokens))),
  far: (config, tokens) => {
    const [key, query] = countPairs(config, tokens);
    const reach = constant([config.local?.reach ?? config.maxTokens], []);
    const ahead = g.greater(g.sub(key, query), reach);
    const behind = g.greater(g.sub(query, key), reach);
    return g.add(maskPairs(ahead), maskPairs(behind));
  },
  globalCosines: rotate('globalCosines'),
  globalSines: rotate('globalSines'),
  localCosines: rotate('localCosines'),
  localSines: rotate('localSines'),
};

/** 0, 1, … of the tokens as floats, [tokens]. */
export function countTokens({ maxTokens }: EncoderConfig, tokens: Dim): Node {
  return g.crop(constant([...Array(maxTokens).keys()], [maxTokens]), tokens, 'start');
}

/** What is fed to the longest text. */
function tabulateIds(name: 'positions' | 'distances' | 'origins', config: EncoderConfig): Node {
  const { values, shape } = LENGTH_INPUTS[name].feed(config.maxTokens, config);
  return constant(Array.from(values, Number), shape, 'int64');
}

/** Places of keys and of queries, [1, tokens] and [tokens, 1]. */
function countPairs(config: EncoderConfig, tokens: Dim): [key: Node, query: Node] {
  const places = countTokens(config, tokens);
  return [g.reshape(places, [1, tokens]), g.reshape(places, [tokens, 1])];
}

function maskPairs(isMasked: Node): Node {
  return g.scale(g.cast(isMasked), MASKED_SCORE);
}

/** Both halves of a head's units turn alike, so that one is stored. */
function rotate(name: 'globalCosines' | 'globalSines' | 'localCosines' | 'localSines'): LengthNode {
  return (config, tokens) => {
    const { maxTokens, headSize } = config;
    const { values } = LENGTH_INPUTS[name].feed(maxTokens, config);
    const half = Array.from(values as Float32Array).filter((_, at) => at % headSize < headSize / 2);
    const table = g.crop(constant(half, [maxTokens, 1, headSize / 2]), tokens, 'start');
    const twice = g.expand(table, [tokens, 2, headSize / 2]);
    return g.reshape(twice, [tokens, 1, headSize]);
  };
}
