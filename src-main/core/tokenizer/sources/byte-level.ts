/** What Hugging Face's conversion makes of vocab.json and merges.txt: byte-level BPE as tokenizer.json. */
import { WeirError } from '../../../contract/error.ts';
import { type JsonObject, show } from '../../files/json.ts';
import { readVocabulary } from '../models/model.ts';
import { assembleTemplate, type TemplateName } from './definition-parts.ts';
import type { SpecialTokens } from './special-tokens.ts';

/** The tokens of vocab.json. Throws a WeirError ('invalid-file') for an id that is none, or that two tokens have. */
export function readDistinct(vocabJson: JsonObject): Map<string, number> {
  const vocabulary = readVocabulary(vocabJson);
  const tokens = new Map<number, string>();
  for (const [token, id] of vocabulary) {
    const earlier = tokens.get(id);
    if (earlier !== undefined) {
      throw new WeirError(
        'invalid-file',
        `The vocabulary vocab.json gives the id ${id} to two tokens, ${show(earlier)} and ${show(token)}.`,
      );
    }
    tokens.set(id, token);
  }
  return vocabulary;
}

/** The merges of merges.txt: after a line that names the version, two tokens a line, the first learnt first. */
export function parseMerges(mergesTxt: string): string[] {
  const lines = mergesTxt.replace(/^\uFEFF/, '').split(/\r?\n/);
  return lines.filter((line, index) => line !== '' && !(index === 0 && line.startsWith('#version')));
}

/** A tokenizer.json that does what RobertaTokenizer and GPT2Tokenizer do (transformers/convert_slow_tokenizer.py, RobertaConverter). */
export function assembleByteLevel(
  vocabulary: ReadonlyMap<string, number>,
  merges: readonly string[],
  config: JsonObject,
  special: SpecialTokens,
  template: TemplateName,
): JsonObject {
  return {
    added_tokens: special.added,
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: config.add_prefix_space === true },
    post_processor: assembleTemplate(template, special),
    model: { type: 'BPE', vocab: Object.fromEntries(vocabulary), merges },
  };
}
