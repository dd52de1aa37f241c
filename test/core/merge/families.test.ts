/** Tensors as other families have them: fused, gated, kept transposed, shared by layers. Every number against the formula. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Checkpoint, EncoderTensor } from '../../../src-main/core/encoder/checkpoint.ts';
import type { Role } from '../../../src-main/core/encoder/parameters.ts';
import type { Fisher } from '../../../src-main/core/fisher/fisher.ts';
import { DEFAULT_FISHER_SETTINGS } from '../../../src-main/core/fisher/settings.ts';
import { mergeEncoder } from '../../../src-main/core/merge/execute.ts';
import { formatPlan } from '../../../src-main/core/merge/plan-text.ts';
import { planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import { writeSafetensors } from '../../../src-main/core/safetensors/writer.ts';
import { createRandom } from '../../../src-main/core/tensor/random.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { temporaryFolder } from '../../temporary.ts';
import { makeTiny } from './tiny.ts';

const LAYERS = 4;
const HEADS = 2;
const NEURONS = 5;

interface Kind {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly shape: readonly number[];
  readonly transposed?: boolean;
}

/** Six hidden units; two heads of two: attention is four wide. */
const KINDS: readonly Kind[] = [
  { name: 'qkv.weight', roles: ['query', 'key', 'value'], shape: [12, 6] },
  { name: 'qkv.bias', roles: ['query', 'key', 'value'], shape: [12] },
  { name: 'c_attn.weight', roles: ['query', 'key', 'value'], shape: [6, 12], transposed: true },
  { name: 'q.weight', roles: ['query'], shape: [6, 4], transposed: true },
  { name: 'out.weight', roles: ['attention-output'], shape: [6, 4] },
  { name: 'c_proj.weight', roles: ['attention-output'], shape: [4, 6], transposed: true },
  { name: 'wi.weight', roles: ['intermediate', 'intermediate'], shape: [10, 6] },
  { name: 'c_fc.weight', roles: ['intermediate'], shape: [6, 5], transposed: true },
  { name: 'wo.weight', roles: ['ffn-output'], shape: [6, 5] },
  { name: 'mlp.c_proj.weight', roles: ['ffn-output'], shape: [5, 6], transposed: true },
  { name: 'mlp.bias', roles: ['ffn-rest'], shape: [6] },
];

/** Two groups of two layers each, or four layers of their own. */
function listTensors(groups: number): Omit<EncoderTensor, 'entry' | 'key'>[] {
  const span = LAYERS / groups;
  const layered = KINDS.flatMap(({ name, transposed = false, ...kind }) =>
    Array.from({ length: groups }, (_, layer) => ({
      ...kind,
      transposed,
      name: `h.${layer}.${name}`,
      layer,
      layers: Array.from({ length: span }, (__, at) => layer * span + at),
    })),
  );
  const final = { name: 'ln_f.weight', roles: ['final'], shape: [6], transposed: false } as const;
  return [...layered, { ...final, layer: undefined, layers: [] }];
}

type Made = Checkpoint & { readonly values: ReadonlyMap<string, Float32Array> };

/** A checkpoint of no family that there is. */
async function make(seed: number, groups: number): Promise<Made> {
  const random = createRandom(seed);
  const tensors = listTensors(groups).map((tensor) => {
    const values = Float32Array.from({ length: tensor.shape.reduce((a, b) => a * b, 1) }, () =>
      random.normal(),
    );
    return { tensor, values };
  });
  const file = join(await temporaryFolder(), 'model.safetensors');
  await writeSafetensors(
    file,
    tensors.map(({ tensor: { name, shape }, values }) => {
      return { name, shape, dtype: 'F32', bytes: new Uint8Array(values.buffer) };
    }),
  );
  const weights = await Weights.open(file);
  onTestFinished(() => weights.close());
  const tiny = await makeTiny();
  return {
    ...tiny,
    weights,
    family: { ...tiny.family, prefix: '' },
    config: { ...tiny.config, layers: LAYERS, heads: HEADS, neurons: NEURONS },
    encoder: tensors.map(({ tensor }) => ({
      ...tensor,
      key: 'fusedWeight',
      entry: weights.entry(tensor.name),
    })),
    values: new Map(tensors.map(({ tensor, values }) => [tensor.name, values])),
  };
}

function makeFisher(seed: number): Fisher {
  const random = createRandom(seed);
  const draw = (count: number) => Float64Array.from({ length: count }, () => random.normal() ** 2);
  return {
    layers: LAYERS,
    headsPerLayer: HEADS,
    neuronsPerLayer: NEURONS,
    heads: draw(LAYERS * HEADS),
    neurons: draw(LAYERS * NEURONS),
    count: 8,
    settings: DEFAULT_FISHER_SETTINGS,
    checkpoint: '',
    dataset: '',
  };
}

