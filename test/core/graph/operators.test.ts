/** Every operator: its value against the float64 reference, its gradient against central differences. */
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../../src-main/core/graph/check.ts';
import { differentiate } from '../../../src-main/core/graph/gradient.ts';
import { GRADIENT_RULES, NOT_DIFFERENTIABLE } from '../../../src-main/core/graph/gradient-rules.ts';
import { constant, input, type Node } from '../../../src-main/core/graph/node.ts';
import * as g from '../../../src-main/core/graph/operators.ts';
import { OPERATORS, type Op } from '../../../src-main/core/graph/operators.ts';
import { simplify } from '../../../src-main/core/graph/simplify.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { evaluate, volume, type Tensor } from './reference.ts';

const SIZES = { batch: 2, tokens: 3 };

/** An input with its values: normal numbers by default. */
interface Given {
  readonly node: Node;
  readonly value: Tensor;
}
const random = createRandom(7);
function given(
  name: string,
  shape: readonly (number | string)[],
  draw: () => number = () => random.normal(),
): Given {
  const sizes = shape.map((dim) =>
    typeof dim === 'number'
      ? dim
      : dim
          .split('*')
          .reduce(
            (size, name) => size * (name in SIZES ? SIZES[name as keyof typeof SIZES] : Number(name)),
            1,
          ),
  );
  return {
    node: input(name, shape),
    value: { shape: sizes, values: Array.from({ length: volume(sizes) }, draw) },
  };
}
function indices(name: string, shape: readonly (number | string)[], below: number): Given {
  const { value } = given(name, shape, () => random.integer(below));
  return { node: input(name, shape, 'int64'), value };
}

/** One use or more of each operator; what is differentiated are the float inputs. */
const x = () => given('x', ['batch', 'tokens', 4]);
const positive = () => 0.5 + random.uniform();
/** Away from kinks, where a difference is no derivative. */
const awayFromZero = () => (random.uniform() < 0.5 ? -1 : 1) * positive();
const unary = (of: (x: Node) => Node, draw?: () => number) => () => {
  const a = given('x', ['batch', 'tokens', 4], draw);
  return { inputs: [a], y: of(a.node) };
};
const binary =
  (of: (a: Node, b: Node) => Node, draw?: () => number) =>
  (a: Given['node']['shape'], b: Given['node']['shape']) =>
  () => {
    const inputs = [given('a', a), given('b', b, draw)] as const;
    return { inputs, y: of(inputs[0].node, inputs[1].node) };
  };

