/** Added tokens: what is found in a text before it is split (tokenizers/src/tokenizer/added_vocabulary.rs). */
import { isObject, type JsonObject } from '../../files/json.ts';
import { skipSpace, skipSpaceBefore } from './characters.ts';
import { requireId } from '../models/model.ts';

/** An added token in the words of tokenizer.json. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  /** Whether it is looked for in the text after normalization. */
  readonly normalized: boolean;
  readonly single_word: boolean;
  /** Whether it takes the white space before it, or after it, along. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** A token as tokenizer.json and tokenizer_config.json write it. Throws a WeirError ('invalid-file') for an id that is none. */
export function readAddedToken(fields: JsonObject, id: unknown): AddedToken {
  const content = String(fields.content);
  const special = fields.special === true;
  return {
    id: requireId(id, content),
    content,
    special,
    normalized: typeof fields.normalized === 'boolean' ? fields.normalized : !special,
    single_word: fields.single_word === true,
    lstrip: fields.lstrip === true,
    rstrip: fields.rstrip === true,
  };
}

/** The added tokens that a tokenizer.json lists. */
export function readAddedTokens(list: unknown): AddedToken[] {
  return (Array.isArray(list) ? (list as unknown[]) : []).flatMap((item) =>
    isObject(item) && typeof item.content === 'string' ? [readAddedToken(item, item.id)] : [],
  );
}

/** A part of a text: what lies between added tokens, or one of them. */
export interface Section {
  readonly text: string;
  readonly begin: number;
  readonly id: number | undefined;
}

/** Finds the tokens, written as `spell` writes them, in texts: the first one that occurs, of several there the longest. */
export function createFinder(
  tokens: readonly AddedToken[],
  spell: (content: string) => string,
): (text: string) => readonly Section[] {
  const byText = new Map(tokens.map((token) => [spell(token.content), token]));
  byText.delete('');
  if (byText.size === 0) return (text) => (text === '' ? [] : [{ text, begin: 0, id: undefined }]);
  const longestFirst = [...byText.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(
    longestFirst.map((text) => text.replace(/[\^$\\.*+?()[\]{}|/]/g, String.raw`\$&`)).join('|'),
    'gu',
  );
  return (text) => {
    const sections: Section[] = [];
    const add = (begin: number, end: number, id?: number) => {
      if (end > begin) sections.push({ text: text.slice(begin, end), begin, id });
    };
    let done = 0;
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const token = byText.get(found)!;
      const end = index + found.length;
      if (token.single_word && (ENDS_IN_WORD.test(text.slice(0, index)) || BEGINS_WORD.test(text.slice(end))))
        continue;
      const before = token.lstrip ? skipSpaceBefore(text, index) : index;
      const after = token.rstrip ? skipSpace(text, end) : end;
      const begin = Math.max(before, done);
      add(done, begin);
      add(begin, after, token.id);
      done = after;
    }
    add(done, text.length);
    return sections;
  };
}

const ENDS_IN_WORD = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const BEGINS_WORD = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
