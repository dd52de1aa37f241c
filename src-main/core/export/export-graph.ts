/** A classifier as the graph of an ONNX file: it reads what Hugging Face's exports read, and nothing else. */
import { checkGraph } from '../graph/check.ts';
import { constant, input, type Graph, type Node } from '../graph/node.ts';
import * as g from '../graph/operators.ts';
import { dimProduct, type Dim, type Shape } from '../graph/shape.ts';
import { simplify } from '../graph/simplify.ts';
import { substitute } from '../graph/substitute.ts';
import { buildClassifier, type Classifier } from '../task/classifier.ts';
import { countTokens, LENGTH_NODES } from './length-nodes.ts';

/** Sizes by the names that Hugging Face's exports give them. */
const BATCH = 'batch_size';
const CHOICES = 'num_choices';
const TOKENS = 'sequence_length';

/** What is read: each [batch, sequence], or [batch, choices, sequence] where the task is to choose. */
interface Tokens {
  readonly shape: Shape;
  /** Sequences in all. */
  readonly rows: Dim;
  /** int64 [rows, sequence] */
  readonly read: (name: 'input_ids' | 'token_type_ids') => Node;
  /** float32 [rows, sequence] */
  readonly mask: Node;
}

/**
 * Inputs `input_ids`, `attention_mask` and, where the family tells apart segments of a text, `token_type_ids`: int64 of any batch and length
 * up to the encoder's maximum. Outputs `logits` as Hugging Face's models have them, every token's of language models; of spans
 * `start_logits` and `end_logits`.
 */
export function buildExport(checkpoint: Classifier): Graph {
  const { head, config } = checkpoint;
  const tokens = readTokens(head.problem === 'multiple-choice');
  const { rows, mask, read } = tokens;
  // What stands for one segment broadcasts over all tokens.
  const types = config.types > 1 ? read('token_type_ids') : constant([0], [1, 1], 'int64');
  const lengths = Object.entries(LENGTH_NODES).filter(([name]) =>
    checkpoint.family.inputs.includes(name as keyof typeof LENGTH_NODES),
  );
  const inputs = {
    ids: read('input_ids'),
    mask,
    types,
    ...Object.fromEntries(lengths.map(([name, make]) => [name, make(config, TOKENS)])),
  };
  const { logits } = buildClassifier(head.row.reads === 'first' ? checkpoint : askEveryToken(checkpoint));
  const renamed = substitute(logits, { inputs, sizes: { batch: rows, tokens: TOKENS } });
  return checkGraph(simplify({ outputs: nameOutputs(checkpoint, renamed, tokens) }));
}

function readTokens(withChoices: boolean): Tokens {
  const shape = withChoices ? [BATCH, CHOICES, TOKENS] : [BATCH, TOKENS];
  const rows = dimProduct(shape.slice(0, -1));
  const read = (name: string): Node => g.reshape(input(name, shape, 'int64'), [rows, TOKENS]);
  return { shape, rows, read, mask: g.cast(read('attention_mask')) };
}

/** The same head over the states of all tokens: its logits are [batch, tokens, outputs], without a word on padding. */
function askEveryToken({ head, ...checkpoint }: Classifier): Classifier {
  return { ...checkpoint, head: { ...head, problem: 'token-labels', row: { ...head.row, reads: 'all' } } };
}

function nameOutputs(
  { head, config }: Classifier,
  logits: Node,
  { shape, rows, mask }: Tokens,
): Graph['outputs'] {
  if (head.problem === 'multiple-choice') return { logits: g.reshape(logits, shape.slice(0, -1)) };
  if (head.problem === 'span') {
    const take = (at: number): Node => g.reshape(g.slice(logits, 2, at, at + 1), shape);
    return { start_logits: take(0), end_logits: take(1) };
  }
  if (head.row.reads !== 'last') return { logits };
  // The last token that is no padding, on whichever side the padding stands.
  const last = g.argMax(g.mul(mask, g.add(countTokens(config, TOKENS), constant([1], []))));
  const chosen = g.reshape(g.oneHot(last, TOKENS), [rows, TOKENS, 1]);
  return { logits: g.reduceSum(g.mul(logits, chosen), [1]) };
}
