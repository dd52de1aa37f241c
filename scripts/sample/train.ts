/** Training: batches drawn by a seed, gradients by ONNX Runtime on one thread, steps by Adam. */
import { padBatch } from '../../src-main/core/dataset/padding.ts';
import type { Feeds } from '../../src-main/core/graph/runtime.ts';
import type { Encoded } from '../../src-main/core/tokenizer/tokenizer.ts';
import { openSession } from '../../src-main/engine/session.ts';
import { Adam } from './adam.ts';
import type { Model } from './model.ts';
import { buildTrainingGraph, gradientName, type Objective } from './training-graph.ts';

/** A text as the encoder reads it, with what it should answer. */
export interface Example extends Encoded {
  /** Where each token stands, if not in its place: then the first token is the one that answers. */
  readonly positions?: readonly number[];
  /** Of the head's outputs. */
  readonly target: readonly number[];
}

export interface Training extends Objective {
  readonly steps: number;
  /** Of learning, at its height. */
  readonly rate: number;
  /** One more example. */
  readonly draw: () => Example;
}

/** The share of steps in which the rate rises to its height, before it falls to nothing. */
const WARMUP = 0.1;

/** One thread adds up in one order, so that the same seed gives the same bytes. */
const SETTINGS = { provider: 'cpu', threads: 1 };

/** Changes the model in place; returns the mean loss over the last tenth of the steps. */
export async function train(model: Model, training: Training): Promise<number> {
  const { steps, batch, rate, trained, draw } = training;
  const adam = new Adam(trained.map((name) => model.get(name)!.values));
  await using session = await openSession(buildTrainingGraph(training, model), SETTINGS);
  const parameters = Object.fromEntries(model);
  const lately: number[] = [];
  for (let step = 0; step < steps; step++) {
    const fetched = await session.run({
      ...parameters,
      ...feedExamples(Array.from({ length: batch }, draw)),
    });
    const gradients = trained.map((name) => fetched[gradientName(name)]!);
    adam.step(gradients, rate * Math.min((step + 1) / steps / WARMUP, (1 - step / steps) / (1 - WARMUP)));
    if (step >= 0.9 * steps) lately.push(fetched.loss![0]!);
  }
  return lately.reduce((sum, loss) => sum + loss, 0) / lately.length;
}

/** The inputs of the training graph but its parameters. */
export function feedExamples(examples: readonly Example[]): Feeds {
  const { ids, types, mask, size, tokens } = padBatch(examples, [...examples.keys()], 0);
  const shape = [size, tokens];
  const positions = examples.flatMap(({ ids, positions }) =>
    Array.from({ length: tokens }, (_, at) => BigInt(at < ids.length ? (positions?.[at] ?? at) : 0)),
  );
  const targets = examples.flatMap(({ target }) => target);
  return {
    ids: { values: ids, shape },
    types: { values: types, shape },
    positions: { values: BigInt64Array.from(positions), shape },
    mask: { values: mask, shape },
    target: { values: Float32Array.from(targets), shape: [size, targets.length / size] },
  };
}
