/** Rows of a dataset as examples: the sequences of tokens that an encoder reads, and what is true of them (a table by problem). */
import type { LabelReader } from '../dataset/labels.ts';
import type { Row } from '../dataset/rows.ts';
import { createRandom, type Random } from '../tensor/random.ts';
import type { Encoded, Tokenizer } from '../tokenizer/tokenizer.ts';
import { splitWords } from './words.ts';
import type { Problem } from './task-head.ts';

export interface Example {
  /** The row's, in its file. */
  readonly index: number;
  /** One, or one for each choice. */
  readonly sequences: readonly Encoded[];
  /** As the problem's objective reads it: numbers of the whole example, ids of its places, or start and end. Undefined where nothing is known. */
  readonly target: readonly number[] | undefined;
  /** Tokens that are asked about, by their place in the sequence, where these are not all: a language model's. */
  readonly places?: readonly number[];
  /** Of each token: the word of the text, or of a question's context, that it comes from; −1 elsewhere. */
  readonly words?: readonly number[];
  /** Whether no further example comes of this row. */
  readonly endsRow: boolean;
}

export interface ExampleInput {
  readonly tokenizer: Tokenizer;
  /** Tokens of a sequence with its special ones. */
  readonly maxLength: number;
  /** Without it, examples have no target. */
  readonly readLabel: LabelReader | undefined;
  /** Of the words that are hidden from a masked language model. */
  readonly seed: number;
  /** Ids that may stand in for a hidden word. */
  readonly vocabulary: number;
}

type Encoder = (row: Row, input: ExampleInput) => Example[];

/** What is not asked about. */
export const IGNORED = -1;

/** Of a long context, how many tokens of each piece stand in the next one too: as Hugging Face's question answering. */
const OVERLAP = 128;

/** BERT's way (Devlin et al. 2019): of the words asked about, so many are hidden and so many replaced, the rest stands. */
const ASKED = 0.15;
const HIDDEN = 0.8;
const REPLACED = 0.1;

const encodeSequence: Encoder = ({ index, text, pair, ...row }, { tokenizer, maxLength, readLabel }) => [
  {
    index,
    sequences: [tokenizer.encode(text, pair, maxLength)],
    target: readLabel?.({ index, ...row }),
    endsRow: true,
  },
];

/** The first token of a word bears its label, 0 where none is known; the others, and the special tokens, are not asked about. */
const encodeWords: Encoder = (row, { tokenizer, maxLength, readLabel }) => {
  const encoded = tokenizer.encodeWords(row.words ?? splitWords(row.text).words, undefined, maxLength);
  const labels = readLabel?.(row);
  const { words } = encoded;
  const target = words.map((word, at) =>
    word < 0 || word === words[at - 1] ? IGNORED : (labels?.[word] ?? 0),
  );
  return [{ index: row.index, sequences: [encoded], target, words, endsRow: true }];
};

const encodeChoices: Encoder = (row, { tokenizer, maxLength, readLabel }) => {
  const choices = row.choices ?? [];
  const sequences = choices.map((choice) =>
    row.text === ''
      ? tokenizer.encode(choice, undefined, maxLength)
      : tokenizer.encode(row.text, choice, maxLength),
  );
  const chosen = readLabel?.(row)[0];
  const target = chosen === undefined ? undefined : choices.map((_, at) => Number(at === chosen));
  return [{ index: row.index, sequences, target, endsRow: true }];
};

/** A question with its context, in overlapping pieces where it is too long. A piece without the answer points at its first token. */
const encodeSpan: Encoder = (row, { tokenizer, maxLength, readLabel }) => {
  const question = splitWords(row.text).words;
  const asked = countTokens(tokenizer.encodeWords(question, undefined, maxLength).words);
  const context = splitWords(row.pair ?? '');
  const [answer] = row.answers ?? [];
  const found = answer && context.find(answer.start, answer.start + answer.text.length);
  const examples: Example[] = [];
  for (let begin = 0; ;) {
    // A word is a token at least: more of them cannot fit.
    const rest = context.words.slice(begin, begin + maxLength);
    const piece = tokenizer.encodeWords(question, rest, maxLength, 'second');
    let seen = 0;
    const words = piece.words.map((word) => (word >= 0 && seen++ >= asked ? word + begin : IGNORED));
    const end = Math.max(begin - 1, ...words) + 1;
    const last = end >= context.words.length || end === begin;
    const target = readLabel && findEnds(words, found);
    examples.push({ index: row.index, sequences: [piece], target, words, endsRow: last });
    if (last) return examples;
    begin = Math.max(begin + 1, nextBegin(words, end));
  }
};

function countTokens(words: readonly number[]): number {
  return words.filter((word) => word >= 0).length;
}

/** The first word of the next piece, which takes up so many tokens before the end of this one. */
function nextBegin(words: readonly number[], end: number): number {
  const inside = words.filter((word) => word >= 0);
  return Math.min(end, inside.at(-OVERLAP) ?? inside[Math.ceil(inside.length / 2)] ?? end);
}

/** First token of the answer's first word, last token of its last; the first token of all where the piece does not hold both. */
function findEnds(
  words: readonly number[],
  answer: readonly [first: number, last: number] | undefined,
): number[] {
  const start = answer ? words.indexOf(answer[0]) : -1;
  const end = answer ? words.lastIndexOf(answer[1]) : -1;
  return start < 0 || end < 0 ? [0, 0] : [start, end];
}

/** Every token is asked for by those before it. A text of one token asks nothing. */
const encodeCausal: Encoder = ({ index, text }, { tokenizer, maxLength }) => {
  const encoded = tokenizer.encode(text, undefined, maxLength);
  if (encoded.ids.length < 2) return [];
  const places = [...encoded.ids.keys()].slice(0, -1);
  return [{ index, sequences: [encoded], target: encoded.ids.slice(1), places, endsRow: true }];
};

/** Which tokens are asked about, and what stands in their place, is drawn by the seed and the row: the same every time. */
const encodeMasked: Encoder = ({ index, text }, input) => {
  const { tokenizer, maxLength, seed } = input;
  const { ids, types } = tokenizer.encode(text, undefined, maxLength);
  const open = [...ids.keys()].filter((at) => !tokenizer.specialIds.has(ids[at]!));
  if (open.length === 0) return [];
  const random = createRandom(seed, index);
  const drawn = open.filter(() => random.uniform() < ASKED);
  const places = drawn.length > 0 ? drawn : [open[random.integer(open.length)]!];
  const asked = new Set(places);
  const hidden = ids.map((id, at) => (asked.has(at) ? replace(id, random, input) : id));
  const target = places.map((at) => ids[at]!);
  return [{ index, sequences: [{ ids: hidden, types }], target, places, endsRow: true }];
};

function replace(id: number, random: Random, { tokenizer, vocabulary }: ExampleInput): number {
  const draw = random.uniform();
  if (draw < HIDDEN) return tokenizer.maskId ?? id;
  return draw < HIDDEN + REPLACED ? random.integer(vocabulary) : id;
}

export const EXAMPLES: Readonly<Record<Problem, Encoder>> = {
  'single-label': encodeSequence,
  'multi-label': encodeSequence,
  regression: encodeSequence,
  'token-labels': encodeWords,
  span: encodeSpan,
  'multiple-choice': encodeChoices,
  'masked-language': encodeMasked,
  'causal-language': encodeCausal,
};
