/** Whether checkpoints mean the same tokens by the same ids: else their word embeddings cannot be merged. */
import { isObject, type JsonObject, parseObject } from '../files/json.ts';
import { type CheckpointTexts, TEXT_FILES, type TextFile } from '../files/checkpoint-texts.ts';
import { hashText } from '../files/hash.ts';
import { nameTokenizer } from '../tokenizer/tokenizer.ts';
import { parseVocabulary } from '../tokenizer/word-piece.ts';

export interface TokenClash {
  readonly id: number;
  readonly names: readonly [string, string];
  readonly tokens: readonly [string, string];
}

/** A checkpoint's texts by the name that its user knows it by. */
export interface NamedTexts {
  readonly name: string;
  readonly texts: CheckpointTexts;
  /** Ids from here on are not looked at. */
  readonly limit: number;
}

type Tokens = ReadonlyMap<number, string>;

/** The files that list tokens, the one that counts first where a checkpoint has several. */
const LISTS: readonly (readonly [file: TextFile, parse: (text: string) => Tokens])[] = [
  ['tokenizerJson', (text) => tokensOfJson(parseObject(text, TEXT_FILES.tokenizerJson))],
  ['vocabTxt', (text) => new Map([...parseVocabulary(text).keys()].entries())],
];

/** The first id that two know by different tokens; what brings no tokenizer that lists its tokens clashes with nothing. */
export function findTokenClash(all: readonly NamedTexts[]): TokenClash | undefined {
  // Equal texts need no parsing. Of those who share a list, whoever looks farthest speaks for all.
  const groups = Map.groupBy(all, ({ name, texts }) => hashText(JSON.stringify(findTexts(name, texts))));
  if (groups.size < 2) return undefined;
  const known = new Map<number, { readonly token: string; readonly name: string }>();
  let clash: TokenClash | undefined;
  for (const group of groups.values()) {
    const { name, texts, limit } = group.reduce((a, b) => (b.limit > a.limit ? b : a));
    for (const [id, token] of listTokens(name, texts)) {
      if (id >= limit) continue;
      const earlier = known.get(id);
      if (!earlier) known.set(id, { token, name });
      else if (earlier.token !== token && id < (clash?.id ?? Infinity))
        clash = { id, names: [earlier.name, name], tokens: [earlier.token, token] };
    }
  }
  return clash;
}

/** Whether a checkpoint says which tokens it means by its ids. */
export function listsTokens(name: string, texts: CheckpointTexts): boolean {
  return listTokens(name, texts).size > 0;
}

/** Tokens by their ids, as far as the files say. */
function listTokens(name: string, texts: CheckpointTexts): Tokens {
  const { file, text, added } = findTexts(name, texts);
  const parse = LISTS.find(([listed]) => listed === file)?.[1];
  const tokens = new Map(nameTokenizer(name, () => (parse && text !== undefined ? parse(text) : [])));
  for (const [id, item] of Object.entries(added)) {
    if (isObject(item) && !tokens.has(Number(id))) tokens.set(Number(id), String(item.content));
  }
  return tokens;
}

/** What a checkpoint's list of tokens is made of. Lists of words alone leave the tokens that were added later to the tokenizer's configuration. */
function findTexts(name: string, texts: CheckpointTexts) {
  const file = LISTS.map(([listed]) => listed).find((listed) => texts[listed] !== undefined);
  const config = nameTokenizer(name, () =>
    texts.tokenizerConfig === undefined ? {} : parseObject(texts.tokenizerConfig, TEXT_FILES.tokenizerConfig),
  );
  const added = isObject(config.added_tokens_decoder) ? config.added_tokens_decoder : {};
  return { file, text: file && texts[file], added };
}

/** `model.vocab` is an object of ids or, of a unigram model, a list of tokens with their scores. */
function tokensOfJson(json: JsonObject): Tokens {
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
