/** From the cells of a row to what a task asks of it (a table by the kind of task). */
import { isObject, show } from '../files/json.ts';
import type { HeadKind } from '../task/task-head.ts';
import { readAnswers, type Answer } from './answers.ts';
import { listOf, parseCell, textOf, type Refuse } from './cells.ts';

/** What a row says. */
export interface RowContent {
  readonly text: string;
  readonly pair: string | undefined;
  /** As the file has it; a boolean as 'true' or 'false', a list as JSON; of choices, its number from 0. Undefined where labels were not asked for, or are no label of the whole text. */
  readonly label: string | number | undefined;
  /** Of a text that is labelled word by word. */
  readonly words?: readonly string[];
  readonly wordLabels?: readonly (string | number)[];
  /** What may follow the text, where one is to be chosen. */
  readonly choices?: readonly string[];
  /** Of a question (the text) about a context (the pair): the parts of the context that answer it, none where nothing does. */
  readonly answers?: readonly Answer[];
}

/** The cells of the chosen columns, and how to refuse them in a sentence that names their place. */
export interface RowCells {
  readonly text: readonly unknown[];
  readonly label: unknown;
  readonly choices: readonly unknown[];
  readonly hasLabel: boolean;
  readonly refuse: Refuse;
}

type RowReader = (cells: RowCells) => RowContent;

/** Lists of words and labels, or texts whose white space separates them. */
const readWords: RowReader = ({ text: [cell], label, hasLabel, refuse }) => {
  const words = splitCell(cell, refuse, 'the words').map((word) => textOf(word, refuse, 'the word'));
  const row = { text: words.join(' '), pair: undefined, label: undefined, words };
  if (!hasLabel) return row;
  const wordLabels = splitCell(label, refuse, 'the labels').map((name) => readName(name, refuse));
  if (wordLabels.length === words.length) return { ...row, wordLabels };
  throw refuse(`${words.length} words and ${wordLabels.length} labels`, 'as many of both');
};

function splitCell(cell: unknown, refuse: Refuse, title: string): readonly unknown[] {
  return listOf(cell) ?? textOf(cell, refuse, title).split(/\s+/).filter(Boolean);
}

function readName(cell: unknown, refuse: Refuse): string | number {
  return typeof cell === 'number' ? cell : textOf(cell, refuse, 'the label');
}

const readSpan: RowReader = ({ text: [question, context], label, hasLabel, refuse }) => {
  const pair = textOf(context, refuse, 'the context');
  const row = { text: textOf(question, refuse, 'the question'), pair, label: undefined };
  return hasLabel ? { ...row, answers: readAnswers(label, pair, refuse) } : row;
};

/**
 * Two columns of text are a first text, and what each choice goes on from: SWAG's `sent2`, RACE's `question`. The second text is then
 * `${sent2} ${ending}`, as Hugging Face's run_swag has it.
 */
const readChoices: RowReader = ({ text: [first, ...more], label, choices: cells, hasLabel, refuse }) => {
  const { names, texts } = listChoices(cells, refuse);
  if (texts.length < 2) throw refuse(`${texts.length} choices`, 'at least two');
  const begin = more.map((second) => `${textOf(second, refuse, 'the second text')} `).join('');
  const row = {
    text: textOf(first, refuse, 'the text'),
    pair: undefined,
    choices: texts.map((text) => begin + text),
  };
  if (!hasLabel) return { ...row, label: undefined };
  const index = findChoice(label, names, texts.length);
  if (index === undefined) throw refuse(`the label ${show(label)}`, `one of the ${texts.length} choices`);
  return { ...row, label: index };
};

interface ChoiceList {
  /** What labels call them; none where these are numbers or letters. */
  readonly names: readonly string[];
  readonly texts: readonly string[];
}

/** A column each, a list, or `{label: […], text: […]}` as ARC and CommonsenseQA have it. */
function listChoices(cells: readonly unknown[], refuse: Refuse): ChoiceList {
  const readTexts = (list: readonly unknown[]): string[] =>
    list.map((text) => textOf(text, refuse, 'the choice'));
  if (cells.length > 1) return { names: [], texts: readTexts(cells) };
  const value = parseCell(cells[0]);
  const { text, label } = isObject(value) ? value : { text: value, label: [] };
  const [texts, names] = [listOf(text), listOf(label ?? [])];
  if (!texts || !names) throw refuse(`the choices ${show(cells[0])}`, 'a list');
  return { names: names.map(String), texts: readTexts(texts) };
}

/** By name, by number from 0, or by letter from A. */
function findChoice(label: unknown, names: readonly string[], count: number): number | undefined {
  const text = String(label).trim();
  const named = names.indexOf(text);
  if (named >= 0) return named < count ? named : undefined;
  const letter = /^[A-Za-z]$/.test(text) ? text.toUpperCase().charCodeAt(0) - 'A'.charCodeAt(0) : NaN;
  const index = /^\d+$/.test(text) ? Number(text) : letter;
  return index < count ? index : undefined;
}

const readText: RowReader = ({ text: [cell], refuse }) => ({
  text: textOf(cell, refuse, 'the text'),
  pair: undefined,
  label: undefined,
});

/** A sequence's cells are read by rows.ts itself. */
export const ROW_READERS: Readonly<Record<Exclude<HeadKind, 'sequence'>, RowReader>> = {
  'token-labels': readWords,
  span: readSpan,
  'multiple-choice': readChoices,
  'masked-language': readText,
  'causal-language': readText,
};
