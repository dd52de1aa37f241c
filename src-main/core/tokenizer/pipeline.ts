/** The pipeline of tokenizer.json: find added tokens, normalize, split, encode, put special tokens around. */
import { WeirError } from '../../contract/error.ts';
import { isObject, type JsonObject } from '../files/json.ts';
import { createModel } from './models/models.ts';
import { type AddedToken, createFinder, readAddedTokens } from './steps/added-tokens.ts';
import { createNormalizer } from './steps/normalizers.ts';
import { createTemplate, type Slot } from './steps/post-processors.ts';
import { createPreTokenizer } from './steps/pre-tokenizers.ts';

export interface Pipeline {
  /** The ids of one text, without special tokens: all, or those of its first words that are at least `enough` where it has so many. */
  split(text: string, enough?: number): readonly number[];
  /** The ids of one word of a sentence, which has a space before it where the tokenizer tells by that. */
  splitWord(word: string): readonly number[];
  /** What stands around a text, and around a pair. */
  readonly single: readonly Slot[];
  readonly pair: readonly Slot[];
  /** The id of a token, or undefined where the vocabulary lacks it. */
  idOf(token: string): number | undefined;
  readonly unknownId: number | undefined;
  readonly added: readonly AddedToken[];
  /** One more than the largest id. */
  readonly size: number;
}

/**
 * Builds the pipeline of a parsed tokenizer.json, which does what Hugging Face's Rust tokenizers does with it, id for id.
 * Throws a WeirError: 'unsupported' for parts that are not known, 'invalid-file' for an empty vocabulary or an id that is none.
 */
export function createPipeline(definition: JsonObject): Pipeline {
  try {
    return assemble(definition);
  } catch (cause) {
    if (!(cause instanceof WeirError) || cause.code !== 'unsupported') throw cause;
    throw new WeirError(
      'unsupported',
      `tokenizer.json is no tokenizer that Weir can read: ${cause.message}`,
      { cause },
    );
  }
}

function assemble(definition: JsonObject): Pipeline {
  const model = createModel(definition.model);
  const normalize = createNormalizer(definition.normalizer);
  // A token that the model has keeps the id that it has there.
  const added = readAddedTokens(definition.added_tokens).map((token) => ({
    ...token,
    id: model.vocabulary.get(token.content) ?? token.id,
  }));
  const ids = new Map([...model.vocabulary, ...added.map(({ content, id }) => [content, id] as const)]);
  if (ids.size === 0) throw new WeirError('invalid-file', 'The vocabulary of tokenizer.json is empty.');
  const findRaw = createFinder(
    added.filter(({ normalized }) => !normalized),
    (content) => content,
  );
  const findNormalized = createFinder(
    added.filter(({ normalized }) => normalized),
    normalize,
  );
  const createSplit = (wordByWord: boolean) => {
    const preTokenize = createPreTokenizer(definition.pre_tokenizer, { wordByWord });
    return (text: string, enough = Infinity): readonly number[] => {
      const found: number[] = [];
      for (const section of findRaw(text.toWellFormed())) {
        if (found.length >= enough) break;
        if (section.id !== undefined) {
          found.push(section.id);
          continue;
        }
        for (const { text, begin, id } of findNormalized(normalize(section.text))) {
          if (found.length >= enough) break;
          if (id !== undefined) found.push(id);
          else
            for (const word of preTokenize({ text, first: section.begin === 0 && begin === 0 })) {
              if (found.length >= enough) break;
              for (const id of model.encode(word)) found.push(id);
            }
        }
      }
      return found;
    };
  };
  const idOf = (token: string) => ids.get(token);
  const { single, pair } = createTemplate(definition.post_processor, idOf);
  return {
    split: createSplit(false),
    splitWord: createSplit(true),
    single,
    pair,
    idOf,
    unknownId: model.unknownId,
    added,
    size: [...ids.values()].reduce((size, id) => Math.max(size, id + 1), 0),
  };
}

/** The definition with what tokenizer_config.json says otherwise, as transformers does it when it loads both. */
export function applySettings(definition: JsonObject, config: JsonObject): JsonObject {
  const { normalizer, pre_tokenizer: preTokenizer } = definition;
  const changes: readonly (readonly [part: 'normalizer' | 'pre_tokenizer', key: string, value: unknown])[] = [
    ...(isObject(normalizer) && normalizer.type === 'BertNormalizer'
      ? ([
          ['normalizer', 'lowercase', config.do_lower_case],
          ['normalizer', 'strip_accents', config.strip_accents],
          ['normalizer', 'handle_chinese_chars', config.tokenize_chinese_chars],
        ] as const)
      : []),
    ...(isObject(preTokenizer) && preTokenizer.type === 'ByteLevel'
      ? ([['pre_tokenizer', 'add_prefix_space', config.add_prefix_space]] as const)
      : []),
  ];
  return changes
    .filter(([, , value]) => typeof value === 'boolean')
    .reduce<JsonObject>(
      (all, [part, key, value]) => ({ ...all, [part]: { ...(all[part] as JsonObject), [key]: value } }),
      definition,
    );
}
