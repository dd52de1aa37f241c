/** What Hugging Face's conversion makes of vocab.txt and tokenizer_config.json: BERT's WordPiece as tokenizer.json. */
import { WeirError } from '../../../contract/error.ts';
import type { JsonObject } from '../../files/json.ts';
import { assembleTemplate, type TemplateName } from './definition-parts.ts';
import type { SpecialTokens } from './special-tokens.ts';

/**
 * The tokens of vocab.txt, one a line, numbered from 0.
 * Throws a WeirError ('invalid-file') for an empty vocabulary or a token that stands there twice.
 */
export function parseVocabulary(vocabTxt: string): Map<string, number> {
  const lines = vocabTxt.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new WeirError('invalid-file', 'The vocabulary vocab.txt is empty.');
  const vocabulary = new Map<string, number>();
  for (const [id, token] of lines.entries()) {
    const earlier = vocabulary.get(token);
    if (earlier !== undefined) {
      throw new WeirError(
        'invalid-file',
        `The vocabulary vocab.txt has the token '${token}' twice, on lines ${earlier + 1} and ${id + 1}.`,
      );
    }
    vocabulary.set(token, id);
  }
  return vocabulary;
}

/** A tokenizer.json that does what BertTokenizer does, token for token (transformers/convert_slow_tokenizer.py, BertConverter). */
export function assembleWordPiece(
  vocabulary: ReadonlyMap<string, number>,
  config: JsonObject,
  special: SpecialTokens,
  template: TemplateName,
): JsonObject {
  return {
    added_tokens: special.added,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config.tokenize_chinese_chars !== false,
      strip_accents: typeof config.strip_accents === 'boolean' ? config.strip_accents : null,
      lowercase: config.do_lower_case !== false,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: assembleTemplate(template, special),
    model: {
      type: 'WordPiece',
      unk_token: special.names.unk_token,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary),
    },
  };
}
