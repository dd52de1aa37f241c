/** Whether two checkpoints mean the same tokens by the same ids: else their word embeddings cannot be merged. */
import { isObject, type JsonObject, parseObject } from '../files/json.ts';
import type { CheckpointTexts } from '../files/checkpoint-texts.ts';
import { nameTokenizer } from '../tokenizer/tokenizer.ts';
import { parseVocabulary } from '../tokenizer/word-piece.ts';

export interface TokenDifference {
  readonly id: number;
  readonly tokens: readonly [string, string];
}

/** A checkpoint's texts by the name that its user knows it by. */
export interface NamedTexts {
  readonly name: string;
  readonly texts: CheckpointTexts;
}

/** The first id that both know by different tokens. Undefined also where one of them brings no tokenizer that lists its tokens. */
export function findTokenDifference(a: NamedTexts, b: NamedTexts): TokenDifference | undefined {
  // Files of one kind first: many checkpoints carry both, and equal texts need no parsing.
  for (const kind of ['vocabTxt', 'tokenizerJson'] as const)
    if (a.texts[kind] !== undefined && a.texts[kind] === b.texts[kind]) return undefined;
  const [first, second] = [listTokens(a), listTokens(b)];
  const ids = [...first.keys()].filter((id) => second.has(id) && first.get(id) !== second.get(id));
  if (ids.length === 0) return undefined;
  const id = ids.reduce((least, other) => Math.min(least, other));
  return { id, tokens: [first.get(id)!, second.get(id)!] };
}

/** Tokens by their ids, as far as the files say. */
function listTokens({ name, texts: { tokenizerJson, vocabTxt } }: NamedTexts): ReadonlyMap<number, string> {
  return nameTokenizer(name, () => {
    if (tokenizerJson !== undefined) return tokensOfJson(parseObject(tokenizerJson, 'tokenizer.json'));
    return new Map(vocabTxt === undefined ? [] : [...parseVocabulary(vocabTxt).keys()].entries());
  });
}

/** `model.vocab` is an object of ids or, of a unigram model, a list of tokens with their scores. */
function tokensOfJson(json: JsonObject): Map<number, string> {
  const { model, added_tokens: added } = json;
  const vocabulary = isObject(model) ? model.vocab : undefined;
  const tokens = new Map<number, string>();
  if (Array.isArray(vocabulary)) {
    for (const [id, item] of vocabulary.entries())
      tokens.set(id, String(Array.isArray(item) ? item[0] : item));
  } else if (isObject(vocabulary)) {
    for (const [token, id] of Object.entries(vocabulary)) tokens.set(Number(id), token);
  }
  for (const item of Array.isArray(added) ? (added as unknown[]) : []) {
    if (isObject(item)) tokens.set(Number(item.id), String(item.content));
  }
  return tokens;
}
