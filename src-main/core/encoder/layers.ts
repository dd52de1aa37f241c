/** The parts that encoders are made of: embeddings, linear maps, norms, feed-forward layers. */
import { WeirError } from '../../contract/error.ts';
import { fill, type Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import { dimProduct, type Dim } from '../graph/shape.ts';
import { ACTIVATIONS } from './activations.ts';
import type { Encoding, LayerMasks } from './encoding.ts';
import { LENGTH_INPUTS } from './length-inputs.ts';
import type { ParameterKey } from './parameters.ts';

/** One layer of an encoding: the parameters and mask nodes are its own. */
export interface Layer {
  readonly encoding: Encoding;
  readonly index: number;
  readonly masks: LayerMasks;
  readonly find: (key: ParameterKey) => Node | undefined;
}

export function openLayer(encoding: Encoding, index: number): Layer {
  const find = (key: ParameterKey) => encoding.parameter(key, index);
  return { encoding, index, masks: encoding.masks[index]!, find };
}

type LinearKey = keyof {
  [K in ParameterKey as K extends `${infer Name}Weight` ? Name : never]: true;
};

/** One of the equal parts that a map's outputs consist of. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** A linear map of `states` [rows, in] by a layer's parameters; without a bias where there is none. */
export function map(layer: Layer, states: Node, key: LinearKey, part?: Part): Node {
  const { transposed } = layer.encoding;
  const weight = takePart(need(layer.find, `${key}Weight`), transposed ? 1 : 0, part);
  const bias = layer.find(`${key}Bias` as ParameterKey);
  return g.gemm(states, weight, { transB: !transposed, ...(bias && { plus: takePart(bias, 0, part) }) });
}

function takePart(x: Node, axis: number, part: Part | undefined): Node {
  if (!part) return x;
  const size = (x.shape[axis] as number) / part.of;
  return g.slice(x, axis, part.index * size, (part.index + 1) * size);
}

type NormKey = keyof {
  [K in LinearKey as K extends `${string}Norm` ? K : never]: true;
};

/** LayerNormalization with what bias there is. */
export function normalize(
  find: (key: ParameterKey) => Node | undefined,
  states: Node,
  key: NormKey,
  epsilon: number,
): Node {
  const gamma = need(find, `${key}Weight`);
  return g.layerNormalization(states, gamma, find(`${key}Bias`) ?? fill(0, gamma.shape), epsilon);
}

/** [sequences*tokens, hidden]: words, with the positions and types that the family has, normalized where it does that first. */
export function embed(encoding: Encoding): Node {
  const { config, parameter, ids, types, sequences } = encoding;
  const rowsOf = (key: 'positions' | 'types', at: Node): Node[] => {
    const table = parameter(key);
    return table ? [g.gather(table, at)] : [];
  };
  const places = [
    ...rowsOf('positions', encoding.positions ?? LENGTH_INPUTS.positions.node()),
    ...rowsOf('types', types),
  ];
  const words = g.gather(need(parameter, 'words'), ids);
  const sum = places.length === 0 ? words : g.add(words, places.reduce(g.add));
  const rows = g.reshape(sum, [dimProduct([sequences, 'tokens']), config.embedding]);
  const normal = parameter('embeddingNormWeight')
    ? normalize(parameter, rows, 'embeddingNorm', config.epsilon)
    : rows;
  const projection = parameter('projectionWeight');
  const plus = parameter('projectionBias');
  return projection ? g.gemm(normal, projection, { transB: true, ...(plus && { plus }) }) : normal;
}

/** The first token's row of every sequence, [sequences, width], of all rows. */
export function takeFirst(states: Node, sequences: Dim): Node {
  return g.first(g.reshape(states, [sequences, 'tokens', states.shape[1]!]), 1);
}

/** From normalized or plain `states` [sequences*span, hidden] to what is added to them; neurons are masked one by one. */
export function feedForward(layer: Layer, states: Node, span: Dim): Node {
  const { encoding, masks, find } = layer;
  const { neurons, activation } = encoding.config;
  const activate = ACTIVATIONS[activation];
  const wide = find('gatedWeight')
    ? g.mul(
        activate(map(layer, states, 'gated', { index: 0, of: 2 })),
        map(layer, states, 'gated', { index: 1, of: 2 }),
      )
    : activate(map(layer, states, 'intermediate'));
  const active = g.mul(g.reshape(wide, [encoding.sequences, span, neurons]), masks.neurons);
  return map(layer, g.reshape(active, [states.shape[0]!, neurons]), 'ffn');
}

export function need(find: (key: ParameterKey) => Node | undefined, key: ParameterKey): Node {
  const found = find(key);
  if (found) return found;
  throw new WeirError(
    'mismatch',
    `The checkpoint lacks the parameter '${key}', which its forward pass needs.`,
  );
}
