/** Which columns of a dataset hold the texts and the label. */
import { WeirError } from '../../contract/error.ts';
import { findNearest } from '../nearest.ts';
import type { HeadKind } from '../task/task-head.ts';
import { CUSTOMS, findCustomary, type Names } from './customs.ts';
import type { Column } from './table.ts';

/** By header name, or by number from 0. */
export type ColumnChoice = string | number;

export interface Choices {
  readonly file: string;
  /** One column, or two for pairs. Without it, a customary name is looked for. */
  readonly text?: readonly ColumnChoice[] | undefined;
  readonly label?: ColumnChoice | undefined;
  /** The texts to choose among: one column of lists, or a column each. */
  readonly choices?: readonly ColumnChoice[] | undefined;
  /** True when no labels are needed. */
  readonly unlabelled?: boolean | undefined;
}

/** A sentence that lists more columns is not read to its end. */
const MOST_LISTED = 20;

export interface ChosenColumns {
  readonly text: readonly Column[];
  readonly label: Column | undefined;
  readonly choices: readonly Column[];
}

/** Throws a WeirError ('invalid-dataset') that lists the columns when one is not there or cannot be guessed. */
export function resolveColumns(
  columns: readonly Column[],
  choices: Choices,
  kind: HeadKind = 'sequence',
): ChosenColumns {
  const { file, text, label } = choices;
  const customs = CUSTOMS[kind];
  const unlabelled = choices.unlabelled === true || customs.label.length === 0;
  if (text !== undefined && !customs.texts.includes(text.length)) {
    const expected = customs.texts.map((count) => (count === 1 ? 'one' : 'two')).join(' or ');
    throw new WeirError(
      'invalid-input',
      `Dataset '${file}' is given ${text.length} text ${text.length === 1 ? 'column' : 'columns'}; expected ${expected}.`,
    );
  }
  const find = (choice: ColumnChoice) => findColumn(columns, choice, file);
  return {
    text: text?.map(find) ?? guess(columns, customs.text, 'text', file),
    label: unlabelled
      ? undefined
      : label === undefined
        ? guess(columns, customs.label, 'label', file)[0]
        : find(label),
    choices:
      choices.choices?.map(find) ??
      (customs.choices.length === 0 ? [] : guess(columns, customs.choices, 'choices', file)),
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
  customary: Names,
  role: 'text' | 'label' | 'choices',
  file: string,
): Column[] {
  const found = findCustomary(columns, customary);
  if (found) return found.map((name) => findColumn(columns, name, file));
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
