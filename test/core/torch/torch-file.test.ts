/** Files that torch 1.13 wrote, in both forms: every value as torch itself reads it. */
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DType } from '../../../src-main/core/tensor/dtype.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import {
  bytes,
  dictOf,
  FLOATS,
  GOOD,
  legacyForm,
  locator64,
  name,
  ORDERED_DICT,
  record64,
  tensor,
  text,
  uint64,
  writeModel,
  zip,
  zipForm,
} from './spelling.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/torch');

interface Said {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const said = JSON.parse(await readFile(join(FIXTURES, 'values.json'), 'utf8')) as Record<
  string,
  Record<string, Said>
>;

const NUMBERS = {
  F64: Float64Array,
  F32: Float32Array,
  F16: Float16Array,
  I64: BigInt64Array,
  I32: Int32Array,
  I16: Int16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

/** Without the conversions of ours. */
function decode(raw: Uint8Array, dtype: DType): number[] {
  const copy = new Uint8Array(raw).buffer;
  if (dtype === 'BF16') {
    return Array.from(
      new Uint16Array(copy),
      (bits) => new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!,
    );
  }
  const type: new (buffer: ArrayBuffer) => ArrayLike<number | bigint> =
    NUMBERS[dtype as keyof typeof NUMBERS];
  return Array.from(new type(copy), Number);
}

describe('torch says the same of', () => {
  it.each(Object.keys(said))('%s', async (file) => {
    await using weights = await Weights.open(join(FIXTURES, file));
    const expected = said[file]!;
    const found: Record<string, Said> = {};
    for (const [title, entry] of weights.tensors) {
      const { dtype, shape, begin, end } = entry;
      found[title] = { dtype, shape, values: decode(await weights.readBytes(entry, 0, end - begin), dtype) };
    }
    expect(found).toEqual(expected);
  });

  it('floats that become float32', async () => {
    for (const form of ['zip', 'legacy']) {
      await using weights = await Weights.open(join(FIXTURES, `types.${form}.bin`));
      for (const [title, { dtype, values }] of Object.entries(said[`types.${form}.bin`]!)) {
        if (!['F64', 'F32', 'F16', 'BF16'].includes(dtype)) continue;
        expect(await weights.readFloats(title)).toEqual(Float32Array.from(values));
      }
    }
  });

  it('tied weights, which are the same bytes under two names', async () => {
    for (const form of ['zip', 'legacy']) {
      await using weights = await Weights.open(join(FIXTURES, `tied.${form}.bin`));
      const { begin, end } = weights.entry('embedding.weight');
      expect(weights.entry('output.weight')).toMatchObject({ begin, end });
      // Parts of one storage of four rows of three.
      expect(weights.entry('tail').begin - weights.entry('rows').begin).toBe(2 * 3 * 4);
    }
  });
});

describe('torch wrote, and Weir refuses', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'transposed',
      'unsupported',
      "Tensor 'b' in 'FILE' has the shape [3,2] and the strides [1,3]; expected [2,1], rows one after the other.",
    ],
    [
      'complex',
      'unsupported',
      "'FILE' asks for 'torch.ComplexFloatStorage', which no state dict needs; nothing of it was run.",
    ],
    [
      'module',
      'unsupported',
      "'FILE' asks for 'torch.nn.modules.linear.Linear', which no state dict needs; nothing of it was run.",
    ],
    [
      'two',
      'invalid-file',
      "'FILE' holds tensors in 'generator', 'critic'; expected them in one dict, or in 'state_dict'.",
    ],
  ];
  it.each(cases.flatMap((row) => ['zip', 'legacy'].map((form) => [row[0], form, ...row.slice(1)] as const)))(
    '%s, %s form',
    async (title, form, code, sentence) => {
      const file = join(FIXTURES, `${title}.${form}.bin`);
      await expect(Weights.open(file)).rejects.toMatchObject({
        code,
        message: sentence.replace('FILE', file),
      });
    },
  );
});

