/** Weights in one file or in several, and folders that are not what they seem. */
import { mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { describeWithFixtures } from '../../fixtures.ts';
import { temporaryFolder } from '../../temporary.ts';
import { floats, pad, spell } from '../safetensors/spelling.ts';

const INDEX = 'model.safetensors.index.json';

/** A file of one-dimensional F32 tensors. */
function spellFloats(tensors: Readonly<Record<string, readonly number[]>>, metadata?: object): Uint8Array {
  let end = 0;
  const fields = Object.entries(tensors).map(([name, values]) => {
    const begin = end;
    end += 4 * values.length;
    return [name, { dtype: 'F32', shape: [values.length], data_offsets: [begin, end] }] as const;
  });
  const header = { ...(metadata && { __metadata__: metadata }), ...Object.fromEntries(fields) };
  return spell(pad(header), floats(...Object.values(tensors).flat()));
}

async function makeFolder(files: Readonly<Record<string, Uint8Array | object>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content instanceof Uint8Array ? content : JSON.stringify(content));
  }
  return folder;
}

describe('an index is refused', () => {
  const outside = ['../y', 'a/../../y', '/etc/y', '\\y', 'C:\\y', 'C:y', '..\\y', '\\\\server\\y', 'a/..'];
  it.each(outside)('that places a tensor in %s', async (place) => {
    const folder = await makeFolder({ [INDEX]: { weight_map: { x: place } } });
    await expect(Weights.open(folder)).rejects.toMatchObject({
      code: 'invalid-file',
      message: `'${folder}/${INDEX}' places 'x' in '${place}', outside its folder.`,
    });
  });

  const malformed: readonly (readonly [string, object | Uint8Array, string])[] = [
    ['that is not JSON', Buffer.from('{"weight_map":'), 'is not JSON'],
    ['that is a list', [], 'is JSON, but not an object'],
    ['without a weight_map', { metadata: {} }, 'has nothing as weight_map; expected an object'],
    ['whose weight_map is a list', { weight_map: ['a'] }, 'has ["a"] as weight_map; expected an object'],
    ['that places a tensor in a number', { weight_map: { x: 1 } }, "places 'x' in 1; expected a file name"],
    ['that places a tensor in the folder itself', { weight_map: { x: '' } }, 'is not a file'],
    ['that places a tensor in an impossible file', { weight_map: { x: 'a\0b' } }, 'cannot be read'],
    ['that names a tensor twice', Buffer.from('{"weight_map":{"x":"a","x":"b"}}'), 'names "x" twice'],
  ];
  it.each(malformed)('%s', async (_, index, sentence) => {
    const folder = await makeFolder({ [INDEX]: index });
    const error: unknown = await Weights.open(folder).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'WeirError', code: 'invalid-file' });
    expect(String(error)).toContain(sentence);
  });

  it('whose shard is missing', async () => {
    const folder = await makeFolder({
      'a.safetensors': spellFloats({ x: [1] }),
      [INDEX]: { weight_map: { x: 'a.safetensors', y: 'b.safetensors' } },
    });
    await expect(Weights.open(folder)).rejects.toMatchObject({
      code: 'missing-file',
      message: `'${folder}/b.safetensors' cannot be read: there is no such file or folder.`,
    });
  });

  it('whose shard lacks the tensor', async () => {
    const folder = await makeFolder({
      'a.safetensors': spellFloats({ x: [1] }),
      [INDEX]: { weight_map: { y: 'a.safetensors' } },
    });
    await expect(Weights.open(folder)).rejects.toThrow(
      `places 'y' in '${folder}/a.safetensors', which has no such tensor`,
    );
  });
});

