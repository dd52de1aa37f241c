/** What Hugging Face's conversion makes of vocab.txt and tokenizer_config.json: BERT's WordPiece as tokenizer.json. */
import { WeirError } from '../../contract/error.ts';
import type { JsonObject } from '../files/json.ts';
import { resolveSpecialTokens } from './special-tokens.ts';

/** The tokenizer classes whose vocab.txt means BERT's WordPiece. */
const WORD_PIECE_CLASSES: ReadonlySet<unknown> = new Set(
  [
    'Bert',
    'DistilBert',
    'Electra',
    'MobileBert',
    'ConvBert',
    'Funnel',
    'LayoutLM',
    'Lxmert',
    'Retribert',
    'SqueezeBert',
  ].flatMap((name) => [`${name}Tokenizer`, `${name}TokenizerFast`]),
);

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

/**
 * A tokenizer.json that does what BertTokenizer does with these files, token for token
 * (transformers/convert_slow_tokenizer.py, BertConverter). `sources` are tokenizer_config.json and
 * special_tokens_map.json, the first to name a token wins. Throws a WeirError ('unsupported') for another tokenizer class.
 */
export function assembleWordPiece(
  vocabTxt: string,
  config: JsonObject,
  sources: readonly JsonObject[],
): JsonObject {
  const kind = config.tokenizer_class ?? 'BertTokenizer';
  if (!WORD_PIECE_CLASSES.has(kind)) {
    throw new WeirError(
      'unsupported',
      `The tokenizer class is ${JSON.stringify(kind)}; from vocab.txt alone Weir builds BERT's WordPiece tokenizer.`,
      {
        hint: 'Save the tokenizer with its tokenizer.json: AutoTokenizer.from_pretrained(…).save_pretrained(…).',
      },
    );
  }
  const vocabulary = parseVocabulary(vocabTxt);
  const { names, added } = resolveSpecialTokens(sources, vocabulary);
  const special = (token: string, type: number) => ({ SpecialToken: { id: token, type_id: type } });
  const sequence = (id: 'A' | 'B', type: number) => ({ Sequence: { id, type_id: type } });
  const single = [special(names.cls_token, 0), sequence('A', 0), special(names.sep_token, 0)];
  return {
    version: '1.0',
    added_tokens: added,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: config.tokenize_chinese_chars !== false,
      strip_accents: typeof config.strip_accents === 'boolean' ? config.strip_accents : null,
      lowercase: config.do_lower_case !== false,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: [...single, sequence('B', 1), special(names.sep_token, 1)],
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: names.unk_token,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary),
    },
  };
}
