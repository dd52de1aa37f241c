/** The special tokens of a checkpoint, as tokenizer_config.json and special_tokens_map.json name them. */
import { WeirError } from '../../contract/error.ts';
import { isObject, type JsonObject } from '../files/json.ts';

/** An added token in the words of tokenizer.json: it is found in a text before the text is normalized or split. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly normalized: boolean;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}

/** What BERT calls them where a checkpoint says nothing. */
const BERT_TOKENS = {
  unk_token: '[UNK]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  pad_token: '[PAD]',
  mask_token: '[MASK]',
} as const;

export type SpecialToken = keyof typeof BERT_TOKENS;

/** BERT works without a mask token when it classifies; without any of the others it does not. */
const REQUIRED: ReadonlySet<SpecialToken> = new Set(['unk_token', 'cls_token', 'sep_token', 'pad_token']);

/** The text of a token that is named plainly ("[SEP]") or as a serialized AddedToken ({"content": "[SEP]", …}). */
function contentOf(token: unknown): string | undefined {
  if (typeof token === 'string') return token;
  return isObject(token) && typeof token.content === 'string' ? token.content : undefined;
}

/** The name of a special token, from the first of `sources` that has it; BERT's own where none has. */
export function findSpecialToken(sources: readonly JsonObject[], key: SpecialToken): string {
  const found = sources.map((source) => contentOf(source[key])).find((content) => content !== undefined);
  return found ?? BERT_TOKENS[key];
}

/**
 * The special tokens of a WordPiece vocabulary: BERT's five, under the names that the sources give them, and
 * what the sources add. Throws a WeirError ('mismatch') naming a required token that the vocabulary lacks.
 */
export function resolveSpecialTokens(
  sources: readonly JsonObject[],
  vocabulary: ReadonlyMap<string, number>,
): { readonly names: Readonly<Record<SpecialToken, string>>; readonly added: readonly AddedToken[] } {
  const keys = Object.keys(BERT_TOKENS) as SpecialToken[];
  const names = Object.fromEntries(keys.map((key) => [key, findSpecialToken(sources, key)])) as Record<
    SpecialToken,
    string
  >;
  for (const key of keys.filter((key) => REQUIRED.has(key))) {
    if (!vocabulary.has(names[key])) {
      throw new WeirError(
        'mismatch',
        `The vocabulary has no token '${names[key]}', the checkpoint's ${key}.`,
      );
    }
  }
  const extra = sources.flatMap((source) =>
    Array.isArray(source.additional_special_tokens) ? source.additional_special_tokens.map(contentOf) : [],
  );
  const plain = { normalized: false, single_word: false, lstrip: false, rstrip: false };
  const special = [...Object.values(names), ...extra].flatMap((content) => {
    const id = content === undefined ? undefined : vocabulary.get(content);
    return content === undefined || id === undefined ? [] : [{ ...plain, id, content, special: true }];
  });
  const declared = sources.flatMap((source) => readDeclaredTokens(source.added_tokens_decoder));
  return { names, added: [...new Map([...special, ...declared].map((token) => [token.id, token])).values()] };
}

/** The tokens of tokenizer_config.json's `added_tokens_decoder`: id → AddedToken. */
function readDeclaredTokens(decoder: unknown): AddedToken[] {
  if (!isObject(decoder)) return [];
  return Object.entries(decoder).flatMap(([id, token]) => {
    const content = contentOf(token);
    if (!isObject(token) || content === undefined || !/^\d+$/.test(id)) return [];
    const special = token.special === true;
    return [
      {
        id: Number(id),
        content,
        special,
        normalized: typeof token.normalized === 'boolean' ? token.normalized : !special,
        single_word: token.single_word === true,
        lstrip: token.lstrip === true,
        rstrip: token.rstrip === true,
      },
    ];
  });
}
