/** What the reader says to headers that lie. */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WeirError } from '../../../src-main/contract/error.ts';
import { parseHeader, readHeader } from '../../../src-main/core/safetensors/header.ts';
import { describeWithFixtures } from '../../fixtures.ts';
import { temporaryFolder } from '../../temporary.ts';
import { floats, pad, spell } from './spelling.ts';

const F32 = (shape: unknown, begin: unknown, end: unknown): object => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});
const deep = `{"a":${'['.repeat(1_000_000)}`;

/** What is wrong, the header, bytes of data, and what the sentence must contain. */
const HOSTILE: readonly (readonly [string, object | string, number, string])[] = [
  ['nothing', '', 0, "The header of 'x' does not begin with '{'"],
  ['an array', '[]', 0, "does not begin with '{'"],
  ['white space first', ' {}', 0, "does not begin with '{'"],
  ['a byte order mark', '\ufeff{}', 0, "does not begin with '{'"],
  ['half an object', '{"a":{"dty', 0, "The header of 'x' is not JSON"],
  ['two objects', '{}{}', 0, "The header of 'x' is not JSON"],
  ['an unfinished escape', '{"a\\', 0, "The header of 'x' is not JSON"],
  ['bottomless nesting', deep, 0, "The header of 'x' is nested more than 100 levels deep"],
  ['a tensor twice', '{"a":{},"a":{}}', 0, `The header of 'x' names "a" twice`],
  ['a tensor twice, once escaped', '{"a":{},"\\u0061" : {}}', 0, `names "a" twice`],
  [
    'a field twice',
    '{"a":{"dtype":"U8","shape":[1],"shape":[2],"data_offsets":[0,2]}}',
    2,
    `names "shape" twice`,
  ],
  ['metadata twice', '{"__metadata__":{},"__metadata__":{}}', 0, `names "__metadata__" twice`],
  ['metadata that are a list', { __metadata__: ['pt'] }, 0, `has ["pt"] as __metadata__; expected an object`],
  ['metadata that are numbers', { __metadata__: { n: 1 } }, 0, 'has 1 as __metadata__.n; expected a string'],
  ['a tensor that is null', { a: null }, 0, "Tensor 'a' in 'x' is described by null; expected an object"],
  ['no dtype', { a: { shape: [], data_offsets: [0, 4] } }, 4, 'has the dtype nothing; expected a string'],
  [
    'an unknown dtype',
    { a: { dtype: 'F4', shape: [], data_offsets: [0, 4] } },
    4,
    'has the dtype "F4"; known are F64, F32',
  ],
  [
    'a dtype of every object',
    { a: { dtype: 'toString', shape: [], data_offsets: [0, 4] } },
    4,
    'has the dtype "toString"',
  ],
  ['no shape', { a: { dtype: 'F32', data_offsets: [0, 4] } }, 4, 'has the shape nothing'],
  ['a shape that is a number', { a: F32(1, 0, 4) }, 4, 'has the shape 1;'],
  ['a negative size', { a: F32([-1], 0, 4) }, 4, 'has the shape [-1]'],
  ['two negative sizes', { a: F32([-1, -1], 0, 4) }, 4, 'has the shape [-1,-1]'],
  ['half a size', { a: F32([0.5], 0, 2) }, 2, 'has the shape [0.5]'],
  ['a size in words', { a: F32(['1'], 0, 4) }, 4, 'has the shape ["1"]'],
  [
    'an infinite size',
    '{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,4]}}',
    4,
    'has the shape [null]',
  ],
  ['a size past 2^53', { a: F32([2 ** 53], 0, 4) }, 4, 'has the shape [9007199254740992]'],
  [
    'sizes whose product is past 2^53',
    { a: F32([2 ** 40, 2 ** 40], 0, 4) },
    4,
    'more bytes than can be counted',
  ],
  [
    'sizes whose product is 0 in 64 bits',
    { a: F32([2 ** 32, 2 ** 32], 0, 0) },
    0,
    'more bytes than can be counted',
  ],
  ['values whose bytes are past 2^53', { a: F32([2 ** 52], 0, 4) }, 4, 'more bytes than can be counted'],
  [
    'no offsets',
    { a: { dtype: 'F32', shape: [1] } },
    4,
    'has the data_offsets nothing; expected [begin,end]',
  ],
  [
    'three offsets',
    { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 8] } },
    8,
    'has the data_offsets [0,4,8]',
  ],
  ['offsets in reverse', { a: F32([1], 4, 0) }, 4, 'has the data_offsets [4,0]'],
  ['a negative offset', { a: F32([1], -4, 0) }, 4, 'has the data_offsets [-4,0]'],
  ['offsets past 2^53', { a: F32([1], 2 ** 53, 2 ** 53 + 4) }, 4, 'has the data_offsets [9007199254740992'],
  ['more bytes than the shape', { a: F32([2, 2], 0, 12) }, 12, 'is F32 [2,2] and has 12 bytes; expected 16'],
  ['a shape of many bytes in none', { a: F32([1e9], 0, 0) }, 0, 'has 0 bytes; expected 4000000000'],
  [
    'overlapping tensors',
    { a: F32([2], 0, 8), b: F32([2], 4, 12) },
    12,
    "Tensor 'b' in 'x' overlaps tensor 'a'",
  ],
  [
    'the same bytes twice',
    { a: F32([1], 0, 4), b: F32([1], 0, 4) },
    4,
    "Tensor 'b' in 'x' overlaps tensor 'a'",
  ],
  [
    'an empty tensor within another',
    { a: F32([2], 0, 8), b: F32([0], 4, 4) },
    8,
    "Tensor 'b' in 'x' overlaps",
  ],
  ['a hole at the start', { a: F32([1], 4, 8) }, 8, "'x' has 4 bytes before tensor 'a' that are no tensor's"],
  [
    'a hole in the middle',
    { b: F32([1], 8, 12), a: F32([1], 0, 4) },
    12,
    "'x' has 4 bytes before tensor 'b'",
  ],
  ['too little data', { a: F32([2], 0, 8) }, 5, "'x' is truncated: it has 67 bytes; expected 70"],
  ['too much data', { a: F32([1], 0, 4) }, 5, "'x' is longer than its tensors: it has 67 bytes; expected 66"],
  ['data without tensors', {}, 1, "'x' is longer than its tensors: it has 11 bytes; expected 10"],
];

