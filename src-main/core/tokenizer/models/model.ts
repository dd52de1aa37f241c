/** What the models of tokenizer.json have in common: words to ids. */
import { WeirError } from '../../../contract/error.ts';
import { isObject, type JsonObject, show } from '../../files/json.ts';

export interface Model {
  readonly vocabulary: ReadonlyMap<string, number>;
  /** The id of what the vocabulary cannot spell, where the model has one. */
  readonly unknownId: number | undefined;
  encode(word: string): readonly number[];
}

/** Words are of few kinds; the rare ones are not worth their place. */
const MOST_WORDS = 100_000;
const LONGEST_WORD = 64;

/** The same model, which remembers words. */
export function withMemory(model: Model): Model {
  const known = new Map<string, readonly number[]>();
  return {
    ...model,
    encode(word) {
      const found = known.get(word);
      if (found) return found;
      const ids = model.encode(word);
      if (known.size >= MOST_WORDS) known.clear();
      if (word.length <= LONGEST_WORD) known.set(word, ids);
      return ids;
    },
  };
}

/** A vocabulary of tokens and their ids. Throws a WeirError ('invalid-file') for an id that is none. */
export function readVocabulary(vocabulary: unknown): Map<string, number> {
  if (!isObject(vocabulary)) throw new WeirError('unsupported', 'The tokenizer lists no vocabulary.');
  const entries = Object.entries(vocabulary);
  for (const [token, id] of entries) requireId(id, token);
  return new Map(entries as [string, number][]);
}

/** The largest id that is believed: one more than any embedding has rows. */
const LARGEST_ID = 2 ** 31 - 1;

export function requireId(id: unknown, token: string): number {
  if (Number.isSafeInteger(id) && (id as number) >= 0 && (id as number) <= LARGEST_ID) return id as number;
  throw new WeirError('invalid-file', `The token ${show(token)} has the id ${show(id)}.`);
}

/** The tokens <0x00> to <0xFF> as a model with byte fallback has them; undefined without fallback. */
export function listByteIds(
  config: JsonObject,
  vocabulary: ReadonlyMap<string, number>,
): readonly (number | undefined)[] | undefined {
  if (config.byte_fallback !== true) return undefined;
  return Array.from({ length: 256 }, (_, byte) =>
    vocabulary.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
  );
}

const encoder = new TextEncoder();

/** The ids of a text's bytes; undefined where one of them has no token. */
export function spellInBytes(
  text: string,
  byteIds: readonly (number | undefined)[] | undefined,
): readonly number[] | undefined {
  if (byteIds === undefined) return undefined;
  const ids = Array.from(encoder.encode(text), (byte) => byteIds[byte]);
  return ids.includes(undefined) ? undefined : (ids as number[]);
}
