/** The graph that yields the gradient of every parameter of the encoder, of one example at a time. */
import { checkGraph } from '../graph/check.ts';
import { differentiate } from '../graph/gradient.ts';
import { sortTopologically, type Graph, type Node } from '../graph/node.ts';
import { cast } from '../graph/operators.ts';
import { simplify } from '../graph/simplify.ts';
import { LOSSES } from '../fisher/losses.ts';
import type { FisherSettings } from '../fisher/settings.ts';
import { buildClassifier, type Classifier } from '../task/classifier.ts';

/** What the gradient of a tensor consists of. */
export interface TensorGradient {
  /** The encoder's name for it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The output with the gradient of the whole tensor; of a table of which rows are taken, there is none. */
  readonly whole?: string;
  /** Outputs with the gradients of rows that were taken of it, and which rows these are, as float32. */
  readonly rows: readonly { readonly gradient: string; readonly ids: string }[];
}

export interface FullGraph {
  readonly graph: Graph;
  readonly tensors: readonly TensorGradient[];
}

/** Tables with more elements than this are not made into gradients of mostly zeros. */
const SMALL_TABLE = 2 ** 16;

/** Outputs beside the gradients: `logits`, where labels are expected. To be run with one example at a time, whose gradients do not mix. */
export function buildFullGraph(
  checkpoint: Classifier,
  labels: FisherSettings['labels'],
  choices?: number,
): FullGraph {
  const { logits } = buildClassifier(checkpoint, choices);
  const loss = LOSSES[labels](logits, checkpoint.head.problem);
  const nodes = sortTopologically([loss]);
  const leaves = new Map(
    nodes.filter(({ op }) => op === 'Weight').map((leaf) => [leaf.attributes.name as string, leaf]),
  );
  const targets: Node[] = [];
  const outputs: Record<string, Node> = {};
  const tensors = checkpoint.encoder.flatMap(({ name, entry }): TensorGradient[] => {
    const leaf = leaves.get(entry.name);
    // A pooler that the task head does not read has no part in the loss.
    if (!leaf) return [];
    const users = nodes.filter(({ inputs }) => inputs.includes(leaf));
    const shape = leaf.shape as readonly number[];
    const isTable = users.every(({ op, inputs }) => op === 'Gather' && inputs[0] === leaf);
    if (!isTable || shape.reduce((a, b) => a * b, 1) <= SMALL_TABLE) {
      targets.push(leaf);
      return [{ name, shape, whole: `gradient.${targets.length - 1}`, rows: [] }];
    }
    const rows = users.map((taken) => {
      const ids = `ids.${targets.length}`;
      outputs[ids] = cast(taken.inputs[1]!);
      targets.push(taken);
      return { gradient: `gradient.${targets.length - 1}`, ids };
    });
    return [{ name, shape, rows }];
  });
  for (const [at, gradient] of differentiate(loss, targets).entries()) outputs[`gradient.${at}`] = gradient;
  if (labels === 'expected') outputs.logits = logits;
  return { graph: checkGraph(simplify({ outputs })), tensors };
}
