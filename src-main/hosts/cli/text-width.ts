/** How many columns of a terminal a text takes: Chinese, Japanese, Korean and emoji take two for each sign. */
import { stripVTControlCharacters } from 'node:util';

const SIGNS = new Intl.Segmenter('en', { granularity: 'grapheme' });

const WIDE =
  /^(?![\uff61-\uffdc])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303e\u30fb\u30fc\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;

/** What is put on the sign before it, or seen by programs alone. */
const UNSEEN = /^[\p{M}\p{Cf}]+$/u;

const PLAIN = /^[\x20-\x7e]*$/;

function measureSign(sign: string): number {
  if (WIDE.test(sign)) return 2;
  return UNSEEN.test(sign) ? 0 : 1;
}

function splitSigns(text: string): string[] {
  return Array.from(SIGNS.segment(text), ({ segment }) => segment);
}

/** Columns. Colours take no room. */
export function measureWidth(text: string): number {
  const seen = stripVTControlCharacters(text);
  if (PLAIN.test(seen)) return seen.length;
  return splitSigns(seen).reduce((sum, sign) => sum + measureSign(sign), 0);
}

/** The first signs that fit. */
function takeSigns(signs: readonly string[], columns: number): string[] {
  const taken: string[] = [];
  let room = columns;
  for (const sign of signs) {
    room -= measureSign(sign);
    if (room < 0) break;
    taken.push(sign);
  }
  return taken;
}

/** What stands between the styles at both ends. */
// eslint-disable-next-line no-control-regex
const STYLED = /^((?:\x1b\[\d+m)*)(.*?)((?:\x1b\[\d+m)*)$/su;

/** A text that is too wide loses its middle: 'bert-…-sst2'. Styles around it stay. */
export function cutMiddle(text: string, columns: number): string {
  if (measureWidth(text) <= columns) return text;
  const [, before = '', inner = '', after = ''] = STYLED.exec(text) ?? [];
  const signs = splitSigns(stripVTControlCharacters(inner));
  const room = Math.max(0, columns - 1);
  const start = takeSigns(signs, Math.ceil(room / 2));
  const rest = room - measureWidth(start.join(''));
  const end = takeSigns(signs.toReversed(), rest).reverse();
  return `${before}${start.join('')}…${end.join('')}${after}`;
}