describe('a header is refused that has', () => {
  it.each(HOSTILE)('%s', (_, header, dataBytes, sentence) => {
    const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
    const parse = (): unknown => parseHeader(json, 8 + json.length + dataBytes, 'x');
    expect(parse).toThrow(WeirError);
    expect(parse).toThrow(sentence);
  });

  it('bytes that are not UTF-8', () => {
    expect(() => parseHeader(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 13, 'x')).toThrow(
      "'x' is not JSON",
    );
  });

  it('a dtype that is well formed but unknown, with a code of its own', () => {
    const json = JSON.stringify({ a: { dtype: 'F8_E4M3', shape: [1], data_offsets: [0, 1] } });
    expect(() => parseHeader(Buffer.from(json), json.length + 9, 'x')).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });
});

describe('a file is refused that', () => {
  const cases: readonly (readonly [string, Uint8Array | string, string])[] = [
    ['is empty', '', 'has 0 bytes; a safetensors file begins with 8'],
    ['ends within the length', 'abc', 'has 3 bytes; a safetensors file begins with 8'],
    [
      'announces a header of 2^60 bytes',
      spell('{}', undefined, 2n ** 60n),
      'announces a header of 1152921504606846976',
    ],
    [
      'announces a header of 2^64 - 1 bytes',
      spell('{}', undefined, 2n ** 64n - 1n),
      'at most 100000000 are allowed',
    ],
    ['announces a header past 100 MB', spell('{}', undefined, 100_000_001n), 'at most 100000000 are allowed'],
    [
      'announces a header longer than itself',
      spell('{}', undefined, 3n),
      'a header of 3 bytes, but only 2 follow',
    ],
    ['is a text', 'It was a dark and stormy night', 'announces a header of'],
  ];
  it.each(cases)('%s', async (_, content, sentence) => {
    const file = join(await temporaryFolder(), 'model.safetensors');
    await writeFile(file, content);
    const error: unknown = await readHeader(file).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'WeirError', code: 'invalid-file' });
    expect(String(error)).toContain(`'${file}'`);
    expect(String(error)).toContain(sentence);
  });

  it('is a Git LFS pointer, with a hint', async () => {
    const file = join(await temporaryFolder(), 'model.safetensors');
    await writeFile(file, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n');
    await expect(readHeader(file)).rejects.toMatchObject({
      hint: expect.stringContaining('git lfs pull') as string,
    });
  });

  it('is not there, is a folder, is a device, or has a name that no file can have', async () => {
    const folder = await temporaryFolder();
    await expect(readHeader(join(folder, 'gone'))).rejects.toMatchObject({
      code: 'missing-file',
      message: `'${folder}/gone' cannot be read: there is no such file or folder.`,
    });
    await mkdir(join(folder, 'sub'));
    await expect(readHeader(join(folder, 'sub'))).rejects.toThrow(`'${folder}/sub' is not a file.`);
    await symlink('/dev/zero', join(folder, 'endless'));
    await expect(readHeader(join(folder, 'endless'))).rejects.toMatchObject({ name: 'WeirError' });
    await expect(readHeader(join(folder, 'a\0b'))).rejects.toMatchObject({ name: 'WeirError' });
  });
});

