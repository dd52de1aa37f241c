/** The patterns of tokenizer.json, a string or a regular expression of Oniguruma, as regular expressions of JavaScript. */
import * as library from '@huggingface/tokenizers';
import { WeirError } from '../../../contract/error.ts';
import { isObject, show } from '../../files/json.ts';

/** With the flags `gu`. Throws a WeirError ('unsupported') for what cannot be said in JavaScript. */
export function compilePattern(pattern: unknown): RegExp {
  // The format of old files: the string by itself.
  const config = typeof pattern === 'string' ? { String: pattern } : pattern;
  const fields = isObject(config) ? [config.Regex, config.String] : [];
  if (fields.some((field) => typeof field === 'string')) {
    try {
      const { pattern: compiled } = new ReplaceNormalizer({ pattern: config });
      if (compiled) return compiled;
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new WeirError('unsupported', `The pattern ${show(config)} cannot be read: ${reason}.`, { cause });
    }
  }
  throw new WeirError('unsupported', `The pattern ${show(pattern)} is neither a string nor an expression.`);
}

/** The library translates expressions, but exports that by this alone, and without its type. */
const { ReplaceNormalizer } = library as unknown as {
  readonly ReplaceNormalizer: new (config: object) => { readonly pattern: RegExp | null };
};
