/** Texts to token ids, as the checkpoint's own tokenizer files say. */
import { WeirError } from '../../contract/error.ts';
import { type JsonObject, parseObject } from '../files/json.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { findSpecialToken } from './special-tokens.ts';
import { truncateLengths } from './truncation.ts';
import { assembleWordPiece } from './word-piece.ts';

/** The text of a checkpoint's tokenizer files: tokenizer.json where there is one, otherwise vocab.txt. */
export interface TokenizerFiles {
  readonly tokenizerJson?: string | undefined;
  readonly tokenizerConfig?: string | undefined;
  readonly vocabTxt?: string | undefined;
  readonly specialTokensMap?: string | undefined;
}

/** One text or pair as the encoder reads it: token ids and, of the same length, the type (0, or 1 in the second text). */
export interface Encoded {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

/** A text or pair of which the words were given. */
export interface EncodedWords extends Encoded {
  /** Of each token: the number of the word in its text that it comes from; −1 of special tokens. */
  readonly words: readonly number[];
}

export interface Tokenizer {
  /**
   * The ids of a text or a pair with its special tokens, at most `maxLength`; a longer pair is cut `longest_first`.
   * Throws a WeirError ('invalid-input') when `maxLength` has no room for the special tokens.
   */
  encode(text: string, pair: string | undefined, maxLength: number): Encoded;
  /**
   * The ids of words, each split by itself, as labels of words and answers by words want it. A word that gives no token, being of control
   * characters alone, is unknown. What does not fit is cut: of a pair the longer first or, with `second`, only the second text. Throws as
   * `encode` does, and where a first text that may not be cut leaves no room.
   */
  encodeWords(
    words: readonly string[],
    pairWords: readonly string[] | undefined,
    maxLength: number,
    cut?: 'longest-first' | 'second',
  ): EncodedWords;
  readonly padId: number;
  /** What stands for a hidden word. */
  readonly maskId: number | undefined;
  readonly specialIds: ReadonlySet<number>;
  /** One more than the largest id. */
  readonly size: number;
}

/**
 * Builds the tokenizer of a checkpoint. With `vocabularySize`, the rows of the embedding, every id is known to have a row.
 * Throws a WeirError: 'missing-file' without any vocabulary, 'invalid-file' or 'unsupported' for files that make no tokenizer,
 * 'mismatch' when a special token is missing or the vocabulary is larger than `vocabularySize`.
 */
export function createTokenizer(files: TokenizerFiles, vocabularySize?: number): Tokenizer {
  const config = readObject('tokenizer_config.json', files.tokenizerConfig);
  const sources = [config, readObject('special_tokens_map.json', files.specialTokensMap)];
  const pipeline = createPipeline(readDefinition(files, config, sources), config);
  if (vocabularySize !== undefined && pipeline.size > vocabularySize) {
    throw new WeirError(
      'mismatch',
      `The tokenizer has ids up to ${pipeline.size - 1}; the checkpoint's vocabulary has ${vocabularySize} tokens.`,
      { hint: 'These tokenizer files belong to another checkpoint.' },
    );
  }
  const idOf = (token: string): number => {
    const id = pipeline.idOf(token) ?? pipeline.unknownId;
    if (id !== undefined) return id;
    throw new WeirError('mismatch', `The vocabulary has no token '${token}' and no token for the unknown.`);
  };
  const specialTokens = {
    single: pipeline.join([], undefined).tokens.length,
    pair: pipeline.join([], []).tokens.length,
  };
  const roomFor = (isPair: boolean, maxLength: number): number => {
    const taken = isPair ? specialTokens.pair : specialTokens.single;
    if (maxLength >= taken) return maxLength - taken;
    throw new WeirError(
      'invalid-input',
      `The maximal length is ${maxLength} tokens; the special tokens alone take ${taken}.`,
    );
  };

  return {
    padId: pipeline.idOf(findSpecialToken(sources, 'pad_token')) ?? 0,
    maskId: pipeline.idOf(findSpecialToken(sources, 'mask_token')),
    specialIds: listSpecialIds(pipeline, sources),
    size: pipeline.size,
    encodeWords(words, pairWords, maxLength, cut = 'longest-first') {
      const room = roomFor(pairWords !== undefined, maxLength);
      const first = splitWords(pipeline, words);
      const second = pairWords && splitWords(pipeline, pairWords);
      const [a, b] =
        cut === 'second' && second
          ? [first.length, Math.min(second.length, room - first.length)]
          : truncateLengths(first.length, second?.length ?? 0, room);
      if (b < 0) {
        throw new WeirError(
          'invalid-input',
          `The first text alone has ${first.length} tokens; ${room} of ${maxLength} are left beside the special ones.`,
        );
      }
      return joinWords(pipeline, first.slice(0, a), second?.slice(0, b), idOf);
    },
    encode(text, pair, maxLength) {
      const room = roomFor(pair !== undefined, maxLength);
      const first = pipeline.split(text);
      const second = pair === undefined ? undefined : pipeline.split(pair);
      const [a, b] = truncateLengths(first.length, second?.length ?? 0, room);
      const { tokens, types } = pipeline.join(first.slice(0, a), second?.slice(0, b));
      return { ids: tokens.map(idOf), types };
    },
  };
}

interface WordToken {
  readonly token: string;
  readonly word: number;
}

function splitWords(pipeline: Pipeline, words: readonly string[]): WordToken[] {
  return words.flatMap((text, word) => {
    const tokens = pipeline.split(text);
    return (tokens.length > 0 ? tokens : [UNKNOWN]).map((token) => ({ token, word }));
  });
}

/** Of no vocabulary: its id is that of the unknown token. */
const UNKNOWN = '';

/** Tokens of the texts are told from special ones by joining stand-ins of which each occurs once. */
function joinWords(
  pipeline: Pipeline,
  first: readonly WordToken[],
  second: readonly WordToken[] | undefined,
  idOf: (token: string) => number,
): EncodedWords {
  const all = [...first, ...(second ?? [])];
  const marks = all.map((_, at) => `\0${at}`);
  const { tokens, types } = pipeline.join(marks.slice(0, first.length), second && marks.slice(first.length));
  const own = tokens.map((mark) => (mark.startsWith('\0') ? all[Number(mark.slice(1))]! : undefined));
  return {
    ids: own.map((token, at) => idOf(token?.token ?? tokens[at]!)),
    types,
    words: own.map((token) => token?.word ?? -1),
  };
}

/** What stands around texts, and what the files name as special. */
function listSpecialIds(pipeline: Pipeline, sources: readonly JsonObject[]): ReadonlySet<number> {
  const named = SPECIAL_KEYS.map((key) => findSpecialToken(sources, key));
  const around = pipeline.join([], []).tokens;
  return new Set([...named, ...around].flatMap((token) => pipeline.idOf(token) ?? []));
}

const SPECIAL_KEYS = ['cls_token', 'sep_token', 'pad_token', 'mask_token'] as const;

function readObject(name: string, text: string | undefined): JsonObject {
  return text === undefined ? {} : parseObject(text, name);
}

function readDefinition(
  files: TokenizerFiles,
  config: JsonObject,
  sources: readonly JsonObject[],
): JsonObject {
  if (files.tokenizerJson !== undefined) return readObject('tokenizer.json', files.tokenizerJson);
  if (files.vocabTxt !== undefined) return assembleWordPiece(files.vocabTxt, config, sources);
  throw new WeirError('missing-file', 'The checkpoint has neither tokenizer.json nor vocab.txt.');
}

/** Does what reads tokenizer files, and says whose they are where they cannot be used. */
export function nameTokenizer<T>(folder: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    const { code, message, hint } = error;
    const sentence = `The tokenizer of '${folder}' cannot be used: ${message}`;
    throw new WeirError(code, sentence, { cause: error, ...(hint !== undefined && { hint }) });
  }
}
