/** Names that columns have in public datasets (a table by the kind of task), most telling first. */
import type { HeadKind } from '../task/task-head.ts';
import type { Column } from './table.ts';

/**
 * Each entry is columns that belong together, in any case; `ending#` is all of ending0, ending1, … or of ending1, ending2, …, two at least.
 */
export type Names = readonly (readonly string[])[];

export interface Customs {
  /** How many columns of texts there may be. */
  readonly texts: readonly number[];
  readonly text: Names;
  readonly label: Names;
  /** Where one of several texts is to be chosen: one column of lists, or a column each. */
  readonly choices: Names;
}

/** Pairs first, because their names are single texts' names too. */
const SEQUENCE: Customs = {
  texts: [1, 2],
  text: [
    ['question1', 'question2'],
    ['sentence1', 'sentence2'],
    ['premise', 'hypothesis'],
    ['question', 'sentence'],
    ['text_a', 'text_b'],
    ['sentence'],
    ['text'],
    ['review'],
    ['content'],
  ],
  label: [['label'], ['labels'], ['score'], ['target']],
  choices: [],
};

const LANGUAGE: Customs = {
  texts: [1],
  text: [['text'], ['content'], ['sentence'], ['review'], ['document'], ['article']],
  label: [],
  choices: [],
};

export const CUSTOMS: Readonly<Record<HeadKind, Customs>> = {
  sequence: SEQUENCE,
  'token-labels': {
    texts: [1],
    text: [['tokens'], ['words'], ['text'], ['sentence']],
    label: [['ner_tags'], ['tags'], ['labels'], ['pos_tags'], ['ner']],
    choices: [],
  },
  span: { texts: [2], text: [['question', 'context']], label: [['answers'], ['answer']], choices: [] },
  /** Of SWAG, HellaSwag (and its source), RACE, COPA, CosmosQA, OpenBookQA, PIQA, ARC and CommonsenseQA. */
  'multiple-choice': {
    texts: [1, 2],
    text: [
      ['sent1', 'sent2'],
      ['ctx'],
      ['startphrase'],
      ['article', 'question'],
      ['premise'],
      ['context', 'question'],
      ['question_stem'],
      ['goal'],
      ['question'],
      ['context'],
    ],
    label: [['label'], ['answerkey'], ['answer'], ['correct']],
    choices: [
      ['ending#'],
      ['choice#'],
      ['answer#'],
      ['option#'],
      ['sol#'],
      ['choices'],
      ['endings'],
      ['options'],
      ['answers'],
    ],
  },
  'masked-language': LANGUAGE,
  'causal-language': LANGUAGE,
};

/** The names, as the file spells them, of the first entry whose columns are all there. */
export function findCustomary(columns: readonly Column[], customary: Names): readonly string[] | undefined {
  const spelled = new Map(columns.map(({ name = '' }) => [name.toLowerCase(), name]));
  for (const entry of customary) {
    const names = entry.flatMap((name) =>
      name.endsWith('#') ? listNumbered(name.slice(0, -1), spelled) : name,
    );
    const found = names.flatMap((name) => spelled.get(name) ?? []);
    if (found.length > 0 && found.length === names.length) return found;
  }
  return undefined;
}

function listNumbered(stem: string, spelled: ReadonlyMap<string, string>): string[] {
  const first = spelled.has(`${stem}0`) ? 0 : 1;
  const names: string[] = [];
  for (let at = first; spelled.has(`${stem}${at}`); at++) names.push(`${stem}${at}`);
  return names.length > 1 ? names : [];
}
