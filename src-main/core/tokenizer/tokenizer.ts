/** Texts to token ids, as the checkpoint's own tokenizer files say. */
import { WeirError } from '../../contract/error.ts';
import { type JsonObject, parseObject } from '../files/json.ts';
import { createPipeline } from './pipeline.ts';
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

export interface Tokenizer {
  /**
   * The ids of a text or a pair with its special tokens, at most `maxLength`; a longer pair is cut `longest_first`.
   * Throws a WeirError ('invalid-input') when `maxLength` has no room for the special tokens.
   */
  encode(text: string, pair: string | undefined, maxLength: number): Encoded;
  readonly padId: number;
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

  return {
    padId: pipeline.idOf(findSpecialToken(sources, 'pad_token')) ?? 0,
    size: pipeline.size,
    encode(text, pair, maxLength) {
      const taken = pair === undefined ? specialTokens.single : specialTokens.pair;
      if (!(maxLength >= taken)) {
        throw new WeirError(
          'invalid-input',
          `The maximal length is ${maxLength} tokens; the special tokens alone take ${taken}.`,
        );
      }
      const first = pipeline.split(text);
      const second = pair === undefined ? undefined : pipeline.split(pair);
      const [a, b] = truncateLengths(first.length, second?.length ?? 0, maxLength - taken);
      const { tokens, types } = pipeline.join(first.slice(0, a), second?.slice(0, b));
      return { ids: tokens.map(idOf), types };
    },
  };
}

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
