/** The vocabulary of the sample: the words of its grammars, as WordPiece wants them. */
import { listWords } from './grammar.ts';
import { TASKS } from './tasks.ts';

export const SPECIAL_TOKENS = {
  pad_token: '[PAD]',
  unk_token: '[UNK]',
  cls_token: '[CLS]',
  sep_token: '[SEP]',
  mask_token: '[MASK]',
} as const;

/** Plurals and third persons are written in two pieces, so that what a word means and its number are told apart. */
const ENDING = 's';

/** Tokens in the order of their ids. */
export function buildVocabulary(): string[] {
  const words = new Set(TASKS.flatMap(({ grammar }) => listWords(grammar)));
  const whole = [...words].filter(
    (word) => !(word.endsWith(ENDING) && words.has(word.slice(0, -ENDING.length))),
  );
  return [...Object.values(SPECIAL_TOKENS), `##${ENDING}`, ...whole.sort()];
}
