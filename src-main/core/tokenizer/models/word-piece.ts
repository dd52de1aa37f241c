/** WordPiece: the longest pieces of a word from its beginning on (tokenizers/src/models/wordpiece/mod.rs). */
import type { JsonObject } from '../../files/json.ts';
import { type Model, readVocabulary } from './model.ts';

export function createWordPiece(config: JsonObject): Model {
  const vocabulary = readVocabulary(config.vocab);
  const prefix =
    typeof config.continuing_subword_prefix === 'string' ? config.continuing_subword_prefix : '##';
  const most = typeof config.max_input_chars_per_word === 'number' ? config.max_input_chars_per_word : 100;
  const unknownId = vocabulary.get(typeof config.unk_token === 'string' ? config.unk_token : '[UNK]');
  // No piece is longer, so longer ones need not be looked up.
  const longest = [...vocabulary.keys()].reduce((longest, token) => Math.max(longest, token.length), 0);
  const unknown = unknownId === undefined ? [] : [unknownId];
  return {
    vocabulary,
    unknownId,
    encode(word) {
      if (word.length > most && Array.from(word).length > most) return unknown;
      const ids: number[] = [];
      let begin = 0;
      while (begin < word.length) {
        const lead = begin === 0 ? '' : prefix;
        let end = Math.min(word.length, begin + longest);
        let id: number | undefined;
        while (end > begin && (id = vocabulary.get(lead + word.slice(begin, end))) === undefined) end--;
        if (id === undefined) return unknown;
        ids.push(id);
        begin = end;
      }
      return ids;
    },
  };
}
