/** The graph of one training step: the loss of a batch and its gradient for the parameters, which are the graph's inputs. */
import type { EncoderConfig } from '../../src-main/core/encoder/config.ts';
import { createMasks, inputTokens, type Encoding } from '../../src-main/core/encoder/encoding.ts';
import { encodePostNorm } from '../../src-main/core/encoder/post-norm.ts';
import { answer } from '../../src-main/core/task/head.ts';
import { OBJECTIVES } from '../../src-main/core/task/objective.ts';
import type { TaskHead } from '../../src-main/core/task/task-head.ts';
import { checkGraph } from '../../src-main/core/graph/check.ts';
import { differentiate } from '../../src-main/core/graph/gradient.ts';
import { input, type Graph } from '../../src-main/core/graph/node.ts';
import { reduceSum, scale } from '../../src-main/core/graph/operators.ts';
import { simplify } from '../../src-main/core/graph/simplify.ts';
import { FAMILY, type Model } from './model.ts';

/** What is trained, and on how many examples a step. */
export interface Objective {
  readonly config: EncoderConfig;
  readonly head: TaskHead;
  /** Names of the tensors that change; the others stay as they are. */
  readonly trained: readonly string[];
  readonly batch: number;
}

/** The name of the output that holds a parameter's gradient. */
export function gradientName(parameter: string): string {
  return `gradient of ${parameter}`;
}

/**
 * Inputs: the tokens, `target`, and every tensor of the model by its name. Outputs: `loss`, the mean over `batch` examples,
 * and the gradients of the tensors that are `trained`.
 */
export function buildTrainingGraph({ config, head, trained, batch }: Objective, model: Model): Graph {
  const leaves = new Map([...model].map(([name, { shape }]) => [name, input(name, shape)]));
  const leaf = (name: string) => leaves.get(name)!;
  const encoding = {
    config,
    ...inputTokens(),
    transposed: false,
    positions: input('positions', ['batch', 'tokens'], 'int64'),
    masks: createMasks(config).layers,
    outlet: 'first',
    parameter: (key, layer) => leaves.get((FAMILY.names[key] ?? '').replace('{layer}', String(layer))),
  } as const satisfies Encoding;
  const row = FAMILY.heads.sequence!;
  const states = encodePostNorm(encoding);
  const logits = answer({ encoding, states, head, row, choices: undefined, tensor: leaf });
  const { loss: lossOf, target } = OBJECTIVES[head.problem];
  const loss = scale(reduceSum(lossOf(logits, target(logits)), [0]), 1 / batch);
  const gradients = differentiate(loss, trained.map(leaf));
  const named = trained.map((name, at) => [gradientName(name), gradients[at]!] as const);
  return checkGraph(simplify({ outputs: { loss, ...Object.fromEntries(named) } }));
}
