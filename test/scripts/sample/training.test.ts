/** What trains the sample: gradients of every parameter of a small encoder against central differences, and Adam. */
import { describe, expect, it } from 'vitest';
import { Adam } from '../../../scripts/sample/adam.ts';
import { pick } from '../../../scripts/sample/grammar.ts';
import { addHead, drawEncoder, type Model } from '../../../scripts/sample/model.ts';
import { feedExamples, train, type Example } from '../../../scripts/sample/train.ts';
import { buildTrainingGraph, gradientName } from '../../../scripts/sample/training-graph.ts';
import { parseConfig } from '../../../src-main/core/encoder/config-reader.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';
import { openSession } from '../../../src-main/engine/session.ts';
import { evaluate, type Tensor } from '../../core/graph/reference.ts';

const CONFIG = parseConfig(
  JSON.stringify({
    architectures: ['BertForSequenceClassification'],
    model_type: 'bert',
    hidden_size: 8,
    num_hidden_layers: 2,
    num_attention_heads: 2,
    intermediate_size: 12,
    hidden_act: 'gelu',
    max_position_embeddings: 6,
    type_vocab_size: 2,
    vocab_size: 9,
    layer_norm_eps: 1e-12,
    id2label: { 0: 'a', 1: 'b', 2: 'c' },
  }),
  'the config of this test',
);

/** One with padding, one whose tokens changed places, one that says a word twice. */
const EXAMPLES: readonly Example[] = [
  { ids: [1, 5, 2], types: [0, 0, 0], target: [1, 0, 0] },
  { ids: [4, 3, 1, 2, 7], types: [0, 0, 0, 1, 1], positions: [2, 1, 0, 3, 4], target: [0, 0.5, 0.5] },
  { ids: [1, 8, 8, 8, 6], types: [0, 0, 1, 1, 1], target: [0, 0, 1] },
];

const random = createRandom(3);
const model = addHead(drawEncoder(CONFIG, random), CONFIG, CONFIG.head!.outputs, random);
// Away from ones and zeros, and wide enough for every part to matter.
for (const { values } of model.values()) for (const at of values.keys()) values[at]! += 0.3 * random.normal();

const feeds = feedExamples(EXAMPLES);
const objective = { config: CONFIG, head: CONFIG.head!, trained: [...model.keys()], batch: EXAMPLES.length };
const graph = buildTrainingGraph(objective, model);

describe('the gradient of every parameter', async () => {
  await using session = await openSession(graph, { provider: 'cpu', threads: 1 });
  const fetched = await session.run({ ...Object.fromEntries(model), ...feeds });
  const inputs: Record<string, Tensor> = Object.fromEntries(
    [...model, ...Object.entries(feeds)].map(([name, { shape, values }]) => [
      name,
      { shape, values: Array.from(values, Number) },
    ]),
  );
  const lossOf = (moved: Readonly<Record<string, Tensor>>): number =>
    evaluate(graph.outputs.loss!, {
      inputs: { ...inputs, ...moved },
      sizes: { batch: EXAMPLES.length, tokens: 5 },
    }).values[0]!;

  it('belongs to the loss that a float64 interpreter finds', () => {
    expect(fetched.loss![0]).toBeCloseTo(lossOf({}), 5);
  });

  // The loss is float64: its difference is exact to some 1e-9. The gradient went through a few hundred float32 roundings.
  it.each([...model.keys()])('%s', (name) => {
    const gradient = fetched[gradientName(name)]!;
    const direction = Array.from(gradient, () => random.normal());
    const { shape, values } = inputs[name]!;
    const along = (step: number) =>
      lossOf({ [name]: { shape, values: values.map((value, at) => value + step * direction[at]!) } });
    const step = 1e-5;
    const slope = (along(step) - along(-step)) / (2 * step);
    const found = direction.reduce((sum, part, at) => sum + part * gradient[at]!, 0);
    const size = Math.hypot(...gradient) * Math.hypot(...direction);
    expect(Math.abs(found - slope)).toBeLessThanOrEqual(1e-5 * Math.max(size, 0.1));
  });
});

describe('training', () => {
  const copy = (): Model =>
    new Map([...model].map(([name, { shape, values }]) => [name, { shape, values: values.slice() }]));
  const draw = () => {
    const random = createRandom(0);
    return () => pick(EXAMPLES, random);
  };
  const schedule = { ...objective, steps: 40, rate: 0.02 };

  it('does the same twice, bit for bit', async () => {
    const [once, twice] = [copy(), copy()];
    const losses = [
      await train(once, { ...schedule, draw: draw() }),
      await train(twice, { ...schedule, draw: draw() }),
    ];
    expect(losses[0]).toBe(losses[1]);
    expect(once).toEqual(twice);
  });

  it('lowers the loss by nothing but what it may change', async () => {
    const trained = ['classifier.weight', 'classifier.bias', 'encoder.layer.1.output.dense.weight'];
    const changed = copy();
    const loss = await train(changed, { ...schedule, trained, draw: draw() });
    const untrained = await train(copy(), { ...schedule, rate: 0, draw: draw() });
    expect(loss).toBeLessThan(0.7 * untrained);
    const different = [...model.keys()].filter(
      (name) => changed.get(name)!.values.join() !== model.get(name)!.values.join(),
    );
    expect(different.toSorted()).toEqual(trained.toSorted());
  });
});

describe('Adam', () => {
  it('goes by the rate alone at first, whatever the size of the gradient', () => {
    const values = Float32Array.of(1, 1, 1);
    new Adam([values]).step([Float32Array.of(1e-3, -5, 0)], 0.25);
    expect(values[0]).toBeCloseTo(0.75, 4);
    expect(values[1]).toBeCloseTo(1.25, 4);
    expect(values[2]).toBe(1);
  });

  it('finds the lowest point of a bowl', () => {
    const values = Float32Array.of(3, -2);
    const adam = new Adam([values]);
    for (let step = 0; step < 1000; step++) {
      adam.step([Float32Array.of(2 * (values[0]! - 1), 20 * values[1]!)], 0.05 * (1 - step / 1000));
    }
    expect(values[0]).toBeCloseTo(1, 3);
    expect(values[1]).toBeCloseTo(0, 3);
  });
});
