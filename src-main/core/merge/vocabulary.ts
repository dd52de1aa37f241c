/** Whether checkpoints mean the same tokens by the same ids: else their word embeddings cannot be merged. */
import { isObject, type JsonObject, parseObject } from '../files/json.ts';
import { WeirError } from '../../contract/error.ts';
import { type CheckpointTexts, TEXT_FILES } from '../files/checkpoint-texts.ts';
import { hashText } from '../files/hash.ts';
import { readDefinition } from '../tokenizer/sources/definition.ts';
import { parseVocabulary } from '../tokenizer/sources/word-piece.ts';
import { nameTokenizer } from '../tokenizer/tokenizer.ts';

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
const LISTS: readonly (readonly [file: keyof CheckpointTexts, list: (texts: CheckpointTexts) => Tokens])[] = [
  [
    'tokenizerJson',
    ({ tokenizerJson }) => tokensOfJson(parseObject(tokenizerJson!, TEXT_FILES.tokenizerJson)),
  ],
  ['vocabTxt', ({ vocabTxt }) => new Map([...parseVocabulary(vocabTxt!).keys()].entries())],
  ['vocabJson', ({ vocabJson }) => invert(parseObject(vocabJson!, TEXT_FILES.vocabJson))],
  ['sentencePiece', listPieces],
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
  const { file, added } = findTexts(name, texts);
  const list = LISTS.find(([listed]) => listed === file)?.[1];
  const tokens = new Map(nameTokenizer(name, () => (list ? list(texts) : [])));
  for (const [id, item] of Object.entries(added)) {
    if (isObject(item) && !tokens.has(Number(id))) tokens.set(Number(id), String(item.content));
  }
  return tokens;
}

/** What a checkpoint's list of tokens is made of. Lists of words alone leave the tokens that were added later to the tokenizer's configuration. */
function findTexts(name: string, texts: CheckpointTexts) {
  const file = LISTS.map(([listed]) => listed).find((listed) => texts[listed] !== undefined);
  const read = (key: 'tokenizerConfig' | 'addedTokens'): JsonObject =>
    nameTokenizer(name, () => (texts[key] === undefined ? {} : parseObject(texts[key], TEXT_FILES[key])));
  const config = read('tokenizerConfig');
  const added: JsonObject = {
    ...Object.fromEntries([...invert(read('addedTokens'))].map(([id, content]) => [id, { content }])),
    ...(isObject(config.added_tokens_decoder) ? config.added_tokens_decoder : {}),
  };
  return {
    file,
    text: file === 'sentencePiece' ? describePieces(texts, config) : file && texts[file],
    added,
  };
}

/** A SentencePiece model, and what tells how its family numbers the pieces. */
function describePieces({ sentencePiece, config }: CheckpointTexts, { tokenizer_class: kind }: JsonObject) {
  const { model_type: family, tokenizer_class: own } = parseObject(config, TEXT_FILES.config);
  return [sentencePiece && hashText(sentencePiece.bytes), kind, own, family];
}

/** The pieces as the family numbers them; none where Weir does not know the family. */
function listPieces(texts: CheckpointTexts): Tokens {
  try {
    return tokensOfJson(readDefinition(texts).definition);
  } catch (error) {
    if (error instanceof WeirError && error.code === 'unsupported') return new Map();
    throw error;
  }
}

/** An object of ids by their tokens. */
function invert(ids: JsonObject): Map<number, string> {
  return new Map(Object.entries(ids).map(([token, id]) => [Number(id), token]));
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
    for (const [id, token] of invert(vocabulary)) tokens.set(id, token);
  }
  for (const item of Array.isArray(added) ? (added as unknown[]) : []) {
    if (isObject(item)) tokens.set(Number(item.id), String(item.content));
  }
  return tokens;
}
