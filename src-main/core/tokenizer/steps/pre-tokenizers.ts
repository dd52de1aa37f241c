/** The pre-tokenizers of tokenizer.json: a table of how a normalized text is split into words, which no token crosses. */
import { WeirError } from '../../../contract/error.ts';
import { isObject, type JsonObject, show } from '../../files/json.ts';
import { characterClass } from './characters.ts';
import { spellBytes } from './normalizers.ts';
import { compilePattern } from './patterns.ts';

/** Part of a text. */
export interface Part {
  readonly text: string;
  /** Whether it is the text's own beginning. */
  readonly first: boolean;
}

export interface SplitSettings {
  /** Asks for a space before every text, as a word inside of a sentence has one. */
  readonly wordByWord: boolean;
}

type Split = (part: Part) => readonly Part[];

/** What each does is told by its source, tokenizers/src/pre_tokenizers/. */
const PRE_TOKENIZERS: Readonly<Record<string, (config: JsonObject, settings: SplitSettings) => Split>> = {
  BertPreTokenizer: () => {
    const split = createSplit(new RegExp(`${SPACE}|${characterClass('punctuation')}`, 'gv'), 'isolated');
    return (part) => split(part).filter(({ text }) => !IS_SPACE.test(text));
  },
  ByteLevel: (config, { wordByWord }) => {
    const prefix = wordByWord || config.add_prefix_space === true;
    const words = config.use_regex === false ? /[^]+/g : createByteLevelPattern();
    return ({ text, first }) => {
      const whole = prefix && !text.startsWith(' ') ? ` ${text}` : text;
      const found = whole.match(words) ?? [];
      return found.map((word, index) => ({ text: spellBytes(word), first: first && index === 0 }));
    };
  },
  CharDelimiterSplit: ({ delimiter }) => createSplit(compilePattern(delimiter), 'removed'),
  Digits: ({ individual_digits: single }) =>
    createSplit(/\p{N}/gu, single === true ? 'isolated' : 'contiguous'),
  Metaspace: createMetaspace,
  Punctuation: ({ behavior }) =>
    createSplit(new RegExp(characterClass('punctuation'), 'gv'), readBehavior(behavior ?? 'isolated')),
  Sequence: ({ pretokenizers }, settings) => {
    const all = (Array.isArray(pretokenizers) ? pretokenizers : []).map((one) => create(one, settings));
    return (part) => all.reduce<readonly Part[]>((parts, split) => parts.flatMap(split), [part]);
  },
  Split: ({ pattern, behavior, invert }) =>
    createSplit(compilePattern(pattern), readBehavior(behavior), invert === true),
  Whitespace: () => createSplit(new RegExp(`${WORD}+|[^${WORD}${SPACE}]+`, 'gv'), 'removed', true),
  WhitespaceSplit: () => createSplit(/\p{White_Space}/gu, 'removed'),
};

const SPACE = String.raw`\p{White_Space}`;
const WORD = String.raw`[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]`;
const IS_SPACE = /^\p{White_Space}$/u;

/**
 * Splits texts into words. Throws a WeirError ('unsupported') for a pre-tokenizer that is not in the table, or without what it needs.
 */
export function createPreTokenizer(
  config: unknown,
  settings: SplitSettings,
): (part: Part) => readonly string[] {
  const split = config === null || config === undefined ? undefined : create(config, settings);
  return (part) => (split ? split(part).map(({ text }) => text) : [part.text]);
}

function create(config: unknown, settings: SplitSettings): Split {
  const type = isObject(config) && typeof config.type === 'string' ? config.type : '';
  const found = Object.hasOwn(PRE_TOKENIZERS, type) ? PRE_TOKENIZERS[type] : undefined;
  if (found && isObject(config)) {
    const split = found(config, settings);
    return (part) => split(part).filter(({ text }) => text !== '');
  }
  const known = Object.keys(PRE_TOKENIZERS).join(', ');
  throw new WeirError(
    'unsupported',
    `The pre-tokenizer ${show(isObject(config) ? config.type : config)} is not known; known are: ${known}.`,
  );
}

/** GPT-2's expression, with the classes of the reference (tokenizers/src/pre_tokenizers/byte_level.rs). */
function createByteLevelPattern(): RegExp {
  const [letter, number] = [characterClass('letter'), characterClass('number')];
  const other = `[^${SPACE}${letter}${number}]`;
  return new RegExp(
    `'s|'t|'re|'ve|'m|'ll|'d| ?${letter}+| ?${number}+| ?${other}+|${SPACE}+(?!\\P{White_Space})|${SPACE}+`,
    'gv',
  );
}

/** Spaces become a visible character, one more is put in front, and every one begins a word. */
function createMetaspace(config: JsonObject): Split {
  const mark = typeof config.replacement === 'string' ? config.replacement : '▁';
  // Old files say it by a flag.
  const scheme = config.prepend_scheme ?? (config.add_prefix_space === false ? 'never' : 'always');
  const words = createSplit(compilePattern({ String: mark }), 'mergedwithnext');
  return ({ text, first }) => {
    const marked = text.replaceAll(' ', mark);
    const prepends = scheme === 'always' || (scheme === 'first' && first);
    const part = { text: prepends && !marked.startsWith(mark) ? mark + marked : marked, first };
    return config.split === false ? [part] : words(part);
  };
}

/** What becomes of the matches among the parts: flags of `Piece` in a row make the new parts. */
const BEHAVIORS = {
  removed: (pieces) => pieces.filter(({ match }) => !match).map(({ text }) => text),
  isolated: (pieces) => pieces.map(({ text }) => text),
  contiguous: (pieces) => joinPieces(pieces, (piece, before) => piece.match === before.match),
  mergedwithprevious: (pieces) => joinPieces(pieces, (piece, before) => piece.match && !before.match),
  mergedwithnext: (pieces) => joinPieces(pieces, (piece, before) => !piece.match && before.match),
} as const satisfies Record<string, (pieces: readonly Piece[]) => string[]>;

type Behavior = keyof typeof BEHAVIORS;

interface Piece {
  readonly text: string;
  readonly match: boolean;
}

function readBehavior(value: unknown): Behavior {
  const name = typeof value === 'string' ? value.replaceAll('_', '').toLowerCase() : '';
  if (Object.hasOwn(BEHAVIORS, name)) return name as Behavior;
  const known = Object.keys(BEHAVIORS).join(', ');
  throw new WeirError('unsupported', `A split has the behavior ${show(value)}; known are: ${known}.`);
}

function joinPieces(pieces: readonly Piece[], joins: (piece: Piece, before: Piece) => boolean): string[] {
  const parts: string[] = [];
  for (const [index, piece] of pieces.entries()) {
    if (index > 0 && joins(piece, pieces[index - 1]!)) parts.push(parts.pop()! + piece.text);
    else parts.push(piece.text);
  }
  return parts;
}

/** Splits at the matches of a pattern, or with `inverted` at what lies between them. */
function createSplit(pattern: RegExp, behavior: Behavior, inverted = false): Split {
  return ({ text, first }) => {
    const pieces: Piece[] = [];
    const add = (begin: number, end: number, match: boolean) => {
      if (end > begin) pieces.push({ text: text.slice(begin, end), match: match !== inverted });
    };
    let end = 0;
    for (const { index, 0: found } of text.matchAll(pattern)) {
      add(end, index, false);
      add(index, index + found.length, true);
      end = index + found.length;
    }
    add(end, text.length, false);
    const atStart = first && !(behavior === 'removed' && pieces[0]?.match === true);
    return BEHAVIORS[behavior](pieces).map((text, index) => ({ text, first: atStart && index === 0 }));
  };
}
