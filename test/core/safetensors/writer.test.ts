/** What the writer leaves on the disk: the whole file, byte for byte as the format says, or nothing. */
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHeader, type TensorSpec } from '../../../src-main/core/safetensors/header.ts';
import { Weights } from '../../../src-main/core/weights/weights.ts';
import { SafetensorsWriter, writeSafetensors } from '../../../src-main/core/safetensors/writer.ts';
import { namePartial } from '../../../src-main/core/files/partial.ts';
import { describeWithFixtures } from '../../fixtures.ts';
import { temporaryFolder } from '../../temporary.ts';
import { floats, pad, spell } from './spelling.ts';

const TWO: readonly TensorSpec[] = [
  { name: 'b', dtype: 'F32', shape: [2] },
  { name: 'a', dtype: 'BF16', shape: [1, 2] },
];

describe('nothing is left', () => {
  it('when bytes are missing at the end', async () => {
    const folder = await temporaryFolder();
    const writer = await SafetensorsWriter.create(join(folder, 'out.safetensors'), TWO);
    await writer.write(floats(1, 2));
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^out\.safetensors\.\d+-\d+\.partial$/)]);
    await expect(writer.finish()).rejects.toThrow(
      /'.*out\.safetensors' was given \d+ bytes; its header needs \d+\./,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('when too many bytes come', async () => {
    const folder = await temporaryFolder();
    const writer = await SafetensorsWriter.create(join(folder, 'out.safetensors'), TWO);
    await expect(writer.write(new Uint8Array(13))).rejects.toMatchObject({ name: 'WeirError' });
    expect(await readdir(folder)).toEqual([]);
    await expect(writer.finish()).rejects.toMatchObject({ name: 'WeirError' });
  });

  it('after abort, also a second one', async () => {
    const folder = await temporaryFolder();
    const writer = await SafetensorsWriter.create(join(folder, 'out.safetensors'), TWO);
    await writer.write(floats(1, 2));
    await writer.abort();
    await writer.abort();
    expect(await readdir(folder)).toEqual([]);
    await expect(writer.write(new Uint8Array(4))).rejects.toMatchObject({ name: 'WeirError' });
    await expect(writer.finish()).rejects.toMatchObject({ name: 'WeirError' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('when the scope is left by an error', async () => {
    const folder = await temporaryFolder();
    const interrupt = async (): Promise<void> => {
      await using writer = await SafetensorsWriter.create(join(folder, 'out.safetensors'), TWO);
      await writer.write(floats(1, 2));
      throw new Error('stop');
    };
    await expect(interrupt()).rejects.toThrow('stop');
    expect(await readdir(folder)).toEqual([]);
  });

  // /dev/full is a disk without room, as the kernel itself plays it.
  it.skipIf(!existsSync('/dev/full'))('when the disk is full', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'out.safetensors');
    // The name that the writer takes next.
    const next = Number(/-(\d+)\.partial$/.exec(namePartial(file))![1]) + 1;
    await symlink('/dev/full', `${file}.${process.pid}-${next}.partial`);
    await expect(SafetensorsWriter.create(file, TWO)).rejects.toMatchObject({
      code: 'no-space',
      message: `'${file}' cannot be written: the disk is full.`,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('when the folder vanishes', async () => {
    const folder = join(await temporaryFolder(), 'sub');
    await mkdir(folder);
    const writer = await SafetensorsWriter.create(join(folder, 'out.safetensors'), TWO);
    await rm(folder, { recursive: true });
    await writer.write(new Uint8Array(12));
    await expect(writer.finish()).rejects.toMatchObject({ code: 'missing-file' });
    await expect(SafetensorsWriter.create(join(folder, 'out.safetensors'), TWO)).rejects.toMatchObject({
      code: 'missing-file',
      message: `'${folder}/out.safetensors' cannot be written: there is no such file or folder.`,
    });
    expect(existsSync(folder)).toBe(false);
  });

  it('when a folder stands where the file should', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'out.safetensors'));
    const writer = await SafetensorsWriter.create(join(folder, 'out.safetensors'), TWO);
    await writer.write(new Uint8Array(12));
    await expect(writer.finish()).rejects.toMatchObject({ name: 'WeirError' });
    expect(await readdir(folder)).toEqual(['out.safetensors']);
  });

  const unreadable: readonly (readonly [string, readonly TensorSpec[], Record<string, string>, string])[] = [
    ['a tensor twice', [TWO[0]!, TWO[0]!], {}, 'names "b" twice'],
    ['a tensor named as the metadata', [{ ...TWO[0]!, name: '__metadata__' }], {}, '__metadata__'],
    [
      'the same beside metadata',
      [{ ...TWO[0]!, name: '__metadata__' }],
      { a: 'b' },
      'names "__metadata__" twice',
    ],
    ['a negative size', [{ ...TWO[0]!, shape: [-1] }], {}, 'has the shape [-1]'],
    ['a size that is not a number', [{ ...TWO[0]!, shape: [NaN] }], {}, 'has the shape [null]'],
    ['too large a size', [{ ...TWO[0]!, shape: [2 ** 50, 2 ** 50] }], {}, 'more bytes than can be counted'],
  ];
  it.each(unreadable)('of a header with %s', async (_, specs, metadata, sentence) => {
    const folder = await temporaryFolder();
    const created = SafetensorsWriter.create(join(folder, 'out.safetensors'), specs, metadata);
    await expect(created).rejects.toThrow(sentence);
    expect(await readdir(folder)).toEqual([]);
  });

  it('of tensors whose wrong lengths cancel out', async () => {
    const folder = await temporaryFolder();
    const [b, a] = [
      { ...TWO[0]!, bytes: new Uint8Array(4) },
      { ...TWO[1]!, bytes: new Uint8Array(8) },
    ];
    await expect(writeSafetensors(join(folder, 'out.safetensors'), [b, a])).rejects.toThrow(
      /Tensor 'b' for '.*' has 4 bytes; expected 8\./,
    );
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a written file', () => {
  it('equals one spelled from the format’s description, in the order given', async () => {
    const file = join(await temporaryFolder(), 'out.safetensors');
    const metadata = { recipe: 'a: "ü"\n', format: 'pt' };
    const writer = await SafetensorsWriter.create(file, TWO, metadata);
    for (const byte of [...floats(1, -2), 1, 2, 3, 4]) await writer.write(Uint8Array.of(byte));
    await writer.finish();
    const expected = spell(
      pad({
        __metadata__: metadata,
        b: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
        a: { dtype: 'BF16', shape: [1, 2], data_offsets: [8, 12] },
      }),
      Uint8Array.of(...floats(1, -2), 1, 2, 3, 4),
    );
    expect(await readFile(file)).toEqual(expected);
    expect(writer.tensors).toEqual((await readHeader(file)).tensors);
  });

  it('replaces an older one and its leftovers, with the same bytes every time', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'out.safetensors');
    const tensors = [
      { ...TWO[0]!, bytes: floats(1, 2) },
      { ...TWO[1]!, bytes: new Uint8Array(4) },
    ];
    await writeSafetensors(file, tensors, { format: 'pt' });
    const first = await readFile(file);
    await writeFile(file, 'older');
    // No system gives such a number to a process.
    await writeFile(
      `${file}.${2 ** 30}-0.partial`,
      'left by a crash, and longer than what comes now'.repeat(100),
    );
    await writeSafetensors(file, tensors, { format: 'pt' });
    expect(await readFile(file)).toEqual(first);
    expect(await readdir(folder)).toEqual(['out.safetensors']);
  });

  it('may hold no tensor, empty tensors, scalars, and names that objects order or hide', async () => {
    const file = join(await temporaryFolder(), 'out.safetensors');
    await writeSafetensors(file, []);
    expect(await readFile(file)).toEqual(spell(pad({})));
    const specs = ['z', '10', '__proto__', '2', '"\\\n'].map(
      (name) => ({ name, dtype: 'U8', shape: [] }) as const,
    );
    const empty = { name: 'empty', dtype: 'F16', shape: [0, 3], bytes: new Uint8Array() } as const;
    await writeSafetensors(file, [...specs.map((spec, i) => ({ ...spec, bytes: Uint8Array.of(i) })), empty]);
    await using weights = await Weights.open(file);
    for (const [i, { name }] of specs.entries()) {
      expect(await weights.readBytes(weights.entry(name), 0, 1)).toEqual(Uint8Array.of(i));
    }
    expect(weights.tensors.size).toBe(6);
  });
});

describeWithFixtures('the fixtures', (fixtures) => {
  it.each(['checkpoints/base/model.safetensors', 'checkpoints/stsb/model.safetensors'])(
    '%s is written again as the reference implementation wrote it',
    async (name) => {
      const file = join(fixtures, 'glue-mini', name);
      const { tensors, metadata } = await readHeader(file);
      await using weights = await Weights.open(file);
      const copy = join(await temporaryFolder(), 'copy.safetensors');
      const writer = await SafetensorsWriter.create(copy, [...tensors.values()], metadata);
      for (const entry of tensors.values()) {
        await writer.write(await weights.readBytes(entry, 0, entry.end - entry.begin));
      }
      await writer.finish();
      expect((await readFile(copy)).equals(await readFile(file))).toBe(true);
    },
  );
});
