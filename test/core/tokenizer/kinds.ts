/** The tokenizers of test/fixtures/tokenizers: the files of each kind, and the ids that Hugging Face's own give (generate.py). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, gunzipSync } from 'node:zlib';
import { TEXT_FILES } from '../../../src-main/core/files/checkpoint-texts.ts';
import type { TokenizerFiles } from '../../../src-main/core/tokenizer/sources/definition.ts';

/** Checksums, four bytes for each text, pair or list of words. */
interface Reference {
  readonly lines: string;
  readonly pairs: string;
  readonly words: string;
  readonly wordPairs: string;
}

interface Fixture {
  readonly modelType: string;
  readonly texts: Readonly<Record<string, string>>;
  /** SentencePiece models in base64, without their charsmap. */
  readonly binary: Readonly<Record<string, string>>;
  /** The tokenizer.json that transformers makes of the files; CHARSMAP stands for the charsmap. */
  readonly definition: string;
  readonly reference: Reference;
}

function unpack(name: string): Buffer {
  const file = join(import.meta.dirname, `../../fixtures/tokenizers/${name}.gz`);
  return gunzipSync(readFileSync(file));
}

function unpackJson(name: string): unknown {
  return JSON.parse(unpack(name).toString());
}

export const { lines, words } = unpackJson('lines') as {
  readonly lines: readonly string[];
  readonly words: readonly (readonly string[])[];
};

const charsmap = unpack('charsmap');

/** A model of SentencePiece with the charsmap in its normalizer_spec: messages that are written one after the other are one. */
export function addCharsmap(model: Uint8Array, map: Uint8Array = charsmap): Uint8Array {
  const field = (number: number, content: Uint8Array) =>
    Buffer.concat([Buffer.from([number * 8 + 2]), varint(content.length), content]);
  return Buffer.concat([model, field(3, field(2, map))]);
}

function varint(value: number): Buffer {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

export interface KindOfTokenizer {
  /** As the checkpoint brings them. */
  readonly files: TokenizerFiles;
  readonly tokenizerJson: string;
  readonly reference: Reference;
}

/** One kind by the name of its fixture. */
export function readKind(name: string): KindOfTokenizer {
  const { modelType, texts, binary, definition, reference } = unpackJson(name) as Fixture;
  const tokenizerJson = definition.replace('CHARSMAP', charsmap.toString('base64'));
  const named = Object.entries(TEXT_FILES).map(([key, file]) => [key, texts[file]] as const);
  const [model] = Object.entries(binary);
  const files: TokenizerFiles = {
    ...Object.fromEntries(named.filter(([, text]) => text !== undefined)),
    config: JSON.stringify({ model_type: modelType }),
    ...(model && {
      sentencePiece: { name: model[0], bytes: addCharsmap(Buffer.from(model[1], 'base64')) },
    }),
  };
  return { files, tokenizerJson, reference };
}

/** Which of the rows, each several lists of numbers, are others than the reference's. */
export function findDifferences(
  rows: readonly (readonly (readonly number[])[])[],
  reference: string,
): number[] {
  const sums = Buffer.from(reference, 'base64');
  if (sums.length !== 4 * rows.length) throw new Error(`${sums.length / 4} sums for ${rows.length} rows.`);
  return [...rows.keys()].filter((index) => {
    const text = rows[index]!.map((list) => list.join(',')).join(';');
    return crc32(text) !== sums.readUInt32LE(4 * index);
  });
}