/** The Fisher of one number of a tensor, from the design's table: which output and which input it joins, and what that is part of. */
function fisherOf(
  fisher: Fisher,
  scheme: string,
  { roles, shape, transposed, layers }: Omit<EncoderTensor, 'entry' | 'key'>,
  element: number,
): number {
  const columns = shape[1] ?? 1;
  const place = [Math.floor(element / columns), element % columns] as const;
  const [output, input] = transposed ? [place[1], place[0]] : place;
  const [outputs, inputs] = transposed ? [shape[1]!, shape[0]!] : [shape[0]!, columns];
  const width = outputs / roles.length;
  const role = roles[Math.floor(output / width)]!;
  const within = output % width;
  const sum = (of: (layer: number) => number) => layers.reduce((total, layer) => total + of(layer), 0);
  const head = (at: number) => sum((layer) => fisher.heads[layer * HEADS + at]!);
  const neuron = (at: number) => sum((layer) => fisher.neurons[layer * NEURONS + at]!);
  const meanHead = () => (head(0) + head(1)) / 2;
  const meanNeuron = () => (neuron(0) + neuron(1) + neuron(2) + neuron(3) + neuron(4)) / 5;
  const aligned = scheme === 'aligned';
  if (role === 'final') {
    const total = (values: Float64Array) => values.reduce((a, b) => a + b, 0);
    return total(fisher.heads) / (LAYERS * HEADS) + total(fisher.neurons) / (LAYERS * NEURONS);
  }
  if (role === 'query' || role === 'key' || (role === 'value' && aligned))
    return head(Math.floor(within / (width / HEADS)));
  if (role === 'attention-output' && aligned) return head(Math.floor(input / (inputs / HEADS)));
  if (role === 'value' || role === 'attention-output') return meanHead();
  if (role === 'intermediate') return neuron(within);
  return role === 'ffn-output' && aligned ? neuron(input) : meanNeuron();
}

const recipeOf = (scheme: string) =>
  parseRecipe(
    JSON.stringify({
      method: 'fisher-mask',
      settings: { scheme },
      models: [
        { checkpoint: 'a', task: 'a', fisher: 'fa', weight: 2 },
        { checkpoint: 'b', task: 'b', fisher: 'fb' },
      ],
    }),
    'r.json',
  );

describe.each([
  ['layers of their own', LAYERS],
  ['shared layers', 2],
  ['one layer for all', 1],
] as const)('with %s', (_, groups) => {
  it.each(['paper', 'aligned'])('scheme %s weighs every number as it should', async (scheme) => {
    const models = [await make(1, groups), await make(2, groups)];
    const fishers = [makeFisher(3), makeFisher(4)];
    const plan = planMerge({ recipe: recipeOf(scheme), checkpoints: models, base: undefined });
    const file = join(await temporaryFolder(), 'encoder.safetensors');
    await mergeEncoder({ plan, checkpoints: models, base: undefined, fishers, recipe: '', file });
    await using merged = await Weights.open(file);
    for (const tensor of listTensors(groups)) {
      const [x, y] = models.map(({ values }) => values.get(tensor.name)!) as [Float32Array, Float32Array];
      for (const [element, value] of (await merged.readFloats(tensor.name)).entries()) {
        const [f, g] = fishers.map((fisher) => fisherOf(fisher, scheme, tensor, element)) as [number, number];
        const expected = (2 * f * x[element]! + g * y[element]!) / (2 * f + g);
        expect(Math.abs(value - expected), `${tensor.name} at ${element}`).toBeLessThan(3e-7);
      }
    }
  });
});

it('encoders that share their layers among other numbers of layers cannot be merged', async () => {
  const [a, b] = [await make(1, 1), await make(2, 1)];
  const deeper = { ...b, config: { ...b.config, layers: 6 } };
  expect(() => planMerge({ recipe: recipeOf('paper'), checkpoints: [a, deeper], base: undefined })).toThrow(
    "'b' has 6 layers; 'a' has 4.",
  );
});

it('a plan prints parts, directions and shared layers', async () => {
  const models = [await make(1, 1), await make(2, 1)];
  for (const scheme of ['paper', 'aligned']) {
    const text = formatPlan(planMerge({ recipe: recipeOf(scheme), checkpoints: models, base: undefined }));
    expect(
      text
        .split('\n')
        .filter((line) => /^ {2}(h\.|ln_f)/.test(line))
        .join('\n'),
    ).toMatchSnapshot();
  }
});
