/** Task heads as graph nodes: from the states of the last layer to logits. */
import { ACTIVATIONS } from '../encoder/activations.ts';
import type { EncoderConfig } from '../encoder/config.ts';
import type { Encoding } from '../encoder/encoding.ts';
import type { HeadRow, LinearNames } from '../encoder/family.ts';
import { need, takeFirst } from '../encoder/layers.ts';
import { MASKED_SCORE } from '../encoder/length-inputs.ts';
import { fill, input, type Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import type { TaskHead } from './task-head.ts';

export interface NamedShape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The tensors of a head with their shapes. A tied output has no weight of its own. */
export function listHeadTensors(
  row: HeadRow,
  { hidden, embedding, tied }: EncoderConfig,
  { outputs }: TaskHead,
): NamedShape[] {
  // A language model speaks in embeddings, which may be narrower than states.
  const width = row.output.tied ? embedding : hidden;
  const linear = ({ weight, bias }: LinearNames, shape: readonly number[]): NamedShape[] => [
    { name: weight, shape },
    ...(bias === undefined ? [] : [{ name: bias, shape: shape.slice(0, 1) }]),
  ];
  const output = linear(row.output, [outputs, row.dense ? width : hidden]);
  return [
    ...(row.dense ? linear(row.dense, [width, hidden]) : []),
    ...(row.norm ? linear(row.norm, [width]) : []),
    ...(row.output.tied && tied ? output.slice(1) : output),
  ];
}

export interface Question {
  readonly encoding: Encoding;
  /** Of the last layer: [sequences, hidden] where the head reads the first token's, else [sequences*tokens, hidden]. */
  readonly states: Node;
  readonly row: HeadRow;
  readonly head: TaskHead;
  /** Sequences of each example, where the task is to choose among them. */
  readonly choices: number | undefined;
  /** A tensor of the head by its name; undefined where the checkpoint has none. */
  readonly tensor: (name: string) => Node | undefined;
}

/** The row of each sequence's last token among all rows: what a decoder has read the whole text in. */
const LAST_TOKENS = input('last', ['batch'], 'int64');

/** The rows of the tokens that are asked about. */
const PLACES = input('places', ['places'], 'int64');

/**
 * Logits: [batch, outputs] of a sequence, [batch, tokens, outputs] of every token, [places, outputs] of those that are asked about,
 * [batch, choices] of choices, and of spans [batch, 2, tokens]: of every token as the first, and as the last.
 */
export function answer(question: Question): Node {
  const { head, row, encoding, choices } = question;
  const { parameter, config } = encoding;
  let states = readStates(question);
  if (row.pooler) {
    const plus = need(parameter, 'poolerBias');
    states = g.tanh(g.gemm(states, need(parameter, 'poolerWeight'), { transB: true, plus }));
  }
  if (row.dense) {
    const { activation } = row.dense;
    const chosen = row.output.tied ? activation : (config.headActivation ?? activation);
    states = ACTIVATIONS[chosen](linear(question, states, row.dense));
  }
  if (row.norm) {
    const gamma = question.tensor(row.norm.weight)!;
    const beta = row.norm.bias === undefined ? undefined : question.tensor(row.norm.bias);
    states = g.layerNormalization(states, gamma, beta ?? fill(0, gamma.shape), config.epsilon);
  }
  const logits = linear(question, states, row.output);
  if (choices !== undefined) return g.reshape(logits, ['batch', choices]);
  if (row.reads !== 'all') return logits;
  const tokens = g.reshape(logits, ['batch', 'tokens', head.outputs]);
  return head.problem === 'span' ? maskTokens(g.transpose(tokens, [0, 2, 1]), encoding.mask) : tokens;
}

function readStates({ row, states, encoding }: Question): Node {
  const { config, sequences, mask } = encoding;
  if (row.reads === 'last') return g.gather(states, LAST_TOKENS);
  if (row.reads === 'places') return g.gather(states, PLACES);
  if (row.reads === 'all' || encoding.outlet === 'first') return states;
  if (config.pooling !== 'mean') return takeFirst(states, sequences);
  const weights = g.reshape(mask, [sequences, 'tokens', 1]);
  const sum = g.reduceSum(g.mul(g.reshape(states, [sequences, 'tokens', config.hidden]), weights), [1]);
  return g.div(sum, g.reduceSum(weights, [1]));
}

/** Logits over tokens without those of padding, so that an example's distribution does not depend on its batch. */
function maskTokens(logits: Node, mask: Node): Node {
  const padding = g.scale(g.sub(fill(1, mask.shape), mask), MASKED_SCORE);
  return g.add(logits, g.reshape(padding, ['batch', 1, 'tokens']));
}

/** A tied weight is the table of words. */
function linear({ tensor, encoding }: Question, x: Node, names: LinearNames): Node {
  const weight = tensor(names.weight) ?? need(encoding.parameter, 'words');
  const plus = names.bias === undefined ? undefined : tensor(names.bias);
  return g.gemm(x, weight, { transB: true, ...(plus && { plus }) });
}
