/** Gram matrices of what linear maps are applied to, XᵀX over the tokens of an example, as RegMean needs them (Jin et al. 2023). */
import { WeirError } from '../../contract/error.ts';
import type { Control } from '../../contract/progress.ts';
import { explainNonFinite } from '../encoder/finite.ts';
import { isLinearMap } from '../encoder/parameters.ts';
import { openSession } from '../encoder/session.ts';
import { checkGraph } from '../graph/check.ts';
import { fill, sortTopologically, type Graph, type Node } from '../graph/node.ts';
import { add, gemm, mul, reduceSum, reshape } from '../graph/operators.ts';
import type { Dim } from '../graph/shape.ts';
import { simplify } from '../graph/simplify.ts';
import { readBatches } from '../task/batches.ts';
import { buildClassifier, type Classifier } from '../task/classifier.ts';
import type { StatisticInput } from './full-fisher.ts';
import type { Statistic } from './tensor-statistics.ts';

export interface GramInput extends StatisticInput {
  /** Most tokens of a batch, padding included: what bounds memory. */
  readonly tokenBudget: number;
}

interface GramGraph {
  readonly graph: Graph;
  /** Output → the encoder's names for the maps whose inputs it is of, and how wide these are. */
  readonly outputs: ReadonlyMap<string, { readonly names: readonly string[]; readonly width: number }>;
}

/** Throws 'invalid-dataset' without rows, and names the tensor that is to blame for a NaN. */
export async function computeGrams(input: GramInput, control: Control = {}): Promise<Statistic> {
  const { checkpoint, rows, settings, runtime, title } = input;
  const choices = checkpoint.head.problem === 'multiple-choice' ? (rows[0]?.choices?.length ?? 0) : undefined;
  const { graph, outputs } = buildGramGraph(checkpoint, choices);
  await using session = await openSession(runtime, graph, checkpoint);
  const sums = new Map(
    Array.from(outputs, ([output, { width }]) => [output, new Float64Array(width * width)]),
  );
  let [count, done] = [0, 0];
  for await (const batch of readBatches({ ...input, ...settings })) {
    control.signal?.throwIfAborted();
    const fetched = await session.run(batch.feeds);
    for (const [output, sum] of sums) {
      const products = fetched[output]!;
      for (let at = 0; at < sum.length; at++) sum[at]! += products[at]!;
    }
    count += batch.examples.length;
    done += batch.examples.filter(({ endsRow }) => endsRow).length;
    control.report?.({ phase: title, done, total: rows.length, unit: 'rows' });
  }
  if (count === 0) {
    throw new WeirError(
      'invalid-dataset',
      `There are no rows to take the inputs of '${checkpoint.folder}' on.`,
    );
  }
  for (const sum of sums.values()) {
    for (let at = 0; at < sum.length; at++) sum[at]! /= count;
    if (!Number.isFinite(sum.reduce((a, b) => a + b, 0)))
      throw await explainNonFinite(checkpoint, runtime.device);
  }
  const all = [...outputs];
  return {
    tensors: new Map(
      all.map(([output, { names, width }]) => [
        names[0]!,
        { shape: [width, width], values: sums.get(output)! },
      ]),
    ),
    same: new Map(all.flatMap(([, { names }]) => names.slice(1).map((name) => [name, names[0]!] as const))),
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
    const width = states[0]!.shape[1] as number;
    const node = states.map((of) => multiplyOut(of, mask)).reduce(add);
    return [`gram.${at}`, { names: group.map(([name]) => name), width, node }] as const;
  });
  return {
    graph: checkGraph(
      simplify({ outputs: Object.fromEntries(outputs.map(([output, { node }]) => [output, node])) }),
    ),
    outputs: new Map(outputs),
  };
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
