/** Which columns of a dataset hold the texts and the label. */
import { WeirError } from '../../contract/error.ts';
import { findNearest } from '../nearest.ts';
import type { Column } from './table.ts';

/** By header name, or by number from 0. */
export type ColumnChoice = string | number;

export interface Choices {
  readonly file: string;
  /** One column, or two for pairs. Without it, a customary name is looked for. */
  readonly text?: readonly ColumnChoice[] | undefined;
  readonly label?: ColumnChoice | undefined;
  /** True when no labels are needed. */
  readonly unlabelled?: boolean | undefined;
}

/** Names of text columns in public datasets; pairs first, because their names are single texts' names too. */
const CUSTOMARY_TEXTS: readonly (readonly string[])[] = [
  ['question1', 'question2'],
  ['sentence1', 'sentence2'],
  ['premise', 'hypothesis'],
  ['question', 'sentence'],
  ['text_a', 'text_b'],
  ['sentence'],
  ['text'],
  ['review'],
  ['content'],
];

const CUSTOMARY_LABELS: readonly (readonly string[])[] = [['label'], ['labels'], ['score'], ['target']];

/** A sentence that lists more columns is not read to its end. */
const MOST_LISTED = 20;

/** Throws a WeirError ('invalid-dataset') that lists the columns when one is not there or cannot be guessed. */
export function resolveColumns(
  columns: readonly Column[],
  choices: Choices,
): { readonly text: readonly Column[]; readonly label: Column | undefined } {
  const { file, text, label, unlabelled = false } = choices;
  if (text !== undefined && text.length !== 1 && text.length !== 2) {
    throw new WeirError(
      'invalid-input',
      `Dataset '${file}' is given ${text.length} text columns; expected one or two.`,
    );
  }
  const find = (choice: ColumnChoice) => findColumn(columns, choice, file);
  return {
    text: text?.map(find) ?? guess(columns, CUSTOMARY_TEXTS, 'text', file),
    label: unlabelled
      ? undefined
      : label === undefined
        ? guess(columns, CUSTOMARY_LABELS, 'label', file)[0]
        : find(label),
  };
}

/** A string of digits that is no name is a number: command lines cannot tell the two apart. */
function findColumn(columns: readonly Column[], choice: ColumnChoice, file: string): Column {
  const named = columns.filter(({ name }) => name === choice);
  if (named.length > 1) {
    throw new WeirError(
      'invalid-dataset',
      `Dataset '${file}' has ${named.length} columns '${choice}'; choose by number.`,
    );
  }
  const number = typeof choice === 'string' && /^\d+$/.test(choice) ? Number(choice) : choice;
  const column = named[0] ?? columns.find(({ index }) => index === number);
  if (column) return column;
  const title = typeof choice === 'string' ? `column '${choice}'` : `column ${choice}`;
  throw new WeirError(
    'invalid-dataset',
    `Dataset '${file}' has no ${title}; ${list(columns)}.`,
    hintFor(columns, choice),
  );
}

function guess(
  columns: readonly Column[],
  customary: readonly (readonly string[])[],
  role: 'text' | 'label',
  file: string,
): Column[] {
  const spelled = new Map(columns.map(({ name }) => [name?.toLowerCase(), name]));
  const found = customary.find((names) => names.every((name) => spelled.has(name)));
  if (found) return found.map((name) => findColumn(columns, spelled.get(name)!, file));
  throw new WeirError(
    'invalid-dataset',
    `Dataset '${file}' has no column of a customary name for the ${role}; ${list(columns)}.`,
    {
      hint: `Say which column holds the ${role}.`,
    },
  );
}

function list(columns: readonly Column[]): string {
  if (columns[0]?.name === undefined) {
    return `without a header its ${columns.length} columns go by number, from 0 to ${columns.length - 1}`;
  }
  const names = columns.slice(0, MOST_LISTED).map(({ name }) => `'${name ?? ''}'`);
  const more = columns.length - names.length;
  return `its columns are ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function hintFor(columns: readonly Column[], choice: ColumnChoice): { hint?: string } {
  const names = columns.flatMap(({ name }) => name ?? []);
  if (names.includes(`"${choice}"`)) return { hint: 'The header is quoted: say quote: true.' };
  const nearest = findNearest(String(choice), names);
  return nearest === undefined ? {} : { hint: `Did you mean '${nearest}'?` };
}
