/** Fisher files, honest and otherwise, and Fishers of shards. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { combineFishers, type Fisher, requireMaskSizes } from '../../../src-main/core/fisher/fisher.ts';
import { readFisher, writeFisher } from '../../../src-main/core/fisher/fisher-file.ts';
import { DEFAULT_FISHER_SETTINGS, pickFisherSettings } from '../../../src-main/core/fisher/settings.ts';
import { writeSafetensors } from '../../../src-main/core/safetensors/writer.ts';
import { temporaryFolder } from '../../temporary.ts';

const FISHER: Fisher = {
  layers: 2,
  headsPerLayer: 2,
  neuronsPerLayer: 3,
  heads: Float64Array.of(1, 2, 3, 0.1),
  neurons: Float64Array.of(0, 1, 2, 3, 4, 1e-30),
  count: 3,
  settings: DEFAULT_FISHER_SETTINGS,
  checkpoint: 'c'.repeat(64),
  dataset: 'd'.repeat(64),
};

const METADATA = {
  format: 'weir.fisher',
  version: '1',
  settings: JSON.stringify(DEFAULT_FISHER_SETTINGS),
  count: '3',
  checkpoint: 'c',
  dataset: 'd',
};

interface Forgery {
  readonly metadata?: Partial<Record<keyof typeof METADATA, string | undefined>>;
  readonly heads?: { readonly shape?: readonly number[]; readonly values?: readonly number[] };
  readonly neurons?: { readonly shape?: readonly number[] };
  readonly dtype?: 'F64' | 'F32';
}

async function forge({ metadata = {}, heads = {}, neurons = {}, dtype = 'F64' }: Forgery): Promise<string> {
  const file = join(await temporaryFolder(), 'f.safetensors');
  const tensor = (name: string, shape: readonly number[], values?: readonly number[]) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const numbers = values ?? Array.from({ length: count }, () => 1);
    const array = dtype === 'F64' ? Float64Array.from(numbers) : Float32Array.from(numbers);
    return { name, dtype, shape, bytes: new Uint8Array(array.buffer) };
  };
  const entries = Object.entries({ ...METADATA, ...metadata }).filter(([, value]) => value !== undefined);
  await writeSafetensors(
    file,
    [tensor('heads', heads.shape ?? [2, 2], heads.values), tensor('neurons', neurons.shape ?? [2, 3])],
    Object.fromEntries(entries) as Record<string, string>,
  );
  return file;
}

describe('a Fisher file is refused', () => {
  const cases: readonly (readonly [string, Forgery, string])[] = [
    [
      'that is another safetensors file',
      { metadata: { format: 'pt' } },
      'its format is "pt"; expected "weir.fisher"',
    ],
    ['of a later version', { metadata: { version: '2' } }, 'is of version "2"'],
    ['whose settings are no JSON', { metadata: { settings: '{' } }, 'has settings that cannot be: {'],
    ['without settings', { metadata: { settings: undefined } }, 'has settings that cannot be: none'],
    [
      'with an unknown setting',
      { metadata: { settings: '{"gradients":"x"}' } },
      'has settings that cannot be',
    ],
    ['without hashes', { metadata: { dataset: undefined } }, 'does not say of which checkpoint and dataset'],
    ['of no examples', { metadata: { count: '0' } }, 'has the count 0'],
    ['of half an example', { metadata: { count: '0.5' } }, 'has the count 0.5'],
    ['without a count', { metadata: { count: undefined } }, 'has the count NaN'],
    ['that rounds to float32', { dtype: 'F32' }, 'is F32 [2,2]; expected F64 [layers,heads]'],
    ['whose heads are a vector', { heads: { shape: [4] } }, 'is F64 [4]; expected F64 [layers,heads]'],
    ['without heads', { heads: { shape: [2, 0] } }, 'is F64 [2,0]'],
    ['of two numbers of layers', { neurons: { shape: [3, 3] } }, 'heads of 2 layers, but neurons of 3'],
    ['that holds NaN', { heads: { values: [1, 1, 1, Number.NaN] } }, 'holds NaN in heads[1,1]'],
    ['that holds infinity', { heads: { values: [1, Infinity, 1, 1] } }, 'holds Infinity in heads[0,1]'],
    ['that holds a negative number', { heads: { values: [1, 1, -1e-9, 1] } }, 'holds -1e-9 in heads[1,0]'],
  ];
  it.each(cases)('%s', async (_, forgery, sentence) => {
    const error: unknown = await readFisher(await forge(forgery)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'WeirError' });
    expect(String(error)).toContain(sentence);
  });

  it('that lacks a tensor', async () => {
    const file = join(await temporaryFolder(), 'f.safetensors');
    await writeSafetensors(file, [], METADATA);
    await expect(readFisher(file)).rejects.toMatchObject({
      message: `Fisher '${file}' has no tensor 'heads'.`,
    });
  });
});

describe('a Fisher', () => {
  it('comes back from its file bit by bit', async () => {
    const file = join(await temporaryFolder(), 'f.safetensors');
    await writeFisher(file, FISHER);
    expect(await readFisher(file)).toEqual(FISHER);
  });

  it('that could not be read again is not written', async () => {
    const folder = await temporaryFolder();
    const broken = { ...FISHER, heads: Float64Array.of(1, 2, 3, Number.NaN) };
    await expect(writeFisher(join(folder, 'f.safetensors'), broken)).rejects.toThrow(
      'holds NaN in heads[1,1]',
    );
    await expect(writeFisher(join(folder, 'f.safetensors'), { ...FISHER, layers: 3 })).rejects.toThrow(
      'has 4 heads; expected 3 layers of 2',
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('of another encoder is told apart', () => {
    expect(() => {
      requireMaskSizes(FISHER, { layers: 2, headsPerLayer: 4, neuronsPerLayer: 3 }, "Fisher 'f'", "'a'");
    }).toThrow(
      "Fisher 'f' is of 2 layers of 2 heads and 3 neurons; 'a' has 2 layers of 4 heads and 3 neurons.",
    );
  });

  it("takes its own settings out of a method's", () => {
    const settings = { ...DEFAULT_FISHER_SETTINGS, scheme: 'paper', scale: 1 };
    expect(pickFisherSettings(settings)).toEqual(DEFAULT_FISHER_SETTINGS);
  });
});

describe('Fishers of shards', () => {
  it('combine to the mean over all examples', () => {
    const other = { ...FISHER, heads: Float64Array.of(5, 2, 0, 0.7), count: 1, dataset: 'e'.repeat(64) };
    const both = combineFishers(FISHER, other);
    expect(both.count).toBe(4);
    expect([...both.heads]).toEqual([2, 2, 2.25, (0.1 * 3 + 0.7) / 4]);
    expect(both.dataset).not.toBe(FISHER.dataset);
    expect(combineFishers(other, FISHER).dataset).toBe(both.dataset);
  });

  const strangers: readonly (readonly [string, Partial<Fisher>, string])[] = [
    [
      'settings',
      { settings: { ...DEFAULT_FISHER_SETTINGS, gradient: 'batch' } },
      `'gradient': "example" and "batch"`,
    ],
    ['checkpoints', { checkpoint: 'f'.repeat(64) }, 'different checkpoints, cccccccccccc and ffffffffffff'],
    ['sizes', { headsPerLayer: 1, heads: Float64Array.of(1, 2) }, 'of 2 layers of 1 heads'],
  ];
  it.each(strangers)('do not combine over different %s', (_, change, sentence) => {
    expect(() => combineFishers(FISHER, { ...FISHER, ...change })).toThrow(sentence);
  });
});
