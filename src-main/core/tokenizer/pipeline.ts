/** The pipeline of tokenizer.json (normalize, split, model, template), run by @huggingface/tokenizers. */
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { WeirError } from '../../contract/error.ts';
import { isObject, type JsonObject } from '../files/json.ts';

export interface Pipeline {
  /** The tokens of one text, without special tokens. */
  split(text: string): string[];
  /** Puts the special tokens around the tokens of a text or a pair, and says to which of the two each token belongs. */
  join(
    first: readonly string[],
    second: readonly string[] | undefined,
  ): { readonly tokens: readonly string[]; readonly types: readonly number[] };
  /** The id of a token, or undefined where the vocabulary lacks it. */
  idOf(token: string): number | undefined;
  readonly unknownId: number | undefined;
  /** One more than the largest id. */
  readonly size: number;
}

/** What is used of the library: its own declarations import without file endings, which ES modules do not resolve. */
interface Library {
  tokenize(text: string): string[];
  token_to_id(token: string): number | undefined;
  get_vocab(): Map<string, number>;
  readonly model: { readonly unk_token_id: number | undefined };
  readonly post_processor: {
    post_process(
      first: readonly string[],
      second: readonly string[] | null,
      addSpecialTokens: boolean,
    ): { tokens: string[]; token_type_ids?: number[] };
  } | null;
}

/** What the library's BertNormalizer does otherwise than Hugging Face's Rust one, made good before it: when, what, by what. */
const CORRECTIONS: readonly (readonly [setting: string, pattern: RegExp, replacement: string])[] = [
  // Ideographs past U+FFFF stand apart like the others; the library looks at UTF-16 units and sees none.
  [
    'handle_chinese_chars',
    /[\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu,
    ' $& ',
  ],
  // Characters are lower-cased one by one; JavaScript gives a word's last sigma its own form.
  ['lowercase', /Σ/g, 'σ'],
];

/**
 * Builds the pipeline of a parsed tokenizer.json; `config` is tokenizer_config.json.
 * Throws a WeirError: 'unsupported' for parts that the library does not know, 'invalid-file' for an empty vocabulary.
 */
export function createPipeline(definition: JsonObject, config: JsonObject): Pipeline {
  const library = createLibrary(definition, config);
  const { normalizer } = definition;
  const corrections = CORRECTIONS.filter(
    ([setting]) =>
      isObject(normalizer) && normalizer.type === 'BertNormalizer' && normalizer[setting] !== false,
  );
  const correct = (text: string) =>
    corrections.reduce((text, [, pattern, replacement]) => text.replace(pattern, replacement), text);
  const size = [...library.get_vocab().values()].reduce((size, id) => Math.max(size, id + 1), 0);
  if (size === 0) throw new WeirError('invalid-file', 'The vocabulary of tokenizer.json is empty.');
  return {
    split: (text) => library.tokenize(correct(text)),
    // Not by the library's own `encode`, which takes an empty second text for none.
    join(first, second) {
      const { tokens, token_type_ids: types } = library.post_processor?.post_process(
        first,
        second ?? null,
        true,
      ) ?? { tokens: [...first, ...(second ?? [])] };
      return { tokens, types: types ?? tokens.map(() => 0) };
    },
    idOf: (token) => library.token_to_id(token),
    unknownId: library.model.unk_token_id,
    size,
  };
}

function createLibrary(definition: JsonObject, config: JsonObject): Library {
  const Constructor = LibraryTokenizer as unknown as new (definition: object, config: object) => Library;
  try {
    return new Constructor({ added_tokens: [], ...definition }, config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WeirError('unsupported', `tokenizer.json is no tokenizer that Weir can read: ${reason}`, {
      cause,
    });
  }
}
