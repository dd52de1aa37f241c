/** Every kind of tokenizer that a checkpoint may bring, against the ids of Hugging Face's own on thousands of odd lines. */
import { describe, expect, it } from 'vitest';
import {
  createTokenizer,
  type Encoded,
  type EncodedWords,
} from '../../../src-main/core/tokenizer/tokenizer.ts';
import { findDifferences, lines, readKind, words } from './kinds.ts';

/** Assembled from the files that are there without tokenizer.json. */
const FROM_FILES = [
  ...['bert', 'bert-cased', 'electra-accents', 'mpnet'],
  ...['roberta', 'roberta-prefix', 'gpt2', 'gpt2-prefix'],
  ...['xlm-roberta', 'xlm-roberta-bpe', 'xlm-roberta-bpe-bytes', 'camembert', 'albert', 'albert-cased'],
  ...['deberta-v2', 'deberta-v2-punctuation', 'deberta-v2-bytes'],
];
/** One of each model, and what no other files can say. */
const FROM_TOKENIZER_JSON = [
  'bert',
  'roberta',
  'deberta-v2',
  'xlm-roberta-bpe-bytes',
  'modernbert',
  'metaspace-words',
  'split-words',
];

const row = ({ ids, types }: Encoded) => [ids, types];
const wordRow = ({ ids, types, words }: EncodedWords) => [ids, types, words];

const KINDS = [
  ...FROM_FILES.map((name) => [name, readKind(name).files] as const),
  ...FROM_TOKENIZER_JSON.map((name) => {
    const { files, tokenizerJson } = readKind(name);
    const { config, tokenizerConfig } = files;
    return [`${name} by tokenizer.json`, { config, tokenizerConfig, tokenizerJson }] as const;
  }),
];

describe.each(KINDS)('the tokenizer of %s', (title, files) => {
  const name = title.split(' ')[0]!;
  const { reference } = readKind(name);
  const tokenizer = createTokenizer(files);

  it('gives the ids of the reference for every line', () => {
    const rows = lines.map((line) => row(tokenizer.encode(line, undefined, 96)));
    expect(findDifferences(rows, reference.lines)).toEqual([]);
  });

  it('gives the ids of the reference for every pair, cut where it is too long', () => {
    // transformers takes an empty second text for none.
    const rows = lines
      .slice(0, 1000)
      .map((_, i) => row(tokenizer.encode(lines[2 * i]!, lines[(14 * i + 3) % 2000]! || undefined, 40)));
    expect(findDifferences(rows, reference.pairs)).toEqual([]);
  });

  it('gives the ids of the reference for words, and whose they are', () => {
    const halves = words.slice(0, 300).map((_, i) => [words[2 * i]!, words[2 * i + 1]!] as const);
    const rows = halves.map(([first]) => wordRow(tokenizer.encodeWords(first, undefined, 24)));
    expect(findDifferences(rows, reference.words)).toEqual([]);
    const pairs = halves.map(([first, second]) =>
      wordRow(tokenizer.encodeWords(first.slice(0, 2), second, 64, 'second')),
    );
    expect(findDifferences(pairs, reference.wordPairs)).toEqual([]);
  });
});

describe('encodeWords', () => {
  it.each(['roberta', 'gpt2'])('gives every word of %s the space that stands before it in a text', (name) => {
    const tokenizer = createTokenizer(readKind(name).files);
    const plain = ['Nela', 'tomine', "don't", 'kase', '12', 'ru!'];
    expect(tokenizer.encodeWords(plain, undefined, 64).ids).toEqual(
      tokenizer.encode(` ${plain.join(' ')}`, undefined, 64).ids,
    );
  });
});

describe('the special tokens', () => {
  // As transformers' own tokenizers number them for these files; GPT-2 pads with what ends its texts.
  it.each([
    ['bert', 0, 4],
    ['roberta', 1, 4],
    ['gpt2', 0, undefined],
    ['xlm-roberta', 1, 1501],
    ['camembert', 1, 1504],
    ['albert', 0, 4],
    ['deberta-v2', 0, 1500],
    ['mpnet', 1, 5],
  ])('of %s are found without their names in a file', (name, padId, maskId) => {
    expect(createTokenizer(readKind(name).files)).toMatchObject({ padId, maskId });
  });

  it('of config.json: its padding counts before the end of the text', () => {
    const { files } = readKind('gpt2');
    const config = JSON.stringify({ model_type: 'gpt2', pad_token_id: 17 });
    expect(createTokenizer({ ...files, config }).padId).toBe(17);
  });
});
