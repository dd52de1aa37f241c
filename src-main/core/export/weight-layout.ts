/** Where the weights of a graph lie in the one file beside its ONNX file. */
import { sortTopologically, type Graph } from '../graph/node.ts';
import type { LocateWeight } from '../graph/onnx-emitter.ts';

/** Of a weight in its file. */
export interface PlacedWeight {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

export interface WeightLayout {
  /** In the order of the file, which depends on the graph alone. */
  readonly weights: readonly PlacedWeight[];
  /** Bytes of the file. */
  readonly size: number;
  readonly locate: LocateWeight;
}

/** So that ONNX Runtime can map what is large instead of reading it (ONNX, external data), and reads numbers where they are aligned. */
const PAGE = 4096;
const LARGE = 2 ** 20;
const NUMBER = 64;

/** `location`: the file's name; `lengthOf`: bytes of a weight. */
export function layOutWeights(
  graph: Graph,
  location: string,
  lengthOf: (name: string) => number,
): WeightLayout {
  const leaves = sortTopologically(Object.values(graph.outputs)).filter(({ op }) => op === 'Weight');
  const names = new Set(leaves.map(({ attributes }) => attributes.name as string));
  let size = 0;
  const weights = [...names].map((name): PlacedWeight => {
    const length = lengthOf(name);
    const step = length >= LARGE ? PAGE : NUMBER;
    const offset = Math.ceil(size / step) * step;
    size = offset + length;
    return { name, offset, length };
  });
  const places = new Map(weights.map((weight) => [weight.name, weight]));
  return {
    weights,
    size,
    locate: (name) => {
      const { offset, length } = places.get(name)!;
      return { location, offset, length };
    },
  };
}
