/** Tokenizers built from whatever files a checkpoint brings, against Hugging Face's own ids. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WeirError } from '../../../src-main/contract/error.ts';
import { readRows } from '../../../src-main/core/dataset/rows.ts';
import type { TokenizerFiles } from '../../../src-main/core/tokenizer/sources/definition.ts';
import { createTokenizer } from '../../../src-main/core/tokenizer/tokenizer.ts';
import { collect } from '../../collect.ts';
import { describeWithFixtures } from '../../fixtures.ts';

const WORDS =
  '[PAD] [UNK] [CLS] [SEP] [MASK] a b the cafe red car ##s ##ed paint ##er ! ? . - ~ i ## ##a 日 本 σ ##ς ##σ ο δ ##δ ##ο ' +
  'un ##paint [ ] mask sep Red Ca';
const vocabTxt = `${WORDS.replaceAll(' ', '\n')}\n`;

const create = (config: object = {}, files: TokenizerFiles = { vocabTxt }) =>
  createTokenizer({ ...files, tokenizerConfig: JSON.stringify(config) });

describe('createTokenizer', () => {
  it.each([
    ['no vocabulary', {}, 'The checkpoint has neither tokenizer.json nor vocab.txt.'],
    ['an empty vocab.txt', { vocabTxt: '' }, 'The vocabulary vocab.txt is empty.'],
    [
      'a token twice',
      { vocabTxt: `${vocabTxt}red\n` },
      "The vocabulary vocab.txt has the token 'red' twice, on lines 10 and 41.",
    ],
    [
      'no [SEP]',
      { vocabTxt: vocabTxt.replace('[SEP]', 'x') },
      "The vocabulary has no token '[SEP]', the checkpoint's sep_token.",
    ],
    [
      'a special token of another name',
      { vocabTxt, tokenizerConfig: '{"cls_token": {"content": "<s>"}}' },
      "The vocabulary has no token '<s>', the checkpoint's cls_token.",
    ],
    [
      'another class',
      { vocabTxt, tokenizerConfig: '{"tokenizer_class": "XLNetTokenizer"}' },
      'The tokenizer class is "XLNetTokenizer"; without tokenizer.json Weir builds those of Albert, Bert, ',
    ],
    ['broken JSON', { tokenizerJson: '{"model":' }, 'tokenizer.json is not JSON: '],
    ['JSON that is no object', { tokenizerJson: '[]' }, 'tokenizer.json is JSON, but not an object.'],
    [
      'a configuration that is no JSON',
      { vocabTxt, tokenizerConfig: 'x' },
      'tokenizer_config.json is not JSON: ',
    ],
    [
      'an empty vocabulary',
      { tokenizerJson: definition({ type: 'WordPiece', vocab: {}, unk_token: '[UNK]' }) },
      'The vocabulary of tokenizer.json is empty.',
    ],
  ])('refuses %s', (_, files: TokenizerFiles, sentence) => {
    expect(() => createTokenizer(files)).toThrow(
      expect.objectContaining({ name: 'WeirError', message: expect.stringContaining(sentence) as string }),
    );
  });

  it.each([
    ['parts that are missing', '{}'],
    ['a model that nobody knows', definition({ type: 'Crystal' })],
    ['a model without a vocabulary', definition({ type: 'WordPiece' })],
    [
      'a normalizer that nobody knows',
      JSON.stringify({ ...JSON.parse(definition({})), normalizer: { type: 'X' } }),
    ],
  ])('says that a tokenizer.json with %s cannot be read', (_, tokenizerJson) => {
    expect(() => createTokenizer({ tokenizerJson })).toThrow(
      /^tokenizer\.json is no tokenizer that Weir can read/,
    );
  });

  it('refuses a vocabulary larger than the embedding, and takes one that is smaller', () => {
    expect(() => createTokenizer({ vocabTxt }, 39)).toThrow(
      "The tokenizer has ids up to 39; the checkpoint's vocabulary has 39 tokens.",
    );
    expect(createTokenizer({ vocabTxt }, 48).size).toBe(40);
  });

  it('finds the padding token under the name that the checkpoint gives it', () => {
    expect(create().padId).toBe(0);
    expect(create({ pad_token: 'red' }).padId).toBe(9);
    const specialTokensMap = '{"pad_token": {"content": "car"}}';
    expect(createTokenizer({ vocabTxt, specialTokensMap }).padId).toBe(10);
  });

  it('reads a vocabulary with a byte order mark and Windows line ends', () => {
    const windows = createTokenizer({ vocabTxt: `\uFEFF${vocabTxt.replaceAll('\n', '\r\n')}` });
    expect(windows.size).toBe(40);
    expect(windows.encode('red', undefined, 9).ids).toEqual([2, 9, 3]);
  });

  it('reads a tokenizer.json', () => {
    const vocab = Object.fromEntries(WORDS.split(' ').map((word, id) => [word, id]));
    const tokenizerJson = definition({
      type: 'WordPiece',
      vocab,
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
    });
    expect(createTokenizer({ tokenizerJson }).encode('the cars', 'red', 16)).toEqual({
      ids: [2, 7, 10, 11, 3, 9, 3],
      types: [0, 0, 0, 0, 0, 1, 1],
    });
  });
});

describe('encode', () => {
  // The ids that Hugging Face's tokenizers 0.23 (BertWordPieceTokenizer) gives for this vocabulary.
  it.each([
    ['The red cars!', [2, 7, 9, 10, 11, 15, 3]],
    ['Café cafe\u0301 CAFÉ', [2, 8, 8, 8, 3]],
    ['[SEP] a [MASK] [mask]', [2, 3, 5, 4, 34, 36, 35, 3]],
    ['a[SEP]b', [2, 5, 3, 6, 3]],
    ['painters repainted unpainted', [2, 13, 14, 11, 1, 32, 33, 12, 3]],
    ['日本 a日', [2, 23, 24, 5, 23, 3]],
    ['\u{20000}\u{20001} a', [2, 1, 1, 5, 3]],
    ['', [2, 3]],
    ['  \t\n ', [2, 3]],
    ['a\u200bb\0\ufffd', [2, 1, 3]],
    ['a\u00a0b\u3000b\u2028a', [2, 5, 6, 6, 5, 3]],
    ['a'.repeat(101), [2, 1, 3]],
    ['Red—car ~red', [2, 9, 1, 10, 19, 9, 3]],
    ['ΟΔΟΣ', [2, 28, 30, 31, 27, 3]],
    ['İ i', [2, 20, 20, 3]],
    ['##s ##', [2, 1, 1, 1, 1, 1, 3]],
    ['red.car?!', [2, 9, 17, 10, 16, 15, 3]],
    ['😀 a', [2, 1, 5, 3]],
  ])('reads %j as Hugging Face does', (text, ids) => {
    expect(create().encode(text, undefined, 128)).toEqual({ ids, types: ids.map(() => 0) });
  });

  it.each([
    ['do_lower_case', { do_lower_case: false }, 'Red CAFÉ cafe', [2, 38, 1, 8, 3]],
    ['strip_accents', { do_lower_case: false, strip_accents: true }, 'Café cafe', [2, 1, 8, 3]],
    ['strip_accents', { strip_accents: false }, 'Café cafe', [2, 1, 8, 3]],
    ['tokenize_chinese_chars', { tokenize_chinese_chars: false }, '日本 a日', [2, 1, 1, 3]],
  ])('follows %s', (_, config, text, ids) => {
    expect(create(config).encode(text, undefined, 128).ids).toEqual(ids);
  });

  it('takes a hundred characters for a word', () => {
    expect(create().encode('a'.repeat(100), undefined, 128).ids).toHaveLength(102);
  });

  it('finds a token that the configuration adds', () => {
    const config = {
      added_tokens_decoder: { 9: { content: 'red', special: false, normalized: false } },
      additional_special_tokens: ['car'],
    };
    expect(create(config).encode('aredcarb', undefined, 128).ids).toEqual([2, 5, 9, 10, 6, 3]);
  });

  it('cuts a text to the maximal length', () => {
    expect(create().encode('a b a b a b', undefined, 5).ids).toEqual([2, 5, 6, 5, 3]);
  });

  it('cuts the longer text of a pair', () => {
    expect(create().encode('a', 'b b b b b b b', 8)).toEqual({
      ids: [2, 5, 3, 6, 6, 6, 6, 3],
      types: [0, 0, 0, 1, 1, 1, 1, 1],
    });
  });

  it('keeps an empty second text', () => {
    expect(create().encode('a', '', 8)).toEqual({ ids: [2, 5, 3, 3], types: [0, 0, 0, 1] });
  });

  it.each([1, 0, -1, Number.NaN])('refuses the maximal length %s', (maxLength) => {
    expect(() => create().encode('a', undefined, maxLength)).toThrow(WeirError);
  });

  it('needs room for the special tokens of a pair', () => {
    expect(() => create().encode('a', 'b', 2)).toThrow(
      'The maximal length is 2 tokens; the special tokens alone take 3.',
    );
  });
});

describeWithFixtures('encode on the fixtures', (fixtures) => {
  const TASKS = {
    sst2: { text: ['sentence'], header: true },
    agnews: { text: [0], header: false },
    qqp: { text: [3, 4], header: false },
    cola: { text: [3], header: false },
    stsb: { text: [5, 6], header: false },
  };
  it.each(Object.entries(TASKS))('gives the golden ids of %s', async (task, columns) => {
    const folder = join(fixtures, 'glue-mini');
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    const tokenizer = createTokenizer({
      vocabTxt: read(`checkpoints/${task}/vocab.txt`),
      tokenizerConfig: read(`checkpoints/${task}/tokenizer_config.json`),
    });
    const golden = JSON.parse(read(`golden/${task}.json`)) as {
      inputIds: number[][];
      tokenTypeIds: number[][];
    };
    const file = join(folder, 'data', task, 'fisher.tsv');
    const rows = await collect(readRows({ file, unlabelled: true, ...columns }));
    const encoded = rows.map(({ text, pair }) => tokenizer.encode(text, pair, 128));
    expect(encoded.slice(0, 32).map(({ ids }) => ids)).toEqual(golden.inputIds);
    expect(encoded.slice(0, 32).map(({ types }) => types)).toEqual(golden.tokenTypeIds);
    expect(rows).toHaveLength(256);
  });
});

/** A tokenizer.json of BERT's shape around a model. */
function definition(model: object): string {
  return JSON.stringify({
    added_tokens: [],
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] },
    decoder: null,
    model,
  });
}
