/** The merge's formula, written a second time: slowly, in float64, element by element, from the design's table alone. */
import type { Fisher } from '../../../src-main/core/fisher/fisher.ts';
import type { Values } from './tiny.ts';

export interface ReferenceInput {
  readonly scheme: 'average' | 'paper' | 'aligned';
  readonly models: readonly { readonly values: Values; readonly fisher: Fisher; readonly weight: number }[];
  readonly columnsOf: (name: string) => number;
}

/** The merged value of an element: Σ λ F θ / Σ λ F, and Σ λ θ / Σ λ where the latter is 0. */
export function mergeElement(input: ReferenceInput, name: string, element: number): number {
  const shares = shareElement(input, name, element);
  return input.models.reduce((sum, { values }, at) => sum + shares[at]! * values.get(name)![element]!, 0);
}

/** What part of an element is each model's: λ F / Σ λ F, and λ / Σ λ where the latter is 0. */
export function shareElement(
  { scheme, models, columnsOf }: ReferenceInput,
  name: string,
  element: number,
): number[] {
  const columns = columnsOf(name);
  const [row, column] = [Math.floor(element / columns), element % columns];
  const rows = models[0]!.values.get(name)!.length / columns;
  const masks =
    scheme === 'paper'
      ? countDeadAsOne(models.map(({ fisher }) => fisher))
      : models.map(({ fisher }) => fisher);
  const weighed = masks.map((fisher, at) => {
    const f = scheme === 'average' ? 1 : fisherOf(fisher, scheme, name, { row, column, rows, columns });
    return models[at]!.weight * f;
  });
  const sum = weighed.reduce((total, f) => total + f, 0);
  if (sum > 0) return weighed.map((f) => f / sum);
  const lambdas = models.reduce((total, { weight }) => total + weight, 0);
  return models.map(({ weight }) => weight / lambdas);
}

interface Place {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

function fisherOf(fisher: Fisher, scheme: 'paper' | 'aligned', name: string, place: Place): number {
  const { headsPerLayer: H, neuronsPerLayer: F, layers } = fisher;
  const layer = Number(/layer\.(\d+)\./.exec(name)?.[1] ?? Number.NaN);
  const head = (at: number, length: number) => fisher.heads[layer * H + Math.floor(at / (length / H))]!;
  const neuron = (at: number) => fisher.neurons[layer * F + at]!;
  const meanHead = (of: number) => meanOf(fisher.heads, of * H, H);
  const meanNeuron = (of: number) => meanOf(fisher.neurons, of * F, F);
  const aligned = scheme === 'aligned';
  if (Number.isNaN(layer)) {
    let u = 0;
    for (let of = 0; of < layers; of++) u += (meanHead(of) + meanNeuron(of)) / layers;
    return u;
  }
  if (/self\.(query|key)/.test(name)) return head(place.row, place.rows);
  if (name.includes('self.value')) return aligned ? head(place.row, place.rows) : meanHead(layer);
  if (name.endsWith('attention.output.dense.weight') && aligned) return head(place.column, place.columns);
  if (name.includes('attention.output')) return meanHead(layer);
  if (name.includes('intermediate')) return neuron(place.row);
  if (name.endsWith('output.dense.weight') && aligned) return neuron(place.column);
  return meanNeuron(layer);
}

function countDeadAsOne(fishers: readonly Fisher[]): Fisher[] {
  const revive = (name: 'heads' | 'neurons', fisher: Fisher) =>
    fisher[name].map((value, at) => (fishers.every((other) => other[name][at] === 0) ? 1 : value));
  return fishers.map((fisher) => ({
    ...fisher,
    heads: revive('heads', fisher),
    neurons: revive('neurons', fisher),
  }));
}

function meanOf(values: Float64Array, begin: number, count: number): number {
  let sum = 0;
  for (let at = begin; at < begin + count; at++) sum += values[at]!;
  return sum / count;
}
