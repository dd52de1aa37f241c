/** The answers to a question, as parts of its context. */
import { isObject, show } from '../files/json.ts';
import { listOf, parseCell, type Refuse } from './cells.ts';

export interface Answer {
  readonly text: string;
  /** In UTF-16 units of the context. */
  readonly start: number;
}

/**
 * `{text: […], answer_start: […]}`, or a list of `{text, answer_start}`; starts count code points, as Python does. An answer that stands
 * there twice is one.
 */
export function readAnswers(cell: unknown, context: string, refuse: Refuse): Answer[] {
  const found = listAnswers(parseCell(cell));
  if (!found) throw refuse(`the answers ${show(cell)}`, "lists of 'text' and 'answer_start'");
  const answers = new Map<string, Answer>();
  for (const [text, begin] of found) {
    const start = countUnits(context, begin);
    const isThere = typeof text === 'string' && start !== undefined && context.startsWith(text, start);
    if (!isThere)
      throw refuse(`the answer ${show(text)} at ${show(begin)}`, 'it to stand there in the context');
    answers.set(`${start} ${text}`, { text, start });
  }
  return [...answers.values()];
}

/** Texts and starts; undefined for what is neither form. */
function listAnswers(value: unknown): (readonly [text: unknown, start: unknown])[] | undefined {
  if (Array.isArray(value)) {
    if (!value.every(isObject)) return undefined;
    return value.map(({ text, answer_start: start }) => [text, start]);
  }
  if (!isObject(value)) return undefined;
  const [texts, starts] = [listOf(value.text), listOf(value.answer_start)];
  return texts && texts.length === starts?.length ? texts.map((text, at) => [text, starts[at]]) : undefined;
}

/** The place in UTF-16 units of a code point; undefined for what is no place in the text. */
function countUnits(text: string, points: unknown): number | undefined {
  const count = typeof points === 'bigint' ? Number(points) : points;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 0) return undefined;
  let units = 0;
  for (let seen = 0; seen < count; seen++) {
    const code = text.codePointAt(units);
    if (code === undefined) return undefined;
    units += code > 0xffff ? 2 : 1;
  }
  return units;
}
