/** The special tokens of a checkpoint, as its files name them and as its tokenizer's class presumes them. */
import { WeirError } from '../../../contract/error.ts';
import { isObject, type JsonObject } from '../../files/json.ts';
import { type AddedToken, readAddedToken } from '../steps/added-tokens.ts';

/** In the order in which transformers adds them. */
const SPECIAL_KEYS = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
] as const;

export type SpecialKey = (typeof SPECIAL_KEYS)[number];
type Flags = Partial<Pick<AddedToken, 'normalized' | 'lstrip'>>;

/** What a tokenizer's class presumes where a checkpoint says nothing. */
export interface SpecialDefaults {
  readonly names: Readonly<Partial<Record<SpecialKey, string>>>;
  /** How the tokens are looked for, where that is not plainly. */
  readonly flags: Readonly<Partial<Record<SpecialKey, Flags>>>;
  /** Without these the tokenizer does not work. */
  readonly required: readonly SpecialKey[];
  /** Special as well. */
  readonly additional: readonly string[];
  /** A token that gets the next id where the vocabulary lacks it. */
  readonly appended: SpecialKey | undefined;
}

/** What the files of a checkpoint say of special tokens. */
export interface SpecialSources {
  /** tokenizer_config.json, special_tokens_map.json: the first to name a token wins. */
  readonly named: readonly JsonObject[];
  /** added_tokens.json: tokens and their ids. */
  readonly added: JsonObject;
}

export interface SpecialTokens {
  readonly names: Readonly<Partial<Record<SpecialKey, string>>>;
  readonly added: readonly AddedToken[];
}

/** The text of a token that is named plainly ("[SEP]") or as a serialized AddedToken ({"content": "[SEP]", …}). */
function contentOf(token: unknown): string | undefined {
  if (typeof token === 'string') return token;
  return isObject(token) && typeof token.content === 'string' ? token.content : undefined;
}

/** The names that the files give. */
export function findSpecialNames({ named }: SpecialSources): Partial<Record<SpecialKey, string>> {
  return Object.fromEntries(
    SPECIAL_KEYS.flatMap((key) => {
      const found = named.map((source) => contentOf(source[key])).find((content) => content !== undefined);
      return found === undefined ? [] : [[key, found]];
    }),
  );
}

/**
 * The special tokens of a vocabulary under the names that the files or else the defaults give them, and what the files add.
 * Throws a WeirError ('mismatch') naming a required token that the vocabulary lacks.
 */
export function resolveSpecialTokens(
  sources: SpecialSources,
  defaults: SpecialDefaults,
  vocabulary: ReadonlyMap<string, number>,
): SpecialTokens {
  const given = findSpecialNames(sources);
  const names = { ...defaults.names, ...given };
  const declared = listDeclared(sources, new Set(Object.values(names)), new Set(Object.values(given)));
  const ids = new Map([...declared.map(({ content, id }) => [content, id] as const), ...vocabulary]);
  const appended = defaults.appended && names[defaults.appended];
  if (appended !== undefined && !ids.has(appended))
    ids.set(
      appended,
      [...ids.values()].reduce((next, id) => Math.max(next, id + 1), 0),
    );
  for (const key of defaults.required) {
    const name = names[key];
    if (name === undefined || !ids.has(name))
      throw new WeirError(
        'mismatch',
        `The vocabulary has no token '${name ?? ''}', the checkpoint's ${key}.`,
      );
  }
  const special = SPECIAL_KEYS.map((key) => {
    const content = names[key];
    const token = sources.named
      .map((source) => source[key])
      .find((token) => isObject(token) && contentOf(token) === content);
    return { content, fields: isObject(token) ? token : (defaults.flags[key] ?? {}) };
  });
  const listed = sources.named.flatMap(({ additional_special_tokens: list }) =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  const additional = [...defaults.additional, ...listed].map((token) => ({
    content: contentOf(token),
    fields: isObject(token) ? token : {},
  }));
  const named = [...additional, ...special].flatMap(({ content, fields }) => {
    const id = content === undefined ? undefined : ids.get(content);
    if (content === undefined || id === undefined) return [];
    return [readAddedToken({ normalized: false, ...fields, content, special: true }, id)];
  });
  // Of one id the later counts: what is declared with its id is the most explicit.
  return { names, added: [...new Map([...named, ...declared].map((token) => [token.id, token])).values()] };
}

/**
 * The tokens of added_tokens.json, token → id, and of tokenizer_config.json's `added_tokens_decoder`, id → AddedToken. `special`: the names
 * of special tokens; `given`: those that the files themselves give, which alone are looked for in texts as they stand.
 */
function listDeclared(
  { named, added }: SpecialSources,
  special: ReadonlySet<string>,
  given: ReadonlySet<string>,
): AddedToken[] {
  const decoders = named.flatMap(({ added_tokens_decoder: decoder }) =>
    isObject(decoder) ? Object.entries(decoder) : [],
  );
  return [
    ...Object.entries(added).map(([content, id]) =>
      readAddedToken({ content, special: special.has(content), normalized: !given.has(content) }, id),
    ),
    ...decoders.flatMap(([id, token]) =>
      isObject(token) && typeof token.content === 'string' && /^\d+$/.test(id)
        ? [readAddedToken(token, Number(id))]
        : [],
    ),
  ];
}
