/** The activation functions of FFN layers and task heads (a table), by the names that config.json uses. */
import { constant, type Node } from '../graph/node.ts';
import { add, erf, mul, relu, scale, sigmoid, tanh } from '../graph/operators.ts';

const one = constant([1], []);

/** x · Φ(x), Φ by the error function. */
function gelu(x: Node): Node {
  return mul(x, scale(add(one, erf(scale(x, Math.SQRT1_2))), 0.5));
}

/** Hendrycks & Gimpel's approximation of Φ by a tangent. */
function geluTanh(x: Node): Node {
  const cubic = mul(mul(x, x), x);
  return mul(scale(x, 0.5), add(one, tanh(scale(add(x, scale(cubic, 0.044715)), Math.sqrt(2 / Math.PI)))));
}

function silu(x: Node): Node {
  return mul(x, sigmoid(x));
}

export const ACTIVATIONS = {
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  relu,
  tanh,
  silu,
  swish: silu,
} as const satisfies Record<string, (x: Node) => Node>;

export type ActivationName = keyof typeof ACTIVATIONS;