describe('a zip64 file', () => {
  const FULL = 0xffff_ffff;
  const good = { name: 'archive/data.pkl', content: GOOD };
  /** The storage's entry and the directory lie `shift` bytes further than they are spelled. */
  const spell = (shift: bigint): readonly [first: Uint8Array, second: Uint8Array] => {
    const header = zip([good]).indexOf('PK\x01\x02', undefined, 'latin1');
    const extra = bytes(9, 9, 1, 0, 0, 1, 0, 24, 0, uint64(12n), uint64(12n), uint64(BigInt(header) + shift));
    const floats = { name: 'archive/data/0', content: FLOATS, size: FULL, stored: FULL, header: FULL, extra };
    const whole = zip([good, floats], {
      before: (begin, size) =>
        bytes(record64(2n, BigInt(size), BigInt(begin) + shift), locator64(BigInt(begin + size) + shift)),
    });
    return [whole.subarray(0, header), whole.subarray(header)];
  };

  it('is read by its wide numbers', async () => {
    await using weights = await Weights.open(await writeModel(bytes(...spell(0n))));
    expect(await weights.readFloats('a')).toEqual(Float32Array.of(1, 2, 3));
  });

  // Windows would write the gap.
  it.skipIf(process.platform === 'win32')('is read past 4 GiB', async () => {
    const shift = 5 * 2 ** 30;
    const [first, second] = spell(BigInt(shift));
    const file = await writeModel(first);
    const handle = await open(file, 'r+');
    await handle.write(second, 0, second.length, first.length + shift);
    await handle.close();
    await using weights = await Weights.open(file);
    expect(weights.entry('a').begin).toBeGreaterThan(2 ** 32);
    expect(await weights.readFloats('a')).toEqual(Float32Array.of(1, 2, 3));
  });
});

describe('a state dict', () => {
  const openPickle = async (pickle: Uint8Array): Promise<Weights> =>
    await Weights.open(await writeModel(zipForm(pickle)));

  it('is found in both forms as they are spelled here', async () => {
    for (const content of [zipForm(GOOD), legacyForm(GOOD)]) {
      await using weights = await Weights.open(await writeModel(content));
      expect(await weights.readFloats('a')).toEqual(Float32Array.of(1, 2, 3));
    }
  });

  it('may lie in a file whose name tells nothing, as in the Hugging Face cache', async () => {
    for (const content of [zipForm(GOOD), legacyForm(GOOD)]) {
      const file = await writeModel(content);
      const blob = file.replace('pytorch_model.bin', '0123abcd');
      await rename(file, blob);
      await using weights = await Weights.open(blob);
      expect(await weights.readFloats('a')).toEqual(Float32Array.of(1, 2, 3));
    }
  });

  it('may be an OrderedDict of pairs, as Python 2 wrote it', async () => {
    const pairs = bytes(name('collections', 'OrderedDict'), '(]]U\x01aa', tensor(), 'aatR.');
    await using weights = await openPickle(pairs);
    expect([...weights.tensors.keys()]).toEqual(['a']);
  });

  it('may lie in a dict that holds tensors itself, where it is called so', async () => {
    const inner = bytes('}', text('a'), tensor(), 's');
    await using weights = await openPickle(
      bytes('}(', text('steps'), tensor({ shape: [], strides: [] }), text('state_dict'), inner, 'u.'),
    );
    expect([...weights.tensors.keys()]).toEqual(['a']);
  });

  it('may have names that objects have, and axes of one element with any stride', async () => {
    const shape = { shape: [1, 3, 1], strides: [7, 1, 0] };
    await using weights = await openPickle(dictOf(text('__proto__'), tensor(shape)));
    expect(weights.entry('__proto__')).toMatchObject({ shape: [1, 3, 1] });
  });

  it('is refused with two tensors of one name, a tensor without a name, or none', async () => {
    await expect(openPickle(bytes('}(', text('a'), tensor(), text('a'), tensor(), 'u.'))).rejects.toThrow(
      "names 'a' twice",
    );
    await expect(openPickle(dictOf('K\x05', tensor()))).rejects.toThrow(
      'has a tensor under 5; expected a name',
    );
    await expect(openPickle(bytes(ORDERED_DICT, '.'))).rejects.toThrow('holds a dict without tensors');
    await expect(openPickle(bytes('].'))).rejects.toThrow('holds a list; expected a state dict');
    await expect(openPickle(bytes(tensor(), '.'))).rejects.toThrow('holds a tensor; expected a state dict');
  });
});