interface Case {
  readonly inputs: readonly Given[];
  readonly y: Node;
}
const CASES: Readonly<Record<Op, readonly (() => Case)[]>> = {
  Add: [
    binary(g.add)(['batch', 4], ['batch', 4]),
    binary(g.add)(['batch', 'tokens', 4], [4]),
    binary(g.add)([1, 4], ['batch', 1]),
  ],
  Sub: [binary(g.sub)(['batch', 4], [4]), binary(g.sub)([], ['batch', 4])],
  Mul: [binary(g.mul)(['batch', 4], ['batch', 4]), binary(g.mul)(['batch', 'tokens', 4], ['batch', 1, 4])],
  Div: [binary(g.div, positive)(['batch', 4], [4])],
  Neg: [unary(g.neg)],
  Exp: [unary(g.exp)],
  Erf: [unary(g.erf)],
  Tanh: [unary(g.tanh)],
  Sigmoid: [unary(g.sigmoid)],
  Softplus: [unary(g.softplus)],
  Relu: [unary(g.relu, awayFromZero)],
  Sqrt: [unary(g.sqrt, positive)],
  Softmax: [unary(g.softmax)],
  LogSoftmax: [unary(g.logSoftmax)],
  ReduceSum: [
    unary((a) => g.reduceSum(a, [-1])),
    unary((a) => g.reduceSum(a, [0, 2], true)),
    unary((a) => g.reduceSum(a, [0, 1, 2])),
  ],
  ReduceMean: [unary((a) => g.reduceMean(a, [-1])), unary((a) => g.reduceMean(a, [2], true))],
  LayerNormalization: [
    () => {
      const inputs = [x(), given('gamma', [4]), given('beta', [4])] as const;
      return { inputs, y: g.layerNormalization(inputs[0].node, inputs[1].node, inputs[2].node, 1e-5) };
    },
  ],
  Output: [
    () => {
      const inputs = [x()] as const;
      const normal = g.layerNormalization(
        inputs[0].node,
        constant([1, 1, 1, 1], [4]),
        constant([0, 0, 0, 0], [4]),
        1e-5,
      );
      return { inputs, y: g.add(g.output(normal, 1), g.output(normal, 2)) };
    },
  ],
  MatMul: [
    binary(g.matmul)(['batch', 3, 4], ['batch', 4, 5]),
    binary(g.matmul)(['batch', 2, 3, 4], ['batch', 1, 4, 5]),
  ],
  Gemm: [
    ...[0, 1, 2, 3].map((kind) => () => {
      const [transA, transB] = [(kind & 1) === 1, (kind & 2) === 2];
      const inputs = [
        given('a', transA ? [4, 3] : [3, 4]),
        given('b', transB ? [5, 4] : [4, 5]),
        given('c', [5]),
      ] as const;
      return { inputs, y: g.gemm(inputs[0].node, inputs[1].node, { transA, transB, plus: inputs[2].node }) };
    }),
  ],
  Transpose: [unary((a) => g.transpose(a, [2, 0, 1]))],
  Reshape: [
    unary((a) => g.reshape(a, ['batch*tokens', 4])),
    unary((a) => g.reshape(a, ['batch', 1, 'tokens', 2, 2])),
  ],
  Expand: [
    () => {
      const inputs = [given('a', ['batch', 1, 4]), x()] as const;
      return { inputs, y: g.mul(g.expand(inputs[0].node, ['batch', 'tokens', 4]), inputs[1].node) };
    },
  ],
  First: [unary((a) => g.first(a, 1))],
  PadFirst: [
    () => {
      const inputs = [given('a', ['batch', 4]), x()] as const;
      return { inputs, y: g.mul(g.padFirst(inputs[0].node, 1, 'tokens'), inputs[1].node) };
    },
  ],
  Gather: [
    () => {
      const inputs = [given('table', [6, 4]), indices('ids', ['batch', 'tokens'], 6)] as const;
      return { inputs, y: g.gather(inputs[0].node, inputs[1].node) };
    },
  ],
  Slice: [unary((a) => g.slice(a, 2, 1, 3)), unary((a) => g.mul(g.slice(a, 2, 0, 2), g.slice(a, 2, 2, 4)))],
  PadSlice: [
    () => {
      const inputs = [given('a', ['batch', 2, 3]), given('b', ['batch', 5, 3])] as const;
      return { inputs, y: g.mul(g.padSlice(inputs[0].node, 1, 2, 5), inputs[1].node) };
    },
  ],
  Crop: [
    () => {
      const inputs = [given('a', [7, 2]), x()] as const;
      return { inputs, y: g.crop(inputs[0].node, 'tokens', 'start') };
    },
    () => {
      const inputs = [given('a', [10, 2]), x()] as const;
      return { inputs, y: g.crop(inputs[0].node, '2*tokens', 'middle') };
    },
    () => {
      const inputs = [indices('ids', [7], 9), x()] as const;
      return { inputs, y: g.cast(g.crop(inputs[0].node, 'tokens', 'start')) };
    },
  ],
  Skew: [
    () => {
      const inputs = [given('a', ['batch', 2, 'tokens', '2*tokens'])] as const;
      return { inputs, y: g.mul(g.skew(inputs[0].node), g.skew(inputs[0].node)) };
    },
    () => {
      const inputs = [given('a', ['tokens', '2*tokens'])] as const;
      return { inputs, y: g.skew(inputs[0].node) };
    },
  ],
  Unskew: [
    () => {
      const inputs = [
        given('a', ['batch', 'tokens', 'tokens']),
        given('b', ['batch', 'tokens', '2*tokens']),
      ] as const;
      return { inputs, y: g.mul(g.unskew(inputs[0].node), inputs[1].node) };
    },
  ],
  RotateHalf: [unary((a) => g.mul(g.rotateHalf(a), a)), unary(g.rotateHalf)],
  CumSum: [unary((a) => g.cumSum(g.detach(a)))],
  Pick: [
    () => {
      const inputs = [x(), indices('ids', ['batch', 'tokens'], 4)] as const;
      return { inputs, y: g.pick(inputs[0].node, inputs[1].node) };
    },
  ],
  OneHot: [
    () => {
      const inputs = [indices('ids', ['batch', 'tokens'], 6)] as const;
      return { inputs, y: g.oneHot(inputs[0].node, 6) };
    },
  ],
  ArgMax: [unary((a) => g.oneHot(g.argMax(a), 4))],
  Greater: [binary((a, b) => g.cast(g.greater(a, b)))(['batch', 4], ['batch', 4])],
  Detach: [unary((a) => g.mul(g.detach(a), a))],
  Cast: [
    binary((a, b) => g.cast(g.greater(a, b)))(['batch', 4], [4]),
    () => {
      const inputs = [indices('ids', ['batch', 'tokens'], 6)] as const;
      return { inputs, y: g.cast(inputs[0].node) };
    },
  ],
};

