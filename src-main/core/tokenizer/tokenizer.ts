/** Texts to token ids, as the checkpoint's own tokenizer files say. */
import { WeirError } from '../../contract/error.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { type Definition, readDefinition, type TokenizerFiles } from './sources/definition.ts';
import type { Slot } from './steps/post-processors.ts';
import { truncateLengths } from './truncation.ts';

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
   * The ids of words, each split by itself, as labels of words and answers by words want it; where the tokenizer tells words by the space
   * before them, every word has one, as Hugging Face asks of such tokenizers for words. A word that gives no token, being of control
   * characters alone, becomes the unknown token, so that it keeps its label. What does not fit is cut at the end: of a pair the longer first or, with `second`, only the
   * second text. Throws as `encode` does, and where a first text that may not be cut leaves no room.
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
  const described = readDefinition(files);
  const pipeline = createPipeline(described.definition);
  if (vocabularySize !== undefined && pipeline.size > vocabularySize) {
    throw new WeirError(
      'mismatch',
      `The tokenizer has ids up to ${pipeline.size - 1}; the checkpoint's vocabulary has ${vocabularySize} tokens.`,
      { hint: 'These tokenizer files belong to another checkpoint.' },
    );
  }
  const unknownId = pipeline.unknownId ?? idOf(pipeline, described, 'unk_token');

  return {
    padId: findPadId(pipeline, described),
    maskId: idOf(pipeline, described, 'mask_token'),
    specialIds: listSpecialIds(pipeline, described),
    size: pipeline.size,
    encode(text, pair, maxLength) {
      // What the reference cuts are not whole texts either: it stops after the word that fills the length by itself.
      const first = pipeline.split(text, maxLength);
      const second = pair === undefined ? undefined : pipeline.split(pair, maxLength);
      const room = roomFor(pipeline, second !== undefined, maxLength);
      const [a, b] = truncateLengths(first.length, second?.length ?? 0, room);
      return join(pipeline, first.slice(0, a), second?.slice(0, b), (id) => id);
    },
    encodeWords(words, pairWords, maxLength, cut = 'longest-first') {
      const room = roomFor(pipeline, pairWords !== undefined, maxLength);
      const first = splitWords(pipeline, words, unknownId);
      const second = pairWords && splitWords(pipeline, pairWords, unknownId);
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
      const [texts, pairTexts] = [first.slice(0, a), second?.slice(0, b)];
      const { ids, types } = join(pipeline, texts, pairTexts, ({ id }) => id);
      return { ids, types, words: join(pipeline, texts, pairTexts, ({ word }) => word, NO_WORD).ids };
    },
  };
}

const NO_WORD = -1;

/** How many tokens of the texts fit. */
function roomFor({ single, pair }: Pipeline, isPair: boolean, maxLength: number): number {
  const taken = (isPair ? pair : single).filter(({ content }) => 'id' in content).length;
  if (maxLength >= taken) return maxLength - taken;
  throw new WeirError(
    'invalid-input',
    `The maximal length is ${maxLength} tokens; the special tokens alone take ${taken}.`,
  );
}

/** The template with a number of each token of the texts; `special`: the number of special tokens, which is else their id. */
function join<T>(
  { single, pair }: Pipeline,
  first: readonly T[],
  second: readonly T[] | undefined,
  numberOf: (token: T) => number,
  special?: number,
): Encoded {
  const ids: number[] = [];
  const types: number[] = [];
  const put = (id: number, { type }: Slot) => {
    ids.push(id);
    types.push(type);
  };
  for (const slot of second ? pair : single) {
    if ('id' in slot.content) put(special ?? slot.content.id, slot);
    else for (const token of (slot.content.text === 0 ? first : second) ?? []) put(numberOf(token), slot);
  }
  return { ids, types };
}

interface WordToken {
  readonly id: number;
  readonly word: number;
}

function splitWords(
  pipeline: Pipeline,
  words: readonly string[],
  unknownId: number | undefined,
): WordToken[] {
  return words.flatMap((text, word) => {
    const ids = pipeline.splitWord(text);
    if (ids.length > 0) return ids.map((id) => ({ id, word }));
    if (unknownId !== undefined) return [{ id: unknownId, word }];
    throw new WeirError(
      'mismatch',
      `The word ${JSON.stringify(text)} has no token, and the vocabulary none for the unknown.`,
    );
  });
}

function idOf(pipeline: Pipeline, { names }: Definition, key: keyof Definition['names']): number | undefined {
  const name = names[key];
  return name === undefined ? undefined : pipeline.idOf(name);
}

/** config.json's own, by which the model knows padding; else the token of that name, or what ends a text where there is none. */
function findPadId(pipeline: Pipeline, described: Definition): number {
  const { pad_token_id: id } = described.model;
  if (Number.isSafeInteger(id) && (id as number) >= 0 && (id as number) < pipeline.size) return id as number;
  return idOf(pipeline, described, 'pad_token') ?? idOf(pipeline, described, 'eos_token') ?? 0;
}

/** What stands around texts, what the files name, and what the tokenizer itself has as special. */
function listSpecialIds(pipeline: Pipeline, described: Definition): ReadonlySet<number> {
  const keys = Object.keys(described.names) as (keyof Definition['names'])[];
  return new Set([
    ...keys.flatMap((key) => idOf(pipeline, described, key) ?? []),
    ...pipeline.pair.flatMap(({ content }) => ('id' in content ? content.id : [])),
    ...pipeline.added.filter(({ special }) => special).map(({ id }) => id),
  ]);
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