describe('a folder is refused', () => {
  it('that has no weights, with what was looked for', async () => {
    const folder = await temporaryFolder();
    await expect(Weights.open(folder)).rejects.toMatchObject({
      code: 'missing-file',
      message: `Folder '${folder}' holds none of model.safetensors, ${INDEX}, pytorch_model.bin and pytorch_model.bin.index.json.`,
    });
  });

  const others = ['tf_model.h5 (TensorFlow)', 'flax_model.msgpack (Flax)', 'rust_model.ot (Rust)'];
  const further = ['a.gguf (GGUF)', 'model.onnx (ONNX)', 'last.ckpt (another name)'];
  it.each([...others, ...further])('that has only %s', async (said) => {
    const folder = await makeFolder({ 'config.json': {}, [said.split(' ')[0]!]: {} });
    await expect(Weights.open(folder)).rejects.toMatchObject({
      code: 'missing-file',
      message: expect.stringContaining(` and pytorch_model.bin.index.json, only ${said}.`) as string,
    });
  });

  it('that has several others, with each of them', async () => {
    const folder = await makeFolder({ 'tf_model.h5': {}, 'flax_model.msgpack': {} });
    await expect(Weights.open(folder)).rejects.toThrow(
      ', only tf_model.h5 (TensorFlow), flax_model.msgpack (Flax).',
    );
  });

  it('that is not there, or whose weights are a link to nothing', async () => {
    const folder = await temporaryFolder();
    await expect(Weights.open(join(folder, 'gone'))).rejects.toMatchObject({ code: 'missing-file' });
    await symlink('gone', join(folder, 'model.safetensors'));
    await expect(Weights.open(folder)).rejects.toMatchObject({
      code: 'missing-file',
      message: `'${folder}/model.safetensors' cannot be read: there is no such file or folder.`,
    });
  });
});

describe('an open file', () => {
  it('may be removed and is still read', async () => {
    const folder = await makeFolder({ 'model.safetensors': spellFloats({ a: [1, 2] }) });
    await using weights = await Weights.open(folder);
    await rm(join(folder, 'model.safetensors'));
    expect(await weights.readFloats('a')).toEqual(Float32Array.of(1, 2));
  });

  it('that shrinks is named', async () => {
    const folder = await makeFolder({ 'model.safetensors': spellFloats({ a: [1, 2] }) });
    const file = join(folder, 'model.safetensors');
    await using weights = await Weights.open(folder);
    const { begin, end } = weights.entry('a');
    await truncate(file, begin + 5);
    await expect(weights.readFloats('a')).rejects.toMatchObject({
      code: 'invalid-file',
      message: `'${file}' ends at byte ${begin + 5}; expected at least ${end}.`,
    });
  });

  it('that was closed is named', async () => {
    const folder = await makeFolder({ 'model.safetensors': spellFloats({ a: [1] }) });
    const weights = await Weights.open(folder);
    await weights.close();
    await weights.close();
    await expect(weights.readFloats('a')).rejects.toThrow(`'${folder}/model.safetensors' cannot be read`);
  });
});