describe('a header is accepted', () => {
  it('with tensors in any order, empty ones, scalars, fields to come and names that objects have', async () => {
    const file = join(await temporaryFolder(), 'model.safetensors');
    const header =
      '{"__metadata__":{"format":"pt","__proto__":"m"},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12],"later":1},' +
      '"__proto__":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"e":{"dtype":"I64","shape":[3,0],"data_offsets":[4,4]},' +
      '"constructor":{"dtype":"BOOL","shape":[0],"data_offsets":[12,12]}} ';
    await writeFile(file, spell(header, floats(1, 2, 3)));
    const { tensors, metadata, dataBegin } = await readHeader(file);
    expect(dataBegin).toBe(8 + header.length);
    expect(dataBegin % 4).not.toBe(0);
    expect(Object.entries(metadata)).toEqual([
      ['format', 'pt'],
      ['__proto__', 'm'],
    ]);
    expect([...tensors.keys()]).toEqual(['b', '__proto__', 'e', 'constructor']);
    expect(tensors.get('b')).toEqual({
      name: 'b',
      dtype: 'F32',
      shape: [2],
      file,
      begin: dataBegin + 4,
      end: dataBegin + 12,
    });
    expect(tensors.get('__proto__')).toMatchObject({ shape: [], begin: dataBegin, end: dataBegin + 4 });
    expect(tensors.get('e')).toMatchObject({ shape: [3, 0], begin: dataBegin + 4, end: dataBegin + 4 });
  });

  it('whose sizes are huge but for a zero', () => {
    const json = Buffer.from(JSON.stringify({ a: F32([2 ** 52, 2 ** 52, 0], 0, 0) }));
    expect(parseHeader(json, 8 + json.length, 'x').tensors.get('a')).toMatchObject({
      begin: 8 + json.length,
    });
  });

  it('without a tensor', () => {
    const json = Buffer.from(pad({}));
    expect(parseHeader(json, 16, 'x').tensors.size).toBe(0);
  });
});

describeWithFixtures('the fixtures', (fixtures) => {
  it('have the tensors of a BERT of 4 layers', async () => {
    const file = join(fixtures, 'glue-mini/checkpoints/sst2/model.safetensors');
    const { tensors, metadata } = await readHeader(file);
    expect(metadata).toEqual({ format: 'pt' });
    expect(tensors.get('bert.encoder.layer.3.output.dense.weight')).toMatchObject({
      dtype: 'F32',
      shape: [128, 512],
    });
    expect(tensors.get('classifier.bias')).toMatchObject({ shape: [2] });
  });
});
