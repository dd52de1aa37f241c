/** Gram matrices of what linear maps are applied to, XᵀX over the tokens of an example, as RegMean needs them (Jin et al. 2023). */
import type { Control } from '../../contract/progress.ts';
import { isLinearMap } from '../encoder/parameters.ts';
import { openSession } from '../encoder/session.ts';
import { checkGraph } from '../graph/check.ts';
import { fill, sortTopologically, type Graph, type Node } from '../graph/node.ts';
import { add, gemm, mul, reduceSum, reshape } from '../graph/operators.ts';
import type { Dim } from '../graph/shape.ts';
import { simplify } from '../graph/simplify.ts';
import type { Batch } from '../task/batches.ts';
import { buildClassifier, type Classifier } from '../task/classifier.ts';
import { countChoices, type StatisticInput, takeMeans } from './mean.ts';
import type { Statistic } from './statistic.ts';

export interface GramInput extends StatisticInput {
  /** Most tokens of a batch, padding included: what bounds memory. */
  readonly tokenBudget: number;
}

interface GramGraph {
  readonly graph: Graph;
  readonly outputs: readonly GramOutput[];
}

/** A matrix with the encoder's names for the maps whose inputs it is of, and how wide these are. */
interface GramOutput {
  readonly output: string;
  readonly names: readonly string[];
  readonly width: number;
}

/** Throws 'invalid-dataset' without rows, and names the tensor that is to blame for a NaN. */
export async function computeGrams(input: GramInput, control: Control = {}): Promise<Statistic> {
  const { checkpoint, runtime, tokenBudget } = input;
  const { graph, outputs } = buildGramGraph(checkpoint, countChoices(input));
  await using session = await openSession(runtime, graph, checkpoint);
  const sums = outputs.map(({ width }) => new Float64Array(width ** 2));
  const addBatch = async ({ feeds }: Batch): Promise<void> => {
    const fetched = await session.run(feeds);
    for (const [index, { output }] of outputs.entries()) {
      const [sum, products] = [sums[index]!, fetched[output]!];
      for (let at = 0; at < sum.length; at++) sum[at]! += products[at]!;
    }
  };
  const count = await takeMeans(input, tokenBudget, sums, addBatch, control);
  return {
    tensors: new Map(
      outputs.map(({ names, width }, at) => [names[0]!, { shape: [width, width], values: sums[at]! }]),
    ),
    same: new Map(outputs.flatMap(({ names }) => names.slice(1).map((name) => [name, names[0]!] as const))),
    count,
  };
}

/** Linear maps are found in the graph, so that every family's are, whatever they are called. All of the last layer counts, not what is read of it alone. */
function buildGramGraph(checkpoint: Classifier, choices?: number): GramGraph {
  const { logits } = buildClassifier(checkpoint, choices, 'all');
  const nodes = sortTopologically([logits]);
  const mask = nodes.find(({ op, attributes }) => op === 'Input' && attributes.name === 'mask');
  // A language model's output is a map too, but its weight is the table of words, which is merged as one.
  const named = new Map(checkpoint.encoder.filter(isLinearMap).map(({ name, entry }) => [entry.name, name]));
  const uses = new Map<string, Set<Node>>();
  for (const { op, inputs } of nodes) {
    if (op !== 'Gemm') continue;
    const [states, map] = inputs;
    const name = named.get(findWeight(map!) ?? '');
    if (name !== undefined) uses.set(name, (uses.get(name) ?? new Set()).add(states!));
  }
  // Maps of the same states share a matrix; of a map that layers share, the inputs of all of them count.
  const order = new Map(nodes.map((node, at) => [node, at]));
  const groups = Map.groupBy(uses, ([, states]) => Array.from(states, (of) => order.get(of)).join());
  const outputs = Array.from(groups.values(), (group, at) => {
    const states = [...group[0]![1]];
    const node = states.map((of) => multiplyOut(of, mask)).reduce(add);
    return {
      output: `gram.${at}`,
      names: group.map(([name]) => name),
      width: states[0]!.shape[1] as number,
      node,
    };
  });
  const nodesOf = Object.fromEntries(outputs.map(({ output, node }) => [output, node]));
  return { graph: checkGraph(simplify({ outputs: nodesOf })), outputs };
}

const EXAMPLES = reduceSum(fill(1, ['batch']), [0]);

/** XᵀX, summed over the batch. */
function multiplyOut(states: Node, mask: Node | undefined): Node {
  const [rows] = states.shape as [Dim];
  const dims = String(rows).split('*');
  if (!dims.includes('batch')) {
    // States of distances are the same for every example. All of them count, lest it depend on the batch's longest text.
    const table = states.op === 'Gather' ? states.inputs[0]! : states;
    return mul(gemm(table, table, { transA: true }), EXAMPLES);
  }
  // Padding counts nothing.
  const real = mask && dims.includes('tokens') ? mul(states, reshape(mask, [rows, 1])) : states;
  return gemm(real, real, { transA: true });
}

/** A map may be a part of a tensor. */
function findWeight(node: Node): string | undefined {
  if (node.op === 'Weight') return node.attributes.name as string;
  return node.op === 'Slice' ? findWeight(node.inputs[0]!) : undefined;
}