const runtime = createRuntime('cpu');

async function run(node: Node, inputs: readonly Given[]): Promise<Float32Array> {
  // Inputs are outputs too, so that every size is told even where a gradient does not read the values.
  const others = inputs.map((given, at) => [`input${at}`, given.node] as const);
  const graph = checkGraph(simplify({ outputs: { y: node, ...Object.fromEntries(others) } }));
  await using session = await runtime.open(graph);
  const feeds = inputs.map(({ node: { attributes, type }, value: { values, shape } }) => {
    const typed = type === 'int64' ? BigInt64Array.from(values, BigInt) : Float32Array.from(values);
    return [attributes.name as string, { values: typed, shape }] as const;
  });
  return (await session.run(Object.fromEntries(feeds))).y!;
}

function bind(inputs: readonly Given[]) {
  return {
    inputs: Object.fromEntries(inputs.map(({ node, value }) => [node.attributes.name as string, value])),
    sizes: SIZES,
  };
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (let at = 0; at < expected.length; at++) {
    expect(Math.abs(found[at]! - expected[at]!)).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(expected[at]!)),
    );
  }
}

/** d Σ(y·r) / d input[at], the loss being evaluated in float64: error some 1e-9. */
function difference(loss: Node, inputs: readonly Given[], which: number, at: number): number {
  const step = 1e-5;
  const sum = (shift: number): number => {
    const moved = inputs.map((given, index) => {
      if (index !== which) return given;
      const values = given.value.values.map((value, place) => (place === at ? value + shift : value));
      return { ...given, value: { ...given.value, values } };
    });
    return evaluate(loss, bind(moved)).values.reduce((a, b) => a + b, 0);
  };
  return (sum(step) - sum(-step)) / (2 * step);
}

describe.each(Object.entries(CASES))('%s', (op, makes) => {
  it.each(makes.map((make, index) => [index, make] as const))(
    'has the reference’s value (use %i)',
    async (_, make) => {
      const { inputs, y } = make();
      expectClose(await run(y, inputs), evaluate(y, bind(inputs)).values, 2e-6);
    },
  );

  if (!(op in GRADIENT_RULES)) return;
  it.each(makes.map((make, index) => [index, make] as const))(
    'has the slope that differences show (use %i)',
    async (_, make) => {
      const made = make();
      // Weighed by numbers of no pattern, lest errors cancel.
      const weights = given('weights', made.y.shape);
      const inputs = [...made.inputs, weights];
      const loss = g.mul(made.y, weights.node);
      const floats = inputs.filter(({ node }) => node.type === 'float32');
      const gradients = differentiate(
        loss,
        floats.map(({ node }) => node),
      );
      for (const [index, gradient] of gradients.entries()) {
        const exact = evaluate(gradient, bind(inputs)).values;
        const which = inputs.indexOf(floats[index]!);
        expect(gradient.shape).toEqual(floats[index]!.node.shape);
        expectClose(
          exact,
          exact.map((_, at) => difference(loss, inputs, which, at)),
          1e-7,
        );
        expectClose(await run(gradient, inputs), exact, 1e-5);
      }
    },
  );
});

describe('the tables', () => {
  it('hold a gradient rule for every operator, or the reason why there is none, and never both', () => {
    for (const op of Object.keys(OPERATORS) as Op[])
      expect([op, op in GRADIENT_RULES], op).toEqual([op, !(op in NOT_DIFFERENTIABLE)]);
  });
});