describe('weights', () => {
  it('are sorted by name and read in ranges, into an array where one is given', async () => {
    const folder = await makeFolder({
      'model.safetensors': spellFloats({ b: [1, 2, 3], 1: [4], a: [] }, { format: 'pt' }),
    });
    await using weights = await Weights.open(folder);
    expect([...weights.tensors.keys()]).toEqual(['1', 'a', 'b']);
    expect(weights.metadata).toEqual({ format: 'pt' });
    expect(weights.files).toEqual([join(folder, 'model.safetensors')]);
    expect(await weights.readFloats('a')).toEqual(new Float32Array());
    expect(await weights.readBytes(weights.entry('b'), 4, 12)).toEqual(floats(2, 3));
    const into = new Uint8Array(10).fill(7);
    expect(await weights.readBytes(weights.entry('b'), 8, 12, into)).toEqual(floats(3));
    expect([...into]).toEqual([...floats(3), 7, 7, 7, 7, 7, 7]);
  });

  it('are never read past a tensor, nor past the array', async () => {
    const folder = await makeFolder({ 'model.safetensors': spellFloats({ a: [1], b: [2] }) });
    await using weights = await Weights.open(folder);
    const entry = weights.entry('a');
    for (const [begin, end] of [
      [0, 5],
      [-1, 4],
      [3, 2],
      [NaN, 4],
    ] as const) {
      await expect(weights.readBytes(entry, begin, end)).rejects.toMatchObject({ name: 'WeirError' });
    }
    await expect(weights.readBytes(entry, 0, 4, new Uint8Array(3))).rejects.toThrow('for 3 bytes of room');
    await expect(weights.readBytes({ ...entry, file: '/elsewhere' }, 0, 4)).rejects.toMatchObject({
      name: 'WeirError',
    });
  });

  it('become float32 whatever float they are, also where they lie unaligned; integers do not', async () => {
    const data = new Uint8Array([...new Uint8Array(Float64Array.of(0.1).buffer), 0x00, 0x3e, 0xc0, 0x3f, 9]);
    const header = {
      double: { dtype: 'F64', shape: [1], data_offsets: [0, 8] },
      half: { dtype: 'F16', shape: [1], data_offsets: [8, 10] },
      brain: { dtype: 'BF16', shape: [1], data_offsets: [10, 12] },
      byte: { dtype: 'U8', shape: [1], data_offsets: [12, 13] },
    };
    const file = join(await makeFolder({ 'any.safetensors': spell(header, data) }), 'any.safetensors');
    await using weights = await Weights.open(file);
    expect(await weights.readFloats('double')).toEqual(Float32Array.of(0.1));
    expect(await weights.readFloats('half')).toEqual(Float32Array.of(1.5));
    expect(await weights.readFloats('brain')).toEqual(Float32Array.of(1.5));
    await expect(weights.readFloats('byte')).rejects.toThrow(
      `Tensor 'byte' in '${file}' is U8; expected floats.`,
    );
    await expect(weights.readFloats('other')).rejects.toThrow(`'${file}' has no tensor 'other'.`);
  });

  it('are gathered from the shards that an index names, and only the tensors that it names', async () => {
    const files = {
      'a.safetensors': spellFloats({ x: [1], surplus: [9] }, { format: 'pt' }),
      'sub/b.safetensors': spellFloats({ w: [2, 3] }),
      [INDEX]: { metadata: { total_size: 12 }, weight_map: { x: 'a.safetensors', w: 'sub/b.safetensors' } },
    };
    const folder = await makeFolder(files);
    for (const path of [folder, join(folder, INDEX)]) {
      await using weights = await Weights.open(path);
      expect([...weights.tensors.keys()]).toEqual(['w', 'x']);
      expect(weights.files).toEqual([join(folder, 'a.safetensors'), join(folder, 'sub/b.safetensors')]);
      expect(weights.metadata).toEqual({ format: 'pt' });
      expect(await weights.readFloats('w')).toEqual(Float32Array.of(2, 3));
    }
  });

  it('are followed through links, as the Hugging Face cache is made of them', async () => {
    const folder = await makeFolder({ 'blobs/1234': spellFloats({ a: [1] }), 'snapshots/1/config.json': {} });
    await symlink('../../blobs/1234', join(folder, 'snapshots/1/model.safetensors'));
    await using weights = await Weights.open(join(folder, 'snapshots/1'));
    expect(weights.files).toEqual([join(folder, 'blobs/1234')]);
    expect(weights.entry('a').file).toBe(join(folder, 'blobs/1234'));
    await rename(join(folder, 'blobs/1234'), join(folder, 'blobs/moved'));
    expect(await weights.readFloats('a')).toEqual(Float32Array.of(1));
  });
});

describe('a folder with several kinds of weights', () => {
  it('is read from the first of safetensors, its index, pytorch_model.bin and its index', async () => {
    const torch = join(import.meta.dirname, '../../fixtures/torch');
    const shard = 'pytorch_model-00001-of-00002.bin';
    const files = {
      'model.safetensors': spellFloats({ whole: [1] }),
      [INDEX]: { weight_map: { part: 'part.safetensors' } },
      'part.safetensors': spellFloats({ part: [1] }),
      'pytorch_model.bin': await readFile(join(torch, 'parameters.zip.bin')),
      'pytorch_model.bin.index.json': { weight_map: { 'a.weight': shard } },
      [shard]: await readFile(join(torch, 'sharded', shard)),
    };
    const folder = await makeFolder(files);
    const found: string[] = [];
    for (const name of ['model.safetensors', INDEX, 'pytorch_model.bin', 'pytorch_model.bin.index.json']) {
      await using weights = await Weights.open(folder);
      found.push([...weights.tensors.keys()][0]!);
      await rm(join(folder, name));
    }
    expect(found).toEqual(['whole', 'part', 'embedding.weight', 'a.weight']);
  });
});

describeWithFixtures('the fixtures', (fixtures) => {
  const golden = join(fixtures, 'glue-mini/golden');

  it('hold the values that PyTorch found at every quarter of a tensor', async () => {
    const merges = JSON.parse(await readFile(join(golden, 'merges.json'), 'utf8')) as {
      results: Record<string, { probe: Record<string, number[]> }>;
    }[];
    const { probe } = merges[0]!.results['fisher-mask/paper/example']!;
    await using weights = await Weights.open(
      join(golden, 'sst2+agnews.fisher-mask.paper.example.safetensors'),
    );
    for (const [name, expected] of Object.entries(probe)) {
      const values = await weights.readFloats(name);
      expect([0, 1, 2, 3].map((quarter) => values[(quarter * values.length) / 4])).toEqual(expected);
    }
  });
});
