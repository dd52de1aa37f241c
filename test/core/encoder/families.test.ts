/** Every family of encoders against plain PyTorch: tokens, logits, mask Fishers and merges of two tiny checkpoints. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLabelReader } from '../../../src-main/core/dataset/labels.ts';
import { openCheckpoint, openTokenizer } from '../../../src-main/core/encoder/checkpoint.ts';
import { FAMILIES } from '../../../src-main/core/encoder/families.ts';
import { computeMaskFisher, type MaskFisher } from '../../../src-main/core/fisher/mask-fisher.ts';
import { DEFAULT_FISHER_SETTINGS, type FisherSettings } from '../../../src-main/core/fisher/settings.ts';
import { mergeEncoder } from '../../../src-main/core/merge/execute.ts';
import { planMerge } from '../../../src-main/core/merge/plan.ts';
import { parseRecipe } from '../../../src-main/core/merge/recipe.ts';
import { predict } from '../../../src-main/core/score/predictions.ts';
import { requireClassifier } from '../../../src-main/core/task/classifier.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { createRuntime } from '../../../src-main/engine/devices.ts';
import { FAMILY_FIXTURES as FIXTURES, readFamilyRows } from '../../family-fixtures.ts';
import { fisherError, worstError, type GoldenFisher } from '../../golden.ts';
import { temporaryFolder } from '../../temporary.ts';

const SCHEMES = ['paper', 'aligned'] as const;

interface Golden {
  readonly encodings: readonly { readonly ids: readonly number[]; readonly types: readonly number[] }[];
  readonly logits: readonly (readonly number[])[];
  readonly fisher: Readonly<Record<'a' | 'b', GoldenFisher>>;
  /** Of a, by batches of four. */
  readonly fisherBatch: GoldenFisher;
  /** Of a, over the model's own labels. */
  readonly fisherExpected: GoldenFisher;
  /** For each scheme and tensor of the encoder, numbers at even distances. */
  readonly merges: Readonly<Record<(typeof SCHEMES)[number], Readonly<Record<string, readonly number[]>>>>;
}

const PROBES = 48;
const runtime = createRuntime('cpu');
/** Small enough that rows are batched and padded in several ways. */
const tokenBudget = 120;

function readGolden(folder: string): Golden {
  return JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as Golden;
}

/** As the generator's probes: so far apart that some of every column are among them. */
function findStep(length: number, width: number): number {
  const divides = (a: number, b: number): number => (b === 0 ? a : divides(b, a % b));
  let step = Math.max(1, Math.floor(length / PROBES));
  while (divides(step, width) > 1) step++;
  return step;
}

async function takeFisher(
  folder: string,
  model: 'a' | 'b',
  settings: Partial<FisherSettings>,
): Promise<MaskFisher> {
  await using checkpoint = await openCheckpoint(join(folder, model));
  const classifier = requireClassifier(checkpoint);
  return await computeMaskFisher({
    checkpoint: classifier,
    rows: readFamilyRows(folder),
    readLabel: createLabelReader(classifier.head),
    settings: { ...DEFAULT_FISHER_SETTINGS, ...settings },
    runtime,
    tokenBudget,
    title: model,
  });
}

const names = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, 'golden.json')));

it('has fixtures of every family', async () => {
  const found = new Set<string>();
  for (const name of names) {
    await using checkpoint = await openCheckpoint(join(FIXTURES, name, 'a'));
    found.add(checkpoint.config.family);
  }
  expect([...found].sort()).toEqual(Object.keys(FAMILIES).sort());
});

describe.each(names)('%s', (name) => {
  const folder = join(FIXTURES, name);
  const golden = readGolden(folder);

  it("reads a text and a pair as the reference's tokens", async () => {
    await using checkpoint = await openCheckpoint(join(folder, 'a'));
    const tokenizer = openTokenizer(checkpoint);
    const found = readFamilyRows(folder).map(({ text, pair }) => {
      const { ids, types } = tokenizer.encode(text, pair, checkpoint.config.maxTokens);
      return { ids, types };
    });
    expect(found).toEqual(golden.encodings);
  });

  it("gives PyTorch's logits", async () => {
    await using checkpoint = await openCheckpoint(join(folder, 'a'));
    const input = {
      checkpoint: requireClassifier(checkpoint),
      rows: readFamilyRows(folder),
      readLabel: undefined,
    };
    let rows = 0;
    for await (const { index, logits } of predict({ ...input, maxLength: 128, runtime, tokenBudget })) {
      expect(worstError(logits, golden.logits[index]!), `row ${index}`).toBeLessThanOrEqual(1e-4);
      rows++;
    }
    expect(rows).toBe(golden.logits.length);
  });

  it.each([
    ['of examples', 'fisher', {}, 12],
    ['of batches', 'fisherBatch', { gradient: 'batch', batch: 4 }, 3],
    ['of expected labels', 'fisherExpected', { labels: 'expected' }, 12],
  ] as const)("takes PyTorch's mask Fisher, %s", async (_, kind, settings, count) => {
    const found = await takeFisher(folder, 'a', settings);
    expect(found.count).toBe(count);
    expect(fisherError(found, kind === 'fisher' ? golden.fisher.a : golden[kind])).toBeLessThanOrEqual(1e-5);
  });

  it('merges both checkpoints as the reference does, from the Fishers that it takes itself', async () => {
    await using a = await openCheckpoint(join(folder, 'a'));
    await using b = await openCheckpoint(join(folder, 'b'));
    const checkpoints = [a, b];
    const [ofA, ofB] = [await takeFisher(folder, 'a', {}), await takeFisher(folder, 'b', {})];
    expect(fisherError(ofB, golden.fisher.b)).toBeLessThanOrEqual(1e-5);
    const { layers, heads: headsPerLayer, neurons: neuronsPerLayer } = a.config;
    const fishers = [ofA, ofB].map((taken) => ({
      ...taken,
      layers,
      headsPerLayer,
      neuronsPerLayer,
      settings: DEFAULT_FISHER_SETTINGS,
      checkpoint: '',
      dataset: '',
    }));
    const models = ['a', 'b'].map((task) => ({ checkpoint: task, task, fisher: task }));
    for (const scheme of SCHEMES) {
      const recipe = parseRecipe(
        JSON.stringify({ method: 'fisher-mask', settings: { scheme }, models }),
        'r.json',
      );
      const plan = planMerge({ recipe, checkpoints, base: undefined });
      const file = join(await temporaryFolder(), 'encoder.safetensors');
      await mergeEncoder({ plan, checkpoints, base: undefined, fishers, recipe: '', file });
      await using merged = await Weights.open(file);
      const expected = golden.merges[scheme];
      const prefixed = Object.keys(expected).map((own) => a.family.prefix + own);
      expect([...merged.tensors.keys()].sort()).toEqual(prefixed.sort());
      for (const [own, probes] of Object.entries(expected)) {
        const values = await merged.readFloats(a.family.prefix + own);
        const step = findStep(values.length, merged.entry(a.family.prefix + own).shape.at(-1)!);
        const found = probes.map((__, at) => values[at * step]!);
        expect(worstError(found, probes), `${scheme} ${own}`).toBeLessThanOrEqual(2e-6);
      }
    }
  });
});
