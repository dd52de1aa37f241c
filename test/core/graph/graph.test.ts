/** Graphs as records: shapes, simplification, the validity check, the printer, and what is encoded. */
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../../src-main/core/graph/check.ts';
import { differentiate } from '../../../src-main/core/graph/gradient.ts';
import {
  constant,
  fill,
  input,
  node,
  sortTopologically,
  weight,
  type Graph,
} from '../../../src-main/core/graph/node.ts';
import { encodeOnnx } from '../../../src-main/core/graph/onnx.ts';
import {
  add,
  gather,
  gemm,
  layerNormalization,
  matmul,
  mul,
  reduceSum,
  reshape,
  softmax,
  transpose,
} from '../../../src-main/core/graph/operators.ts';
import { printGraph } from '../../../src-main/core/graph/print.ts';
import { broadcastShapes, dimProduct } from '../../../src-main/core/graph/shape.ts';
import { simplify } from '../../../src-main/core/graph/simplify.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';

const x = input('x', ['batch', 'tokens', 4]);

describe('shapes', () => {
  it('multiply names and numbers into one name', () => {
    expect(dimProduct(['tokens', 2, 'batch', 3])).toBe('6*batch*tokens');
    expect(dimProduct(['batch*tokens', 4])).toBe(dimProduct([2, 'tokens', 'batch', 2]));
    expect(dimProduct([])).toBe(1);
  });

  it('broadcast from the right, and say when they do not', () => {
    expect(broadcastShapes(['batch', 1, 4], ['tokens', 1])).toEqual(['batch', 'tokens', 4]);
    expect(() => broadcastShapes(['batch', 4], ['tokens', 4])).toThrow(
      'Shapes [batch,4] and [tokens,4] do not broadcast.',
    );
  });
});

describe('a builder refuses', () => {
  it('a product of other sizes', () => {
    expect(() => matmul(x, input('w', [5, 2]))).toThrow(
      "MatMul cannot take Input 'x' float32[batch,tokens,4] and Input 'w' float32[5,2].",
    );
    expect(() => gemm(input('a', [2, 3]), input('b', [4, 5]), { transB: true })).toThrow('Gemm cannot take');
  });

  it('a reshape that loses elements', () => {
    expect(() => reshape(x, ['batch', 4])).toThrow('Reshape cannot make [batch,4]');
  });

  it('a layer norm of another width', () => {
    expect(() => layerNormalization(x, weight('gamma', [3]), weight('beta', [4]), 0)).toThrow(
      "Weight 'gamma' float32[3] is not of shape [4]",
    );
  });
});

describe('simplification', () => {
  it('takes masks of 1 out of the forward pass and leaves their gradients', () => {
    const mask = fill(1, ['batch', 1, 4]);
    const y = reduceSum(mul(mul(x, mask), x), [1, 2]);
    const before = { outputs: { y, g: differentiate(y, [mask])[0]! } };
    const after = simplify(before);
    const count = (graph: Graph) => sortTopologically(Object.values(graph.outputs)).length;
    expect(printGraph(after)).not.toContain('Fill');
    expect(count(after)).toBeLessThan(count(before));
    expect(printGraph(after)).toMatchSnapshot();
  });

  it('keeps a multiplication by one that repeats the other side', () => {
    const y = mul(input('row', [1, 4]), fill(1, ['batch', 4]));
    expect(simplify({ outputs: { y } }).outputs.y).toBe(y);
  });
});

describe('the check', () => {
  it.each([
    ['an unknown operator', node('Fold', [x], {}, x.shape), 'the operator is not known'],
    ['too few inputs', node('Add', [x], {}, x.shape), 'it has 1 inputs; expected 2'],
    ['a shape that does not follow', node('Neg', [x], {}, [4]), 'its inputs make it [batch,tokens,4]'],
    [
      'floats as indices',
      node('Gather', [weight('t', [3, 4]), input('i', [2])], {}, [2, 4]),
      'its input 1 is float32; expected int64',
    ],
    ['constants that are too few', constant([1, 2], [3]), 'it holds 2 values'],
    ['two inputs of one name', add(input('a', [2]), input('a', [1])), 'the same name stands for'],
  ])('finds %s', (_, y, why) => {
    expect(() => checkGraph({ outputs: { y } })).toThrow(why);
  });
});

describe('encoded as ONNX', () => {
  it('a graph is the same bytes each time, and small, for weights stay in their file', () => {
    const encode = () => {
      const ids = input('ids', ['batch'], 'int64');
      const y = softmax(
        gemm(gather(weight('table', [30_000, 768]), ids), weight('w', [768, 768]), { transB: true }),
      );
      return encodeOnnx({ outputs: { y } }, (name) => ({
        location: 'm.safetensors',
        offset: name.length,
        length: 4,
      }));
    };
    expect(encode()).toEqual(encode());
    expect(encode().length).toBeLessThan(2000);
  });

  it('a weight of whole numbers is refused by name', () => {
    const y = mul(weight('ids', [4], 'I64'), fill(2, [4]));
    const locate = () => ({ location: 'm', offset: 0, length: 32 });
    expect(() => encodeOnnx({ outputs: { y } }, locate)).toThrow(
      "Tensor 'ids' is I64; expected F32, F16, BF16 or F64.",
    );
  });

  it('shapes with names are resolved when it runs', async () => {
    const y = transpose(reshape(mul(x, fill(2, ['batch', 1, 4])), ['batch*tokens', 4]), [1, 0]);
    await using session = await createRuntime('cpu').open({
      outputs: { y: reshape(y, [4, 'batch', 'tokens']) },
    });
    const fetched = await session.run({
      x: { values: Float32Array.from({ length: 24 }, (_, at) => at), shape: [2, 3, 4] },
    });
    expect([...fetched.y!.slice(0, 6)]).toEqual([0, 8, 16, 24, 32, 40]);
  });
});
