/** How much of each model goes into each row, column or tensor: coefficients from mask Fishers. */
import type { Fisher } from '../fisher/fisher.ts';
import type { Blend } from './blend.ts';
import { findAxis, type Rule, type Weighed } from './schemes.ts';

/** What the models of a merge bring: λ of each, and its Fisher where the method needs one. */
export interface Weighting {
  readonly weights: readonly number[];
  readonly fishers: readonly Fisher[];
  /** `mean`: each Fisher is divided by its own mean u first. */
  readonly normalize: 'none' | 'mean';
  /**
   * What the authors' code does: a mask whose Fisher is 0 in every model counts as 1 in all of them, also in its layer's mean. They fold
   * models in pairwise, so that of three or more only the first two can be revived; here the order of models does not count.
   */
  readonly deadCountOne: boolean;
}

interface Masks {
  readonly heads: Float64Array;
  readonly neurons: Float64Array;
  /** Of each layer. */
  readonly headMeans: Float64Array;
  readonly neuronMeans: Float64Array;
  /** u, the mean over layers of the sum of both means. */
  readonly global: number;
}

const alike = () => Float64Array.of(1);

/** The Fisher of a model that a rule reads, a number for each head or neuron of the layer, or one for all. */
const READERS: Readonly<Record<Rule, (masks: Masks | undefined, layer: number) => Float64Array>> = {
  lambda: alike,
  global: (masks) => Float64Array.of(masks!.global),
  'layer-heads': (masks, layer) => masks!.headMeans.subarray(layer, layer + 1),
  'layer-neurons': (masks, layer) => masks!.neuronMeans.subarray(layer, layer + 1),
  'head-rows': (masks, layer) => layerOf(masks!.heads, masks!.headMeans.length, layer),
  'head-columns': (masks, layer) => layerOf(masks!.heads, masks!.headMeans.length, layer),
  'neuron-rows': (masks, layer) => layerOf(masks!.neurons, masks!.headMeans.length, layer),
  'neuron-columns': (masks, layer) => layerOf(masks!.neurons, masks!.headMeans.length, layer),
  // What other methods weigh in their own way, λ weighs beside it.
  elements: alike,
  tensor: alike,
  inputs: alike,
};

/** A tensor, and the layers that compute with it: none where it belongs to no layer, several where layers share it. */
export interface WeighedTensor extends Weighed {
  readonly layers: readonly number[];
}

/**
 * The share of each model in a tensor: λ_j F_j / Σ λ F, in float64, of the Fisher that each part's rule says. The Fisher of what several
 * layers share is the sum over them, as the loss depends on it through each. `among`: the models that have the values, all unless told; there
 * is a share for each of these.
 */
export type Weigher = (tensor: WeighedTensor, among?: readonly number[]) => Blend;

export function createWeigher(weighting: Weighting): Weigher {
  const masks = readMasks(weighting);
  // Only their ratios count; so the products below cannot overflow.
  const largest = Math.max(...weighting.weights);
  const weights = weighting.weights.map((weight) => weight / largest);
  const everybody = [...weights.keys()];
  return (tensor, among = everybody) => {
    const axis = findAxis(tensor);
    const own = among.map((model) => weights[model]!);
    const parts = tensor.rules.map((rule) =>
      shareOut(
        own,
        among.map((model) => readFisher(rule, masks[model], tensor.layers)),
      ),
    );
    if (axis === 'all') return { axis, factors: parts[0]! };
    const length = tensor.shape[axis === 'rows' ? 0 : 1]!;
    return {
      axis,
      factors: among.map((_, at) =>
        joinParts(
          parts.map((part) => part[at]!),
          length,
        ),
      ),
    };
  };
}

function readFisher(rule: Rule, masks: Masks | undefined, layers: readonly number[]): Float64Array {
  const read = READERS[rule];
  const fisher = read(masks, layers[0] ?? 0);
  if (layers.length < 2) return fisher;
  const others = layers.slice(1).map((layer) => read(masks, layer));
  return fisher.map((value, at) => others.reduce((sum, other) => sum + other[at]!, value));
}

/** λ_j F_j / Σ λ F for each node; λ_j / Σ λ where that is 0 / 0. Where every λ is 0, all of them count as 1. */
function shareOut(weights: readonly number[], fishers: readonly Float64Array[]): Float64Array[] {
  const lambdas = weights.every((weight) => weight === 0) ? weights.map(() => 1) : weights;
  const parts = fishers.map((fisher, model) => fisher.map((value) => lambdas[model]! * value));
  const nodes = parts[0]!.length;
  for (let node = 0; node < nodes; node++) {
    let largest = 0;
    for (const part of parts) largest = Math.max(largest, part[node]!);
    let sum = 0;
    for (const [model, part] of parts.entries()) {
      sum += part[node] = largest > 0 ? part[node]! / largest : lambdas[model]!;
    }
    for (const part of parts) part[node]! /= sum;
  }
  return parts;
}

/** A node is several rows or columns where a head is, one where a neuron is, and the whole part where one number weighs it. */
function joinParts(parts: readonly Float64Array[], length: number): Float64Array {
  const [first] = parts;
  if (parts.length === 1 && first!.length === length) return first!;
  const span = length / parts.length;
  return Float64Array.from({ length }, (_, at) => {
    const part = parts[Math.floor(at / span)]!;
    return part[Math.floor(((at % span) * part.length) / span)]!;
  });
}

function readMasks({ weights, fishers, normalize, deadCountOne }: Weighting): Masks[] {
  const scaled = normalize === 'mean' ? fishers.map(divideByMean) : fishers;
  const counted = scaled.filter((_, model) => weights[model]! > 0);
  const revive = (name: 'heads' | 'neurons', fisher: Fisher): Float64Array =>
    fisher[name].map((value, at) => (counted.every((other) => other[name][at] === 0) ? 1 : value));
  return scaled.map((fisher) =>
    takeMeans(
      deadCountOne
        ? { ...fisher, heads: revive('heads', fisher), neurons: revive('neurons', fisher) }
        : fisher,
    ),
  );
}

/** A Fisher of zeros stays one. */
function divideByMean(fisher: Fisher): Fisher {
  const { global } = takeMeans(fisher);
  if (global === 0) return fisher;
  const divide = (values: Float64Array) => values.map((value) => value / global);
  return { ...fisher, heads: divide(fisher.heads), neurons: divide(fisher.neurons) };
}

function takeMeans({ layers, heads, neurons }: Fisher): Masks {
  const means = (values: Float64Array) =>
    Float64Array.from({ length: layers }, (_, layer) => mean(layerOf(values, layers, layer)));
  const [headMeans, neuronMeans] = [means(heads), means(neurons)];
  return { heads, neurons, headMeans, neuronMeans, global: mean(headMeans) + mean(neuronMeans) };
}

function layerOf(values: Float64Array, layers: number, layer: number): Float64Array {
  const width = values.length / layers;
  return values.subarray(layer * width, (layer + 1) * width);
}

function mean(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** A base as one more source: θ₀ + scale · (merged − θ₀) = scale · merged + (1 − scale) · θ₀. */
export function scaleAboutBase({ axis, factors }: Blend, scale: number): Blend {
  const base = factors[0]!.map(() => 1 - scale);
  return { axis, factors: [...factors.map((values) => values.map((value) => value * scale)), base] };
}
