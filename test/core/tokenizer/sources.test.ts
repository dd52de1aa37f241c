/** Tokenizer files that are damaged, hostile or of another kind: one sentence each. */
import { describe, expect, it } from 'vitest';
import { WeirError } from '../../../src-main/contract/error.ts';
import type { TokenizerFiles } from '../../../src-main/core/tokenizer/sources/definition.ts';
import { createTokenizer } from '../../../src-main/core/tokenizer/tokenizer.ts';
import { addCharsmap, readKind } from './kinds.ts';

const { files: roberta } = readKind('roberta');
const { files: xlm } = readKind('xlm-roberta');
const model = xlm.sentencePiece!.bytes;
const bytes = (...values: number[]) => Uint8Array.from(values);
/** A piece of one letter, as the wire has it. */
const piece = (letter: string) => [10, 3, 10, 1, letter.charCodeAt(0)];

const withVocabulary = (vocabJson: string): TokenizerFiles => ({ ...roberta, vocabJson });
const withMerges = (mergesTxt: string): TokenizerFiles => ({ ...roberta, mergesTxt });
const withModel = (bytes: Uint8Array): TokenizerFiles => ({
  ...xlm,
  sentencePiece: { name: 'spiece.model', bytes },
});

function refusal(files: TokenizerFiles): WeirError {
  try {
    createTokenizer(files);
  } catch (error) {
    if (error instanceof WeirError) return error;
    throw error;
  }
  throw new Error('It was taken.');
}

describe('createTokenizer refuses', () => {
  it.each([
    ['a vocab.json that is no JSON', withVocabulary('{'), 'vocab.json is not JSON: '],
    ['a vocab.json that is no object', withVocabulary('[]'), 'vocab.json is JSON, but not an object.'],
    ['an id that is none', withVocabulary('{"a": -1}'), 'The token "a" has the id -1.'],
    ['an id that is a text', withVocabulary('{"a": "1"}'), 'The token "a" has the id "1".'],
    [
      'an id of two tokens',
      withVocabulary('{"a": 1, "b": 1}'),
      'The vocabulary vocab.json gives the id 1 to two tokens, "a" and "b".',
    ],
    [
      'a vocabulary without special tokens',
      withVocabulary('{"a": 1}'),
      "The vocabulary has no token '<s>', the checkpoint's cls_token.",
    ],
    [
      'a merge of unknown tokens',
      withMerges('#version: 0.2\nb e\nzzz q\n'),
      'Merge 2, "zzz q", is not of two tokens that the vocabulary has, alone and together.',
    ],
    [
      'a merge of one token',
      withMerges('b\n'),
      'Merge 1, "b", is not of two tokens that the vocabulary has, alone and together.',
    ],
    [
      'merges without a vocabulary',
      { ...roberta, vocabJson: undefined },
      'The checkpoint has neither tokenizer.json nor vocab.json and merges.txt.',
    ],
    ['an empty model', withModel(bytes()), 'The SentencePiece model spiece.model has no pieces.'],
    [
      'a model that is a text',
      withModel(Buffer.from('version https://git-lfs.github.com/spec/v1')),
      'The SentencePiece model spiece.model is damaged at byte ',
    ],
    [
      'a number without an end',
      withModel(new Uint8Array(20).fill(255)),
      'The SentencePiece model spiece.model is damaged at byte 10: a number is too long.',
    ],
    [
      'a length past the end',
      withModel(bytes(10, 255, 255, 255, 255, 15)),
      'The SentencePiece model spiece.model is damaged at byte 6: 4294967295 bytes are announced, 0 are left.',
    ],
    [
      'a number for a piece',
      withModel(bytes(8, 1)),
      'The SentencePiece model spiece.model has a number where a message belongs.',
    ],
    [
      'a piece without a text',
      withModel(bytes(10, 0)),
      'The SentencePiece model spiece.model has no text, no finite score or no known type for the piece 0.',
    ],
    [
      'a text that is not UTF-8',
      withModel(bytes(10, 3, 10, 1, 255)),
      'The SentencePiece model spiece.model has a text that is not UTF-8.',
    ],
    [
      'a piece twice',
      withModel(bytes(...piece('a'), ...piece('b'), ...piece('a'))),
      "The SentencePiece model spiece.model has the piece 'a' twice, with the ids 0 and 2.",
    ],
    [
      'a model of words',
      withModel(bytes(...piece('a'), 18, 2, 24, 3)),
      'The SentencePiece model spiece.model is of type 3; known are unigram (1) and BPE (2).',
    ],
    [
      'a charsmap that is none',
      withModel(addCharsmap(bytes(...piece('a')), bytes(255, 255, 255, 255, 0))),
      "The tokenizer's precompiled charsmap has 5 bytes, which are no map.",
    ],
    [
      'the model of a family that is not known',
      { ...xlm, config: '{"model_type": "xlnet"}' },
      'The tokenizer class is ',
    ],
  ])('%s', (_, files, sentence) => {
    const { message } = refusal(files);
    expect(message).toContain(sentence);
    expect(message.match(/\.(?=\s|$)/g)).toHaveLength(1);
  });

  it('a model that ends anywhere too soon, or whose tokens do not fit the embedding', () => {
    const cut = [1, 2, 7, 100, 1000, 20_001, model.length - 1, model.length - 100_000];
    for (const length of cut) {
      const files = withModel(model.subarray(0, length));
      // A cut between two pieces leaves a model of fewer pieces, which the size of the embedding tells.
      let size = 0;
      try {
        ({ size } = createTokenizer(files));
      } catch (error) {
        expect(error).toBeInstanceOf(WeirError);
      }
      expect(size).toBeLessThan(1502);
    }
    expect(() => createTokenizer(xlm, 1501)).toThrow(
      "The tokenizer has ids up to 1501; the checkpoint's vocabulary has 1501 tokens.",
    );
  });

  it('or reads bytes that were changed, and never fails otherwise', () => {
    for (let at = 0; at < 4000; at += 67) {
      const changed = Uint8Array.from(model);
      changed[at] = changed[at]! ^ (1 << (at % 8));
      try {
        createTokenizer(withModel(changed)).encode('Ka lemi 日本 ﬁ!', 'no', 24);
      } catch (error) {
        expect(error).toBeInstanceOf(WeirError);
      }
    }
  });
});
